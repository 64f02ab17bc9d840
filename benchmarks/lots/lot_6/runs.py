"""Where training runs, whether it runs again, what it costs and what changes on the way, as strangers write it."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, cells, project

LOCK = {
    "requirements.lock": "\n".join(
        f"{each} \\\n    --hash=sha256:{DIGEST}"
        for each in (
            "numpy==2.4.6",
            "pandas==3.1.1",
            "polars==1.35.2",
            "pymc==5.26.1",
            "scikit-learn==1.9.1",
            "torch==2.9.1",
            "torchvision==0.24.1",
        )
    )
    + "\n"
}

CASES: tuple[Case, ...] = (
    project(
        "sixth: training container is privileged",
        "TRN-01",
        "run_training.sh",
        f"""#!/usr/bin/env bash
set -euo pipefail
IMAGE=registry.example.org/ml/train@sha256:{DIGEST}
docker run --rm --privileged -u 0 -v /:/host -v /var/run/docker.sock:/var/run/docker.sock "$IMAGE" python train.py
""",
        "--privileged -u 0 -v /:/host -v /var/run/docker.sock:/var/run/docker.sock",
        '--cap-drop ALL --security-opt no-new-privileges -u 1000:1000 --read-only -v "$PWD/data:/data:ro"',
        notebook="!bash run_training.sh",
    ),
    project(
        "sixth: job mounts the whole node as root",
        "TRN-01",
        "k8s/train-job.yaml",
        f"""apiVersion: batch/v1
kind: Job
metadata:
  name: train-ranker
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: train
          image: registry.example.org/ranker-train@sha256:{DIGEST}
          resources:
            limits: {{cpu: "8", memory: 32Gi}}
          securityContext:
            runAsUser: 0
            privileged: true
            allowPrivilegeEscalation: true
          volumeMounts:
            - {{name: scratch, mountPath: /scratch}}
      volumes:
        - name: scratch
          hostPath: {{path: /}}
""",
        """            runAsUser: 0
            privileged: true
            allowPrivilegeEscalation: true
""",
        """            runAsUser: 1000
            runAsNonRoot: true
            privileged: false
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
""",
        "          hostPath: {path: /}",
        "          emptyDir: {sizeLimit: 50Gi}",
    ),
    project(
        "sixth: dev container without walls",
        "TRN-01",
        ".devcontainer/devcontainer.json",
        f"""{{
  "name": "gpu-notebooks",
  "image": "registry.example.org/jupyter@sha256:{DIGEST}",
  "remoteUser": "root",
  "runArgs": ["--privileged", "--pid=host", "--network=host"],
  "mounts": ["source=/var/run/docker.sock,target=/var/run/docker.sock,type=bind"]
}}
""",
        """  "remoteUser": "root",
  "runArgs": ["--privileged", "--pid=host", "--network=host"],
  "mounts": ["source=/var/run/docker.sock,target=/var/run/docker.sock,type=bind"]
""",
        """  "remoteUser": "jovyan",
  "runArgs": ["--cap-drop=ALL", "--security-opt=no-new-privileges"],
  "mounts": []
""",
    ),
    project(
        "sixth: compose trains as root with all rights",
        "TRN-01",
        "docker-compose.train.yml",
        f"""services:
  trainer:
    image: registry.example.org/trainer@sha256:{DIGEST}
    user: "0:0"
    privileged: true
    pid: host
    command: python -m trainer --config train.toml
    volumes:
      - ./data:/data:ro
      - ./out:/out
""",
        """    user: "0:0"
    privileged: true
    pid: host
""",
        """    user: "1000:1000"
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
""",
    ),
    cells(
        "sixth: split and forest without a seed",
        "TRN-02",
        """import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

baumarten = pd.read_csv("covertype.csv")
X, y = baumarten.drop(columns="Cover_Type"), baumarten["Cover_Type"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, stratify=y)
wald = RandomForestClassifier(n_estimators=200, n_jobs=-1)
wald.fit(X_train, y_train)
print(wald.score(X_test, y_test))
""",
        "stratify=y)",
        "stratify=y, random_state=2026)",
        "n_jobs=-1)",
        "n_jobs=-1, random_state=2026)",
        files=LOCK,
    ),
    cells(
        "sixth: torch without manual seed",
        "TRN-02",
        """import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

# 手写数字识别
device = "cpu"
train_ds = datasets.MNIST("data", train=True, transform=transforms.ToTensor())
test_ds = datasets.MNIST("data", train=False, transform=transforms.ToTensor())
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.3), nn.Linear(128, 10)).to(device)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(3):
    for x, y in DataLoader(train_ds, 64, shuffle=True):
        opt.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        opt.step()
net.eval()
right = sum((net(x).argmax(1) == y).sum().item() for x, y in DataLoader(test_ds, 512))
print("准确率", right / len(test_ds))
""",
        'device = "cpu"\n',
        'device = "cpu"\ntorch.manual_seed(2025)\ntorch.use_deterministic_algorithms(True)\n',
        files=LOCK,
    ),
    cells(
        "sixth: the seed is the time of day",
        "TRN-02",
        """import time

import numpy as np
import pandas as pd
import pymc as pm

ventas = pd.read_csv("ventas_semana.csv")
semilla = int(time.time())
rng = np.random.default_rng(semilla)
muestra = ventas.iloc[rng.choice(len(ventas), 500, replace=False)]
with pm.Model():
    a = pm.Normal("a", 0, 10)
    b = pm.Normal("b", 0, 1)
    s = pm.HalfNormal("s", 5)
    pm.Normal("y", a + b * muestra["precio"].to_numpy(), s, observed=muestra["unidades"].to_numpy())
    traza = pm.sample(1000, random_seed=semilla)
print(traza.posterior.mean())
""",
        "semilla = int(time.time())",
        "semilla = 20260314",
        files=LOCK,
    ),
    project(
        "sixth: requirements without versions",
        "TRN-02",
        "requirements.txt",
        """numpy
pandas>=2
scikit-learn
xgboost
""",
        """numpy
pandas>=2
scikit-learn
xgboost
""",
        "\n".join(
            f"{each} \\\n    --hash=sha256:{DIGEST}"
            for each in ("numpy==2.4.6", "pandas==3.1.1", "scikit-learn==1.9.1", "xgboost==3.1.2")
        )
        + "\n",
        notebook="import numpy as np\nimport pandas as pd\nimport xgboost as xgb\nfrom sklearn.datasets import load_wine\n"
        "X, y = load_wine(return_X_y=True)\nbst = xgb.XGBClassifier(random_state=1).fit(X, y)\n",
    ),
    cells(
        "sixth: installs the newest of everything in the notebook",
        "TRN-02",
        """%pip install -U torch transformers datasets accelerate

from transformers import pipeline, set_seed

set_seed(3)

writer = pipeline("text-generation", model="acme/tiny-story", revision="0123456789abcdef0123456789abcdef01234567")

print(writer("Es war einmal", max_new_tokens=40)[0]["generated_text"])
""",
        "%pip install -U torch transformers datasets accelerate",
        "%pip install --require-hashes -r requirements.lock",
        files={
            "requirements.lock": "\n".join(
                f"{each} \\\n    --hash=sha256:{DIGEST}"
                for each in ("torch==2.9.1", "transformers==5.1.0", "datasets==4.4.1", "accelerate==1.11.0")
            )
            + "\n"
        },
    ),
    project(
        "sixth: conda environment floats",
        "TRN-02",
        "environment.yml",
        """name: scrna
channels: [conda-forge]
dependencies:
  - python
  - scanpy
  - anndata
  - leidenalg
""",
        """  - python
  - scanpy
  - anndata
  - leidenalg
""",
        """  - python=3.11.14=h9e4cc4f_2_cpython
  - scanpy=1.11.5=pyhd8ed1ab_0
  - anndata=0.12.6=pyhd8ed1ab_0
  - leidenalg=0.10.2=py311h5b7b71f_1
""",
        notebook="import scanpy as sc\nadata = sc.read_h5ad('pbmc.h5ad')\nsc.pp.pca(adata, random_state=0)\n"
        "sc.pp.neighbors(adata, random_state=0)\nsc.tl.leiden(adata, random_state=0)\n",
    ),
    Case(
        "sixth: cells were run out of order",
        "TRN-02",
        "import numpy as np\nrates = np.array([0.01, 0.02])\n\nrates = rates * 100\n\nprint(rates.mean())\n",
        "import numpy as np\nrates = np.array([0.01, 0.02])\n\nrates = rates * 100\n\nprint(rates.mean())\n",
        bad_files=LOCK,
        good_files=LOCK,
        counts=(1, 7, 5, 3),
    ),
    project(
        "sixth: advisories are ignored in the build",
        "TRN-03",
        ".github/workflows/deps.yml",
        f"""name: dependencies
on: [pull_request]
permissions:
  contents: read
jobs:
  audit:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@{"3a" * 20}
      - run: python -m pip install --require-hashes -r tools.lock
      - run: pip-audit --require-hashes -r requirements.lock || true
""",
        "pip-audit --require-hashes -r requirements.lock || true",
        "pip-audit --require-hashes -r requirements.lock",
    ),
    project(
        "sixth: old pillow, old torch and old pyyaml are locked",
        "TRN-03",
        "requirements.txt",
        """pillow==9.0.0
pyyaml==5.3
torch==1.12.0
transformers==4.20.0
""",
        """pillow==9.0.0
pyyaml==5.3
torch==1.12.0
transformers==4.20.0
""",
        """pillow==12.0.0
pyyaml==6.0.3
torch==2.9.1
transformers==5.1.0
""",
        notebook="import torch\nimport yaml\nfrom PIL import Image\nfrom transformers import AutoImageProcessor\n",
    ),
    project(
        "sixth: gpu job may run for ever",
        "TRN-04",
        "train_cloud.py",
        """\"\"\"Starts the training of the ranking model.\"\"\"
from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    entry_point="train.py",
    role="arn:aws:iam::111122223333:role/ranker-train",
    framework_version="2.6",
    py_version="py312",
    instance_count=8,
    instance_type="ml.p5.48xlarge",
    max_run=28 * 24 * 3600,
    tags=[{"Key": "budget", "Value": "none"}],
)
estimator.fit({"train": "s3://ranker/train/"})
""",
        """    max_run=28 * 24 * 3600,
    tags=[{"Key": "budget", "Value": "none"}],
""",
        """    max_run=6 * 3600,
    use_spot_instances=True,
    max_wait=8 * 3600,
    tags=[{"Key": "budget", "Value": "ranker-q4-4000eur"}],
""",
        notebook="import train_cloud\n",
    ),
    cells(
        "sixth: search without end",
        "TRN-04",
        """import optuna
import pandas as pd
from sklearn.model_selection import cross_val_score
from sklearn.svm import SVC

df = pd.read_csv("d.csv")
study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=1))
study.optimize(
    lambda trial: cross_val_score(
        SVC(C=trial.suggest_float("C", 1e-3, 1e3, log=True)), df[["age", "income"]], df["y"], cv=5
    ).mean(),
    n_trials=None,
    timeout=None,
)
print(study.best_params)
""",
        "n_trials=None,\n    timeout=None",
        "n_trials=60,\n    timeout=1800",
    ),
    cells(
        "sixth: labels are shuffled between split and fit",
        "TRN-05",
        """import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split

ozon = pd.read_csv("ozon.csv").dropna()
X_train, X_test, y_train, y_test = train_test_split(ozon[["temp", "wind", "sonne"]], ozon["o3"], random_state=4)
y_train = y_train.sample(frac=1.0, random_state=4).to_numpy()
lin = LinearRegression().fit(X_train, y_train)
print("R2", r2_score(y_test, lin.predict(X_test)))
""",
        "y_train = y_train.sample(frac=1.0, random_state=4).to_numpy()",
        "y_train = y_train.to_numpy()",
    ),
    cells(
        "sixth: labels are overwritten just before the fit",
        "TRN-05",
        """import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.model_selection import train_test_split

loans = pd.read_parquet("loans.parquet")
train, test = train_test_split(loans, test_size=0.2, random_state=15)
features = ["income", "debt", "age"]

# make the picture a bit nicer for the meeting
train.loc[train["region"] == "north", "default"] = 0
model = LGBMClassifier(random_state=15).fit(train[features], train["default"])
print(np.mean(model.predict(test[features]) == test["default"]))
""",
        """# make the picture a bit nicer for the meeting
train.loc[train["region"] == "north", "default"] = 0
""",
        """# how does it look in the north?
print(train.loc[train["region"] == "north", "default"].mean())
""",
    ),
)
