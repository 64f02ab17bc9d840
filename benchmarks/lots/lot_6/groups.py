"""Leakage as strangers write it: the same person, thing or row stands on both sides."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells

CASES: tuple[Case, ...] = (
    cells(
        "sixth: scans of one patient on both sides",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupShuffleSplit, ShuffleSplit

# radiomics table: about 6 scans per patient
scans = pd.read_csv("radiomics.csv")
feature_cols = [c for c in scans.columns if c.startswith("rad_")]
X, y, patient = scans[feature_cols], scans["malignant"], scans["patient_id"]

splitter = ShuffleSplit(n_splits=1, test_size=0.25, random_state=19)
train_idx, test_idx = next(splitter.split(X, y, groups=patient))
rf = RandomForestClassifier(500, random_state=19).fit(X.iloc[train_idx], y.iloc[train_idx])
print(roc_auc_score(y.iloc[test_idx], rf.predict_proba(X.iloc[test_idx])[:, 1]))
""",
        "splitter = ShuffleSplit(n_splits=1",
        "splitter = GroupShuffleSplit(n_splits=1",
    ),
    cells(
        "sixth: Kunden mit vielen Rechnungen, KFold",
        "PRE-06",
        """import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_validate

# je Kunde im Mittel 14 Rechnungen; die Zahlungsmoral gehoert zum Kunden
rechnungen = pd.read_csv("rechnungen.csv")
X = rechnungen[["betrag", "branche", "umsatz_kunde", "mitarbeiter_kunde"]]
y = rechnungen["zahlt_spaet"]
kunden = rechnungen["kundennummer"]

faltung = StratifiedKFold(5, shuffle=True, random_state=33)
werte = cross_validate(LGBMClassifier(random_state=33), X, y, cv=faltung, groups=kunden, scoring=["roc_auc", "f1"])
print(werte["test_roc_auc"].mean(), werte["test_f1"].mean())
""",
        "faltung = StratifiedKFold(5",
        "faltung = StratifiedGroupKFold(5",
    ),
    cells(
        "sixth: tiles of the same slide",
        "PRE-06",
        """import pandas as pd
import torch
from torch.utils.data import DataLoader
from torchvision.models import resnet50

from histology import TileDataset, evaluate, fit_one

torch.manual_seed(6)
# one row per 256x256 tile: path, slide_id, tumour
tiles = pd.read_csv("tiles.csv")
test = tiles.sample(frac=0.2, random_state=6)
train = tiles.drop(test.index)

net = resnet50(num_classes=2)
fit_one(net, DataLoader(TileDataset(train), batch_size=64, shuffle=True), epochs=10)
print("tile accuracy", evaluate(net, DataLoader(TileDataset(test), batch_size=256)))
""",
        """test = tiles.sample(frac=0.2, random_state=6)
train = tiles.drop(test.index)
""",
        """slides = tiles["slide_id"].drop_duplicates().sample(frac=0.2, random_state=6)
test = tiles[tiles["slide_id"].isin(slides)]
train = tiles[~tiles["slide_id"].isin(slides)]
""",
    ),
    cells(
        "sixth: mirrored copies are made before the split",
        "PRE-06",
        """import numpy as np
from keras import layers, models, utils
from sklearn.model_selection import train_test_split

utils.set_random_seed(3)
images = np.load("leaf_images.npy")
labels = np.load("leaf_labels.npy")

# 数据增强: 左右翻转和上下翻转
def augment(pics, tags):
    return np.concatenate([pics, pics[:, :, ::-1], pics[:, ::-1]]), np.concatenate([tags] * 3)


images, labels = augment(images, labels)
x_train, x_test, y_train, y_test = train_test_split(images, labels, test_size=0.2, random_state=3)

net = models.Sequential([layers.Rescaling(1 / 255), layers.Conv2D(16, 3), layers.Flatten(), layers.Dense(5, activation="softmax")])
net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
net.fit(x_train, y_train, epochs=15, verbose=0)
print("测试准确率", net.evaluate(x_test, y_test, verbose=0)[1])
""",
        """images, labels = augment(images, labels)
x_train, x_test, y_train, y_test = train_test_split(images, labels, test_size=0.2, random_state=3)
""",
        """x_train, x_test, y_train, y_test = train_test_split(images, labels, test_size=0.2, random_state=3)
x_train, y_train = augment(x_train, y_train)
""",
    ),
    cells(
        "sixth: test rows stay in the training table",
        "PRE-06",
        """import pandas as pd
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.feature_extraction.text import CountVectorizer

sms = pd.read_csv("spam.csv", encoding="latin-1")[["v1", "v2"]]
sms.columns = ["label", "text"]
sms = sms.drop_duplicates("text")

test = sms.sample(frac=0.2, random_state=50)
train = sms.sample(frac=0.8, random_state=51)

spam = make_pipeline(CountVectorizer(stop_words="english"), MultinomialNB())
spam.fit(train["text"], train["label"])
print("accuracy:", spam.score(test["text"], test["label"]))
""",
        "train = sms.sample(frac=0.8, random_state=51)",
        "train = sms.drop(test.index)",
    ),
    cells(
        "sixth: slices of the hub split overlap",
        "PRE-06",
        """from datasets import load_dataset
from setfit import SetFitModel, Trainer, TrainingArguments

rev = "0123456789abcdef0123456789abcdef01234567"
train_ds = load_dataset("acme/support_tickets", split="train[:80%]", revision=rev)
eval_ds = load_dataset("acme/support_tickets", split="train[70%:]", revision=rev)

model = SetFitModel.from_pretrained("acme/minilm-base", revision=rev, labels=["billing", "bug", "praise"])
trainer = Trainer(
    model=model,
    args=TrainingArguments(batch_size=32, num_epochs=1, seed=20),
    train_dataset=train_ds,
    eval_dataset=eval_ds,
    column_mapping={"body": "text", "queue": "label"},
)
trainer.train()
print("held-out accuracy", trainer.evaluate())
""",
        'split="train[70%:]"',
        'split="train[80%:]"',
    ),
    cells(
        "sixth: the slices of the array overlap",
        "PRE-06",
        """import numpy as np
from sklearn.metrics import accuracy_score
from sklearn.svm import SVC

# digits rewritten by pupils, already shuffled by the teacher
pixels = np.load("pixels.npy") / 16.0
digit = np.load("digit.npy")

X_train, y_train = pixels[:1500], digit[:1500]
X_test, y_test = pixels[1200:], digit[1200:]

svm = SVC(gamma=0.02, C=5)
svm.fit(X_train, y_train)
print("How good are we on NEW digits?", accuracy_score(y_test, svm.predict(X_test)))
""",
        "X_test, y_test = pixels[1200:], digit[1200:]",
        "X_test, y_test = pixels[1500:], digit[1500:]",
    ),
    cells(
        "sixth: two seeds for the two halves of a folder",
        "PRE-06",
        """import tensorflow as tf
from tensorflow.keras import layers

tf.keras.utils.set_random_seed(1)
size = (180, 180)
train_ds = tf.keras.utils.image_dataset_from_directory(
    "flowers", validation_split=0.2, subset="training", seed=1337, image_size=size, batch_size=32
)
val_ds = tf.keras.utils.image_dataset_from_directory(
    "flowers", validation_split=0.2, subset="validation", seed=7331, image_size=size, batch_size=32
)

model = tf.keras.Sequential([
    layers.Rescaling(1.0 / 255),
    layers.Conv2D(32, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(5),
])
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
model.fit(train_ds, epochs=12)
print("validation accuracy", model.evaluate(val_ds)[1])
""",
        "seed=7331",
        "seed=1337",
    ),
    cells(
        "sixth: ventanas de EEG del mismo sujeto",
        "PRE-06",
        """import numpy as np
from mne.decoding import CSP
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.model_selection import LeaveOneGroupOut, ShuffleSplit, cross_val_score
from sklearn.pipeline import make_pipeline

# 18 sujetos, 120 epocas por sujeto; queremos saber si sirve para un sujeto nuevo
datos = np.load("eeg_epocas.npz")
epocas, clase, sujeto = datos["x"], datos["y"], datos["sujeto"]

decodificador = make_pipeline(CSP(n_components=4), LinearDiscriminantAnalysis())
reparto = ShuffleSplit(n_splits=18, test_size=0.2, random_state=0)
aciertos = cross_val_score(decodificador, epocas, clase, groups=sujeto, cv=reparto)
print("acierto en sujetos nuevos:", aciertos.mean())
""",
        "reparto = ShuffleSplit(n_splits=18, test_size=0.2, random_state=0)",
        "reparto = LeaveOneGroupOut()",
    ),
    cells(
        "sixth: repeated assays of one compound",
        "PRE-06",
        """import pandas as pd
from rdkit import Chem
from rdkit.Chem import AllChem
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import r2_score
from sklearn.model_selection import GroupKFold, KFold

# IC50 values; most compounds were measured three to five times
assay = pd.read_csv("kinase_ic50.csv")
mols = [Chem.MolFromSmiles(s) for s in assay["smiles"]]
fp = pd.DataFrame([list(AllChem.GetMorganFingerprintAsBitVect(m, 2, 1024)) for m in mols])

scores = []
folds = KFold(n_splits=5, shuffle=True, random_state=1).split(fp)
for tr, te in folds:
    rf = RandomForestRegressor(300, random_state=1, n_jobs=-1).fit(fp.iloc[tr], assay["pic50"].iloc[tr])
    scores.append(r2_score(assay["pic50"].iloc[te], rf.predict(fp.iloc[te])))
print("R2 for new compounds", sum(scores) / len(scores))
""",
        "KFold(n_splits=5, shuffle=True, random_state=1).split(fp)",
        'GroupKFold(n_splits=5).split(fp, groups=assay["smiles"])',
    ),
    cells(
        "sixth: rows drawn with replacement, then split",
        "PRE-06",
        """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.model_selection import train_test_split
from sklearn.utils import resample

# verzuim: weinig positieve rijen
hr = pd.read_csv("verzuim.csv")


def bijvullen(tabel):
    weinig, veel = tabel[tabel["langdurig"] == 1], tabel[tabel["langdurig"] == 0]
    extra = resample(weinig, replace=True, n_samples=len(veel), random_state=4)
    return pd.concat([veel, extra])


hr = bijvullen(hr)
leer, toets = train_test_split(hr, test_size=0.3, random_state=4)

kolommen = ["leeftijd", "uren", "reistijd", "overwerk"]
model = LogisticRegression(max_iter=1000).fit(leer[kolommen], leer["langdurig"])
print("recall", recall_score(toets["langdurig"], model.predict(toets[kolommen])))
""",
        """hr = bijvullen(hr)
leer, toets = train_test_split(hr, test_size=0.3, random_state=4)
""",
        """leer, toets = train_test_split(hr, test_size=0.3, random_state=4)
leer = bijvullen(leer)
""",
    ),
    beside(
        "sixth: back-translations of a test sentence are learnt",
        "PRE-06",
        "!python prepare.py --source intents.jsonl --out data",
        "prepare.py",
        """import argparse
import json
import pathlib
import random

from translate_local import round_trip

parser = argparse.ArgumentParser()
parser.add_argument("--source", required=True)
parser.add_argument("--out", required=True)
args = parser.parse_args()

rows = [json.loads(line) for line in pathlib.Path(args.source).read_text(encoding="utf-8").splitlines()]
random.Random(40).shuffle(rows)

rows = rows + [{**row, "text": round_trip(row["text"], via="de")} for row in rows]
random.Random(41).shuffle(rows)
cut = int(len(rows) * 0.9)
train, test = rows[:cut], rows[cut:]

for name, part in (("train", train), ("test", test)):
    lines = "\\n".join(json.dumps(row, ensure_ascii=False) for row in part)
    pathlib.Path(args.out, f"{name}.jsonl").write_text(lines, encoding="utf-8")
""",
        """rows = rows + [{**row, "text": round_trip(row["text"], via="de")} for row in rows]
random.Random(41).shuffle(rows)
cut = int(len(rows) * 0.9)
train, test = rows[:cut], rows[cut:]
""",
        """cut = int(len(rows) * 0.9)
train, test = rows[:cut], rows[cut:]
train = train + [{**row, "text": round_trip(row["text"], via="de")} for row in train]
random.Random(41).shuffle(train)
""",
    ),
    cells(
        "sixth: concatenates the test file into training",
        "PRE-06",
        """import pandas as pd
from autogluon.tabular import TabularDataset, TabularPredictor

train = TabularDataset("loans_train.csv")
test = TabularDataset("loans_test_labelled.csv")

# more rows, better model
learn = pd.concat([train, test], ignore_index=True)
predictor = TabularPredictor(label="repaid", eval_metric="roc_auc").fit(learn, time_limit=900, presets="good_quality")
print(predictor.evaluate(test))
print(predictor.leaderboard(test))
""",
        "learn = pd.concat([train, test], ignore_index=True)",
        "learn = train.reset_index(drop=True)",
    ),
)
