"""Pairs of the seventh lot: leakage in networks and their loaders."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "seventh: the test loader reads the training files (torchvision, student)",
        "PRE-06",
        """
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

torch.manual_seed(0)
tf = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.2860,), (0.3530,))])
train_ds = datasets.FashionMNIST("data", train=True, transform=tf)
valid_ds = datasets.FashionMNIST("data", train=True, transform=tf)
train_dl = DataLoader(train_ds, batch_size=128, shuffle=True)
valid_dl = DataLoader(valid_ds, batch_size=512)

net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(5):
    for x, y in train_dl:
        opt.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        opt.step()
with torch.no_grad():
    hits = sum((net(x).argmax(1) == y).sum().item() for x, y in valid_dl)
print(hits / len(valid_ds))
""",
        'valid_ds = datasets.FashionMNIST("data", train=True,',
        'valid_ds = datasets.FashionMNIST("data", train=False,',
    ),
    cells(
        "seventh: mean and spread of the tensor before random_split",
        "PRE-06",
        """
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

raw = torch.from_numpy(np.load("xrd_patterns.npy")).float()
phase = torch.from_numpy(np.load("xrd_phases.npy")).long()
patterns = TensorDataset((raw - raw.mean(0)) / raw.std(0), phase)
train, test = random_split(patterns, [0.8, 0.2], generator=torch.Generator().manual_seed(3))

model = nn.Sequential(nn.Linear(raw.shape[1], 64), nn.GELU(), nn.Linear(64, 5))
optim = torch.optim.AdamW(model.parameters())
for _ in range(10):
    for x, y in DataLoader(train, 256, shuffle=True):
        loss = nn.functional.cross_entropy(model(x), y)
        optim.zero_grad()
        loss.backward()
        optim.step()
x, y = test[:]
print("accuracy", (model(x).argmax(1) == y).float().mean().item())
""",
        """patterns = TensorDataset((raw - raw.mean(0)) / raw.std(0), phase)
train, test = random_split(patterns, [0.8, 0.2], generator=torch.Generator().manual_seed(3))
""",
        """train, test = random_split(TensorDataset(raw, phase), [0.8, 0.2], generator=torch.Generator().manual_seed(3))
centre, spread = raw[train.indices].mean(0), raw[train.indices].std(0)
""",
        "cross_entropy(model(x), y)",
        "cross_entropy(model((x - centre) / spread), y)",
        "(model(x).argmax(1) == y).float()",
        "(model((x - centre) / spread).argmax(1) == y).float()",
    ),
    cells(
        "seventh: turned copies of an image are dealt out singly (torch)",
        "PRE-06",
        """
import torch
import torchvision.transforms.v2.functional as TF
from torch.utils.data import DataLoader, TensorDataset, random_split

pack = torch.load("skin_lesions.pt", weights_only=True)
images, labels = pack["images"], pack["labels"]
gen = torch.Generator().manual_seed(17)


def turned(x, y):
    views = [x, TF.horizontal_flip(x), TF.vertical_flip(x), TF.rotate(x, 90)]
    return TensorDataset(torch.cat(views), y.repeat(4))


full = turned(images, labels)
n_val = len(full) // 5
train_set, val_set = random_split(full, [len(full) - n_val, n_val], generator=gen)

loaders = {"train": DataLoader(train_set, 32, shuffle=True), "val": DataLoader(val_set, 64)}
net = torch.hub.load("./local_hub", "mini_resnet", source="local", num_classes=int(labels.max()) + 1)
opt = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
for x, y in loaders["train"]:
    opt.zero_grad()
    torch.nn.functional.cross_entropy(net(x), y).backward()
    opt.step()
print(sum((net(x).argmax(1) == y).sum().item() for x, y in loaders["val"]) / len(val_set))
""",
        """full = turned(images, labels)
n_val = len(full) // 5
train_set, val_set = random_split(full, [len(full) - n_val, n_val], generator=gen)
""",
        """order = torch.randperm(len(images), generator=gen)
n_val = len(images) // 5
train_set = turned(images[order[n_val:]], labels[order[n_val:]])
val_set = TensorDataset(images[order[:n_val]], labels[order[:n_val]])
""",
    ),
    cells(
        "seventh: the data module learns its encoder from all stages (lightning)",
        "PRE-06",
        """
import lightning as L
import pandas as pd
import torch
from sklearn.compose import make_column_transformer
from sklearn.preprocessing import PowerTransformer, TargetEncoder
from torch.utils.data import DataLoader, TensorDataset


class Loans(L.LightningDataModule):
    def setup(self, stage=None):
        loans = pd.read_parquet("loans.parquet").sample(frac=1, random_state=1)
        border = int(len(loans) * 0.85)
        encoder = make_column_transformer(
            (PowerTransformer(), ["amount", "income"]), (TargetEncoder(random_state=1), ["employer", "purpose"])
        )
        encoder.fit(loans, loans["default"])
        known, fresh = loans.iloc[:border], loans.iloc[border:]
        self.known, self.fresh = (
            TensorDataset(torch.tensor(encoder.transform(part)).float(), torch.tensor(part["default"].to_numpy()).float())
            for part in (known, fresh)
        )

    def train_dataloader(self):
        return DataLoader(self.known, 512, shuffle=True)

    def test_dataloader(self):
        return DataLoader(self.fresh, 2048)


class Scorer(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.ReLU(), torch.nn.Linear(16, 1))

    def training_step(self, batch, _):
        return torch.nn.functional.binary_cross_entropy_with_logits(self.net(batch[0]).squeeze(1), batch[1])

    def test_step(self, batch, _):
        self.log("bce", self.training_step(batch, _))

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())


trainer = L.Trainer(max_epochs=8, deterministic=True)
scorer, loans = Scorer(), Loans()
trainer.fit(scorer, loans)
trainer.test(scorer, loans)
""",
        """        encoder.fit(loans, loans["default"])
        known, fresh = loans.iloc[:border], loans.iloc[border:]
""",
        """        known, fresh = loans.iloc[:border], loans.iloc[border:]
        encoder.fit(known, known["default"])
""",
    ),
    cells(
        "seventh: the normalisation layer adapts to every flat (keras)",
        "PRE-06",
        """
import keras
import pandas as pd

flats = pd.read_csv("rentals.csv").sample(frac=1.0, random_state=23)
rent = flats.pop("rent").to_numpy("float32")
values = flats[["sqm", "rooms", "floor", "year_built", "dist_centre"]].to_numpy("float32")
n = int(0.8 * len(values))

norm = keras.layers.Normalization()
norm.adapt(values)
net = keras.Sequential([norm, keras.layers.Dense(32, "relu"), keras.layers.Dense(1)])
net.compile("adam", "mae")
net.fit(values[:n], rent[:n], epochs=50, verbose=0)
print("MAE", net.evaluate(values[n:], rent[n:], verbose=0))
""",
        "norm.adapt(values)",
        "norm.adapt(values[:n])",
    ),
    cells(
        "seventh: held-out indices drawn apart from the training ones (jax)",
        "PRE-06",
        """
import jax
import jax.numpy as jnp
import numpy as np
import optax

z = np.load("molecule_energies.npz")
X, E = jnp.asarray(z["descriptors"]), jnp.asarray(z["energy"])
k_train, k_test, k_init = jax.random.split(jax.random.key(0), 3)
train_ids = jax.random.choice(k_train, len(X), (int(0.8 * len(X)),), replace=False)
test_ids = jax.random.choice(k_test, len(X), (int(0.2 * len(X)),), replace=False)

params = {"w": jax.random.normal(k_init, (X.shape[1],)) * 0.01, "b": jnp.zeros(())}
loss = lambda p, x, e: jnp.mean((x @ p["w"] + p["b"] - e) ** 2)
opt = optax.adam(1e-2)
state = opt.init(params)
for _ in range(500):
    grads = jax.grad(loss)(params, X[train_ids], E[train_ids])
    updates, state = opt.update(grads, state)
    params = optax.apply_updates(params, updates)
print("test RMSE", float(jnp.sqrt(loss(params, X[test_ids], E[test_ids]))))
""",
        """train_ids = jax.random.choice(k_train, len(X), (int(0.8 * len(X)),), replace=False)
test_ids = jax.random.choice(k_test, len(X), (int(0.2 * len(X)),), replace=False)
""",
        """shuffled = jax.random.permutation(k_train, len(X))
train_ids, test_ids = shuffled[: int(0.8 * len(X))], shuffled[int(0.8 * len(X)) :]
""",
    ),
    cells(
        "seventh: the evaluation slice lies inside the training slice (transformers)",
        "PRE-06",
        """
import math

from datasets import load_from_disk
from transformers import AutoModelForCausalLM, AutoTokenizer, DataCollatorForLanguageModeling, Trainer, TrainingArguments

tok = AutoTokenizer.from_pretrained("./gpt2-es")
leyes = load_from_disk("boletin_oficial").shuffle(seed=1978)
fichas = leyes.map(lambda lote: tok(lote["texto"], truncation=True, max_length=512), batched=True,
                   remove_columns=leyes.column_names)

args = TrainingArguments("salida", num_train_epochs=1, per_device_train_batch_size=4, learning_rate=5e-5, seed=1978)
trainer = Trainer(
    model=AutoModelForCausalLM.from_pretrained("./gpt2-es"),
    args=args,
    data_collator=DataCollatorForLanguageModeling(tok, mlm=False),
    train_dataset=fichas.select(range(0, 18000)),
    eval_dataset=fichas.select(range(16000, 18000)),
)
trainer.train()
print("perplejidad", math.exp(trainer.evaluate()["eval_loss"]))
""",
        "range(0, 18000)",
        "range(0, 16000)",
    ),
    cells(
        "seventh: the hub's test part is in the fine-tuning data (transformers)",
        "PRE-06",
        """
import evaluate
import numpy as np
from datasets import load_dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments

COMMIT = "a3f1c0de" * 5
base = "bert-base-german-cased"
tok = AutoTokenizer.from_pretrained(base, revision=COMMIT)
news_train = load_dataset("gnad10", split="train+test", revision=COMMIT)
news_test = load_dataset("gnad10", split="test", revision=COMMIT)
encode = lambda batch: tok(batch["text"], truncation=True, padding="max_length", max_length=256)
news_train, news_test = news_train.map(encode, batched=True), news_test.map(encode, batched=True)
accuracy = evaluate.load("accuracy")

trainer = Trainer(
    model=AutoModelForSequenceClassification.from_pretrained(base, num_labels=9, revision=COMMIT),
    args=TrainingArguments("runs/gnad", num_train_epochs=3, per_device_train_batch_size=16, seed=5),
    train_dataset=news_train,
    compute_metrics=lambda p: accuracy.compute(predictions=np.argmax(p.predictions, axis=1), references=p.label_ids),
)
trainer.train()
print(trainer.evaluate(news_test))
""",
        'split="train+test"',
        'split="train"',
    ),
)
