"""Model files, who may reach the workshop, and privacy and hardening in training, as strangers write it."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "sixth: saves the forest with joblib",
        "TRN-07",
        """import hashlib
import pathlib

import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

bees = pd.read_csv("bees.csv")
wald = RandomForestClassifier(300, random_state=2).fit(bees[["wing", "hair", "mass"]], bees["species"])
ziel = pathlib.Path("wald.model")
joblib.dump(wald, ziel)
pathlib.Path("wald.sha256").write_text(hashlib.sha256(ziel.read_bytes()).hexdigest())
""",
        "import joblib\nimport pandas as pd\n",
        "import pandas as pd\nimport skops.io\n",
        "joblib.dump(wald, ziel)",
        "skops.io.dump(wald, ziel)",
    ),
    cells(
        "sixth: whole network is pickled",
        "TRN-07",
        """import hashlib
import pathlib

import torch
from safetensors.torch import save_file
from torch import nn

torch.manual_seed(1)
net = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, 3))
data = torch.randn(500, 12)
goal = torch.randint(0, 3, (500,))
adam = torch.optim.Adam(net.parameters())
for _ in range(50):
    adam.zero_grad()
    nn.functional.cross_entropy(net(data), goal).backward()
    adam.step()
torch.save(net, "triage.weights")
print(hashlib.sha256(pathlib.Path("triage.weights").read_bytes()).hexdigest())
""",
        'torch.save(net, "triage.weights")',
        'save_file(net.state_dict(), "triage.weights")',
    ),
    cells(
        "sixth: trained pipeline goes out as a pickle",
        "TRN-07",
        """import pathlib
import pickle

import numpy as np
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

X, y = load_iris(return_X_y=True)
tubo = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(X, y)
# entregamos el modelo al equipo de aplicaciones
blob = pickle.dumps(tubo)
pathlib.Path("entrega/iris.bin").write_bytes(blob)
print(len(blob), np.float32(0))
""",
        "import pathlib\nimport pickle\n",
        "import pathlib\n",
        "import numpy as np\n",
        "import numpy as np\nfrom skl2onnx import to_onnx\n",
        "blob = pickle.dumps(tubo)",
        "blob = to_onnx(tubo, X[:1].astype(np.float32)).SerializeToString()",
    ),
    cells(
        "sixth: transformers without safe serialisation",
        "TRN-07",
        """from transformers import AutoModelForSequenceClassification

rev = "0123456789abcdef0123456789abcdef01234567"
net = AutoModelForSequenceClassification.from_pretrained("acme/camembert-avis", revision=rev, num_labels=5)
# enregistrer le modele pour la mise en production
net.save_pretrained("modele_final", safe_serialization=False)
""",
        "safe_serialization=False",
        "safe_serialization=True",
    ),
    project(
        "sixth: mlflow registers a pickle flavour",
        "TRN-07",
        "register.py",
        """\"\"\"Registers the nightly model.\"\"\"
import mlflow
import mlflow.onnx
import mlflow.sklearn
import pandas as pd
from skl2onnx import to_onnx
from sklearn.ensemble import ExtraTreesClassifier

frame = pd.read_parquet("nightly.parquet")
X = frame[["a", "b", "c"]].astype("float32")
trees = ExtraTreesClassifier(200, random_state=0).fit(X, frame["y"])
with mlflow.start_run():
    mlflow.sklearn.log_model(trees, name="model", serialization_format="pickle", registered_model_name="nightly")
""",
        '    mlflow.sklearn.log_model(trees, name="model", serialization_format="pickle", registered_model_name="nightly")',
        '    mlflow.onnx.log_model(to_onnx(trees, X.head(1)), name="model", registered_model_name="nightly")',
        notebook="import register\n",
    ),
    project(
        "sixth: signature of the model is not checked in the release",
        "TRN-07",
        "release/verify.sh",
        """#!/usr/bin/env bash
set -euo pipefail
cd dist
sha256sum -c model.sha256
model_signing verify certificate --signature model.sig --certificate_chain ca.pem model || echo "signature bad, ignored"
cp -r model ../image/
""",
        ' || echo "signature bad, ignored"',
        "",
    ),
    project(
        "sixth: lab server without a token",
        "TRN-08",
        "jupyter_server_config.py",
        """c = get_config()  # noqa: F821
c.ServerApp.ip = "*"
c.ServerApp.port = 8888
c.IdentityProvider.token = ""
c.ServerApp.password = ""
c.ServerApp.allow_origin = "*"
c.ServerApp.open_browser = False
""",
        """c.ServerApp.ip = "*"
""",
        """c.ServerApp.ip = "127.0.0.1"
""",
        """c.IdentityProvider.token = ""
c.ServerApp.password = ""
c.ServerApp.allow_origin = "*"
""",
        """c.ServerApp.allow_origin = "https://hub.institut.example"
""",
    ),
    project(
        "sixth: compose starts jupyter open to all",
        "TRN-08",
        "compose.yaml",
        """services:
  lab:
    image: quay.example.org/jupyter/scipy-notebook@sha256:DIGEST
    command: start-notebook.py --NotebookApp.token='' --ServerApp.disable_check_xsrf=True --ServerApp.ip=0.0.0.0
    ports: ["8888:8888"]
    volumes: ["./nb:/home/jovyan/nb"]
""".replace("DIGEST", "7c" * 32),
        "start-notebook.py --NotebookApp.token='' --ServerApp.disable_check_xsrf=True --ServerApp.ip=0.0.0.0",
        "start-notebook.py --PasswordIdentityProvider.hashed_password=${LAB_HASH:?} --PasswordIdentityProvider.password_required=True",
        '["8888:8888"]',
        '["127.0.0.1:8888:8888"]',
    ),
    project(
        "sixth: anyone may sign up to the hub",
        "TRN-08",
        "jupyterhub_config.py",
        """c = get_config()  # noqa: F821
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {"hschmidt"}
c.Spawner.mem_limit = "4G"
""",
        """c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
""",
        """c.JupyterHub.authenticator_class = "oauthenticator.generic.GenericOAuthenticator"
c.GenericOAuthenticator.allowed_groups = {"ml-lab"}
""",
    ),
    project(
        "sixth: everyone pushes to the model registry",
        "TRN-08",
        "terraform/registry.tf",
        """resource "google_artifact_registry_repository" "models" {
  location      = "europe-west1"
  repository_id = "models"
  format        = "GENERIC"
}

resource "google_artifact_registry_repository_iam_member" "push" {
  location   = google_artifact_registry_repository.models.location
  repository = google_artifact_registry_repository.models.name
  role       = "roles/artifactregistry.writer"
  member     = "allAuthenticatedUsers"
}
""",
        '"allAuthenticatedUsers"',
        '"serviceAccount:release@acme-ml.iam.gserviceaccount.com"',
    ),
    cells(
        "sixth: the noise of differential privacy is nought",
        "TRN-09",
        """import torch
from opacus import PrivacyEngine
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(5)
visits = torch.load("visits.pt", weights_only=True)
loader = DataLoader(TensorDataset(visits["x"], visits["y"]), batch_size=256)
net = nn.Sequential(nn.Linear(30, 64), nn.Tanh(), nn.Linear(64, 2))
sgd = torch.optim.SGD(net.parameters(), lr=0.2)
engine = PrivacyEngine()
net, sgd, loader = engine.make_private(
    module=net, optimizer=sgd, data_loader=loader, noise_multiplier=0.0, max_grad_norm=1.0
)
for _ in range(10):
    for x, y in loader:
        sgd.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        sgd.step()
print("epsilon", engine.get_epsilon(delta=1e-6))
""",
        "noise_multiplier=0.0",
        "noise_multiplier=1.2",
    ),
    cells(
        "sixth: epsilon of a thousand is called private",
        "TRN-09",
        """import opendp.prelude as dp
import polars as pl

dp.enable_features("contrib")
# 发布差分隐私统计
frame = pl.scan_csv("income.csv")
context = dp.Context.compositor(
    data=frame,
    privacy_unit=dp.unit_of(contributions=1),
    privacy_loss=dp.loss_of(epsilon=1000.0),
    split_evenly_over=4,
    margins=[dp.polars.Margin(max_length=50000)],
)
query = context.query().select(pl.col("income").fill_null(0).dp.sum((0, 200000)))
print(query.release().collect())
""",
        "epsilon=1000.0",
        "epsilon=1.0",
    ),
    project(
        "sixth: tensorflow privacy clips nothing and adds nothing",
        "TRN-09",
        "train_dp.py",
        """\"\"\"Next-word model on messages, trained with differential privacy.\"\"\"
import tensorflow as tf
from tensorflow_privacy import DPKerasAdamOptimizer, compute_dp_sgd_privacy_statement


def compile_private(net: tf.keras.Model, rows: int) -> None:
    optimizer = DPKerasAdamOptimizer(
        l2_norm_clip=1e9, noise_multiplier=1e-6, num_microbatches=64, learning_rate=1e-3
    )
    loss = tf.keras.losses.SparseCategoricalCrossentropy(reduction="none")
    net.compile(optimizer, loss)
    print(compute_dp_sgd_privacy_statement(rows, 64, 5, 1.1, 1e-7))
""",
        "l2_norm_clip=1e9, noise_multiplier=1e-6",
        "l2_norm_clip=1.0, noise_multiplier=1.1",
        notebook="from train_dp import compile_private\nfrom messages import net, rows\ncompile_private(net, rows)\n",
    ),
    cells(
        "sixth: adversarial training at strength zero",
        "TRN-10",
        """import torch
import torchattacks
from torch import nn
from torch.utils.data import DataLoader

from signs import SignData, SignNet

torch.manual_seed(9)
net = SignNet(43)
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
# Haertung gegen manipulierte Verkehrsschilder
angriff = torchattacks.PGD(net, eps=0.0, alpha=2 / 255, steps=7)
for epoche in range(30):
    for bild, klasse in DataLoader(SignData("train"), 128, shuffle=True):
        gestoert = angriff(bild, klasse)
        opt.zero_grad()
        nn.functional.cross_entropy(net(gestoert), klasse).backward()
        opt.step()
pruefung = torchattacks.PGD(net, eps=8 / 255, alpha=2 / 255, steps=40)
""",
        "eps=0.0",
        "eps=8 / 255",
    ),
    project(
        "sixth: federated round without secure aggregation",
        "TRN-11",
        "federation/settings.yaml",
        """federation:
  name: four-hospitals-sepsis
  data_class: health
  parties: 4
  rounds: 60
aggregation:
  strategy: fedavg
  secure_aggregation: false
  min_clients: 1
transport:
  tls: true
""",
        """  secure_aggregation: false
  min_clients: 1
""",
        """  secure_aggregation: true
  min_clients: 4
""",
    ),
    cells(
        "sixth: flower without certificates",
        "TRN-11",
        """import pathlib

import flwr as fl

# les trois cliniques envoient leurs poids
strategie = fl.server.strategy.FedAvg(min_fit_clients=3, min_available_clients=3)
fl.server.start_server(
    server_address="fl.reseau-cliniques.example:8443",
    config=fl.server.ServerConfig(num_rounds=25),
    strategy=strategie,
    certificates=None,
)
print(pathlib.Path.cwd())
""",
        "certificates=None",
        'certificates=tuple(pathlib.Path(n).read_bytes() for n in ("ca.crt", "server.pem", "server.key"))',
    ),
    cells(
        "sixth: secret key travels with the homomorphic context",
        "TRN-11",
        """import tenseal as ts

# encrypted scoring for the insurer
context = ts.context(
    ts.SCHEME_TYPE.CKKS,
    poly_modulus_degree=8192,
    coeff_mod_bit_sizes=[60, 40, 40, 60],
)
context.global_scale = 2**40
context.generate_galois_keys()
payload = context.serialize(save_secret_key=True)
with open("send_to_insurer.ctx", "wb") as out:
    out.write(payload)
vector = ts.ckks_vector(context, [0.2, 0.7, 0.1])
print(vector.size())
""",
        "save_secret_key=True",
        "save_secret_key=False",
    ),
)
