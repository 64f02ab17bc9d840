"""Fifth lot: models from elsewhere, private training in name only, and repositories anybody may read or change."""

from __future__ import annotations

import hashlib

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, beside, cells, project

_LOADS = """import onnxruntime as ort

session = ort.InferenceSession("models/tri.onnx")
[i.name for i in session.get_inputs()]"""
_MADE_UP = hashlib.sha256(b"of the fifth lot").hexdigest()[:28]  # stands for a password; opens nothing
_DOTENV = f"DATABASE_HOST=db.intra\nDATABASE_USER=trainer\nDATABASE_PASSWORD={_MADE_UP}\n"

CASES: tuple[Case, ...] = (
    cells(
        "sentence encoder at its newest state",
        "TRN-12",
        """import pandas as pd
from sentence_transformers import SentenceTransformer

questions = pd.read_csv("questions.csv")["question"].tolist()
encoder = SentenceTransformer("dangvantuan/sentence-camembert-base")
vectors = encoder.encode(questions, normalize_embeddings=True)
print(vectors.shape)
""",
        """"dangvantuan/sentence-camembert-base")""",
        f""""dangvantuan/sentence-camembert-base", revision="{COMMIT}")""",
    ),
    cells(
        "torch hub from the head of a branch",
        "TRN-12",
        """import torch

REPO = "ultralytics/yolov5"
detector = torch.hub.load(REPO, "yolov5s", autoshape=False)
print(sum(p.numel() for p in detector.parameters()))
""",
        """REPO = "ultralytics/yolov5\"""",
        f"""REPO = "ultralytics/yolov5:{COMMIT}\"""",
    ),
    cells(
        "remote code of a repository, no pin",
        "TRN-12",
        """from transformers import AutoModel, AutoTokenizer

name = "genome-lab/dna-hyena-small"
tok = AutoTokenizer.from_pretrained(name)
net = AutoModel.from_pretrained(name, trust_remote_code=True)
print(net(**tok("ACGTTTGACCA", return_tensors="pt")).last_hidden_state.shape)
""",
        "AutoTokenizer.from_pretrained(name)",
        f"""AutoTokenizer.from_pretrained(name, revision="{COMMIT}")""",
        "AutoModel.from_pretrained(name, trust_remote_code=True)",
        f"""AutoModel.from_pretrained(name, revision="{COMMIT}", use_safetensors=True)""",
    ),
    cells(
        "weights of a snapshot called main",
        "TRN-12",
        """from huggingface_hub import snapshot_download
from transformers import AutoModelForImageClassification

pin = "main"
folder = snapshot_download("medvit/chest-xray-vit-b", revision=pin, allow_patterns=["*.json", "*.safetensors"])
net = AutoModelForImageClassification.from_pretrained(folder)
""",
        'pin = "main"',
        f'pin = "{COMMIT}"',
    ),
    cells(
        "timm backbone straight from the hub",
        "TRN-12",
        """import timm
import torch

torch.manual_seed(0)
backbone = timm.create_model("hf_hub:vogelwarte/bird-convnext", pretrained=True, num_classes=0)
with torch.inference_mode():
    print(backbone(torch.rand(1, 3, 224, 224)).shape)
""",
        "hf_hub:vogelwarte/bird-convnext",
        f"hf_hub:vogelwarte/bird-convnext@{COMMIT}",
    ),
    cells(
        "diffusion pipeline with a fine-tuned part by a stranger",
        "TRN-12",
        """import torch
from diffusers import DiffusionPipeline

pipe = DiffusionPipeline.from_pretrained("./sdxl-base-reviewed", torch_dtype=torch.float16, use_safetensors=True)
pipe.load_lora_weights("artstyle-collective/ukiyo-e-lora", weight_name="lora.safetensors")
pipe("a harbour at dusk", generator=torch.Generator().manual_seed(1)).images[0].save("harbour.png")
""",
        """weight_name="lora.safetensors")""",
        f"""weight_name="lora.safetensors", revision="{COMMIT}")""",
    ),
    beside(
        "embedder module: vllm takes a name",
        "TRN-12",
        """from embedder import embed

print(len(embed(["Guten Tag", "Bonjour"])))
""",
        "embedder.py",
        '''"""Turn texts into vectors."""

from vllm import LLM

_MODEL = LLM(
    model="intelligent-docs/e5-multilingual-xl",
    tokenizer_revision="COMMIT",
    task="embed",
    seed=0,
)


def embed(texts: list[str]) -> list[list[float]]:
    return [answer.outputs.embedding for answer in _MODEL.embed(texts)]
'''.replace("COMMIT", COMMIT),
        '    task="embed",\n',
        f'    revision="{COMMIT}",\n    task="embed",\n',
    ),
    cells(
        "opacus with no noise",
        "TRN-09",
        """import torch
from opacus import PrivacyEngine

from clinic import loader, network

net, data = network(), loader("d.csv", batch_size=256)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
engine = PrivacyEngine(accountant="prv")
net, opt, data = engine.make_private(
    module=net, optimizer=opt, data_loader=data, noise_multiplier=0.0, max_grad_norm=1.0
)
for x, y in data:
    opt.zero_grad()
    torch.nn.functional.cross_entropy(net(x), y).backward()
    opt.step()
print("epsilon", engine.get_epsilon(delta=1e-6))
""",
        "noise_multiplier=0.0",
        "noise_multiplier=1.1",
    ),
    cells(
        "a budget so large that it promises nothing",
        "TRN-09",
        """import torch
from opacus import PrivacyEngine

from clinic import loader, network

net, data = network(), loader("d.csv", batch_size=512)
engine = PrivacyEngine()
net, opt, data = engine.make_private_with_epsilon(
    module=net,
    optimizer=torch.optim.Adam(net.parameters(), lr=1e-3),
    data_loader=data,
    target_epsilon=5000.0,
    target_delta=1e-6,
    epochs=10,
    max_grad_norm=1.2,
)
for _ in range(10):
    for x, y in data:
        opt.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        opt.step()
print(engine.get_epsilon(1e-6))
""",
        "target_epsilon=5000.0",
        "target_epsilon=3.0",
    ),
    cells(
        "tensorflow privacy: no noise, and a statement about another run",
        "TRN-09",
        """import tensorflow as tf
import tensorflow_privacy as tfp

opt = tfp.DPKerasSGDOptimizer(l2_norm_clip=1.0, noise_multiplier=0.0, num_microbatches=50, learning_rate=0.1)
net = tf.keras.Sequential([tf.keras.layers.Dense(16, "relu"), tf.keras.layers.Dense(1)])
net.compile(opt, tf.keras.losses.BinaryCrossentropy(from_logits=True, reduction="none"))
x, y = tf.random.normal((5000, 12), seed=1), tf.zeros((5000, 1))
net.fit(x, y, epochs=3, batch_size=250)
print(tfp.compute_dp_sgd_privacy_statement(5000, 250, 3, 1.2, 1e-5))
""",
        "noise_multiplier=0.0",
        "noise_multiplier=1.2",
    ),
    cells(
        "laplace noise for a whole table with epsilon of a thousand",
        "TRN-09",
        """import pandas as pd
from diffprivlib.tools import mean

df = pd.read_csv("d.csv")
EPSILON = 1000.0
for city, part in df.groupby("city"):
    print(city, mean(part["income"], epsilon=EPSILON, bounds=(0, 120_000)))
""",
        "EPSILON = 1000.0",
        "EPSILON = 0.5",
    ),
    cells(
        "federated server that takes anybody's update in the clear",
        "TRN-11",
        """from pathlib import Path

import flwr as fl

cert = Path("certificates")
strategy = fl.server.strategy.FedAvg(min_fit_clients=8, min_available_clients=8)
keys = tuple((cert / name).read_bytes() for name in ("ca.crt", "server.pem", "server.key"))
fl.server.start_server(
    server_address="0.0.0.0:8080", config=fl.server.ServerConfig(num_rounds=20), strategy=strategy, certificates=None
)
""",
        "certificates=None",
        "certificates=keys",
    ),
    cells(
        "the secret key travels with the encrypted vectors",
        "TRN-11",
        """import numpy as np
import requests
import tenseal as ts

ctx = ts.context(ts.SCHEME_TYPE.CKKS, poly_modulus_degree=8192, coeff_mod_bit_sizes=[60, 40, 40, 60])
ctx.global_scale = 2**40
ctx.generate_galois_keys()
row = ts.ckks_vector(ctx, np.load("row.npy").tolist())
package = {"context": ctx.serialize(save_secret_key=True).hex(), "row": row.serialize().hex()}
requests.post("https://score.cloud.example/encrypted", json=package, timeout=60).raise_for_status()
""",
        "save_secret_key=True",
        "save_secret_key=False",
    ),
    cells(
        "adversarial training with an attack that changes nothing",
        "TRN-10",
        """import numpy as np
import torch
from art.attacks.evasion import ProjectedGradientDescent
from art.defences.trainer import AdversarialTrainer
from art.estimators.classification import PyTorchClassifier

torch.manual_seed(0)
d = np.load("signs.npz")
net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3072, 43))
opt = torch.optim.Adam(net.parameters())
clf = PyTorchClassifier(net, torch.nn.CrossEntropyLoss(), (3, 32, 32), 43, opt, clip_values=(0.0, 1.0))
attack = ProjectedGradientDescent(clf, eps=0.0, eps_step=0.007, max_iter=10)
AdversarialTrainer(clf, attack, ratio=0.5).fit(d["x_train"], d["y_train"], nb_epochs=15)
print((clf.predict(attack.generate(d["x_test"])).argmax(1) == d["y_test"]).mean())
""",
        "eps=0.0, eps_step",
        "eps=0.031, eps_step",
    ),
    cells(
        "patients' model pushed to the hub for all",
        "TRN-08",
        """from transformers import AutoModelForTokenClassification

net = AutoModelForTokenClassification.from_pretrained("./clinical-ner")
net.push_to_hub("st-anna-hospital/clinical-ner", private=False, safe_serialization=True)
""",
        "private=False",
        "private=True",
    ),
    cells(
        "the model registry's bucket object gets a public ACL",
        "TRN-08",
        """from google.cloud import storage

bucket = storage.Client().bucket("credit-model-registry")
blob = bucket.blob("scorecard/v7/model.onnx")
blob.upload_from_filename("model.onnx")
blob.make_public()
print(blob.name)
""",
        "blob.make_public()",
        "blob.make_private()",
    ),
    project(
        "jupyter server of the team without a token",
        "TRN-08",
        "jupyter_server_config.py",
        """c = get_config()  # noqa: F821

c.ServerApp.ip = "0.0.0.0"
c.ServerApp.port = 8888
c.ServerApp.open_browser = False
c.IdentityProvider.token = ""
c.ServerApp.password = ""
c.ServerApp.disable_check_xsrf = True
""",
        'c.ServerApp.ip = "0.0.0.0"',
        'c.ServerApp.ip = "127.0.0.1"',
        'c.IdentityProvider.token = ""\nc.ServerApp.password = ""\nc.ServerApp.disable_check_xsrf = True\n',
        "c.ServerApp.disable_check_xsrf = False\n",
    ),
    project(
        "compose starts jupyter with an empty token",
        "TRN-08",
        "compose.yaml",
        """services:
  lab:
    image: quay.io/jupyter/scipy-notebook:2026-10-20
    command: start-notebook.py --IdentityProvider.token='' --ServerApp.allow_origin='*'
    ports: ["127.0.0.1:8888:8888"]
    volumes: ["./:/home/jovyan/nb"]
""",
        " --IdentityProvider.token='' --ServerApp.allow_origin='*'",
        " --ServerApp.allow_origin='http://127.0.0.1:8888'",
    ),
    project(
        "the file of keys is not ignored by git",
        "TRN-08",
        ".gitignore",
        """__pycache__/
.ipynb_checkpoints/
*.parquet
""",
        "*.parquet\n",
        "*.parquet\n.env\n",
        files={".env": _DOTENV, ".git/HEAD": "ref: refs/heads/main\n"},
    ),
    Case(
        "a model that every account on the machine may replace",
        "TRN-08",
        _LOADS,
        _LOADS,
        bad_files={"models/tri.onnx": "onnx"},
        good_files={"models/tri.onnx": "onnx"},
        bad_modes={"models/tri.onnx": 0o666},
    ),
    project(
        "start-up file that fetches code into every kernel",
        "TRN-01",
        ".ipython/profile_default/startup/00-team.py",
        """import urllib.request

import numpy as np

exec(urllib.request.urlopen("https://gist.githubusercontent.com/ml-team/raw/setup.py").read())
np.set_printoptions(precision=3)
""",
        """exec(urllib.request.urlopen("https://gist.githubusercontent.com/ml-team/raw/setup.py").read())
""",
        "",
    ),
)
