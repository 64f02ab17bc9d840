"""Fifth lot: runs nobody can repeat, code that runs what it is given, and models saved as programs."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, beside, cells, project

_PLAIN = """import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("d.csv")
lr = LogisticRegression(solver="lbfgs").fit(df[["age", "income"]], df["y"])"""


def _lock(*pins: str) -> str:
    return "".join(f"{pin} \\\n    --hash=sha256:{DIGEST}\n" for pin in pins)


_NUMBERS = (
    "numpy==2.2.6",
    "pandas==2.3.3",
    "python-dateutil==2.9.0.post0",
    "pytz==2025.2",
    "six==1.17.0",
    "tzdata==2025.2",
)
_LEARN = (*_NUMBERS, "scikit-learn==1.7.2", "scipy==1.16.3", "joblib==1.5.2", "threadpoolctl==3.6.0")
_HASHED = _lock(*_LEARN)

CASES: tuple[Case, ...] = (
    cells(
        "forest and split without a seed",
        "TRN-02",
        """import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

df = pd.read_csv("d.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age", "income"]], df["y"])
rf = RandomForestClassifier(n_estimators=50).fit(X_train, y_train)
print(rf.score(X_test, y_test))
""",
        """df["y"])
rf""",
        """df["y"], random_state=0)
rf""",
        "n_estimators=50)",
        "n_estimators=50, random_state=0)",
        files={"requirements.txt": _HASHED},
    ),
    cells(
        "torch: weights and shuffling from nowhere",
        "TRN-02",
        """import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

torch.use_deterministic_algorithms(True)
data = np.load("signals.npz")
loader = DataLoader(TensorDataset(torch.tensor(data["x"]), torch.tensor(data["y"])), 64, shuffle=True)
net = torch.nn.Sequential(torch.nn.Linear(24, 48), torch.nn.ReLU(), torch.nn.Linear(48, 2))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for xb, yb in loader:
    opt.zero_grad()
    torch.nn.functional.cross_entropy(net(xb), yb).backward()
    opt.step()
""",
        """torch.use_deterministic_algorithms(True)
""",
        """torch.manual_seed(2026)
torch.use_deterministic_algorithms(True)
""",
        files={
            "requirements.txt": _lock(
                "numpy==2.2.6",
                "torch==2.9.1",
                "filelock==3.20.0",
                "typing-extensions==4.15.0",
                "sympy==1.14.0",
                "mpmath==1.3.0",
                "networkx==3.5",
                "jinja2==3.1.6",
                "markupsafe==3.0.3",
                "fsspec==2025.10.0",
            )
        },
    ),
    cells(
        "numpy generator without entropy of its own choosing",
        "TRN-02",
        """import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

rng = np.random.default_rng()
df = pd.read_csv("d.csv")
coefs = []
for _ in range(500):
    draw = rng.integers(0, len(df), len(df))
    coefs.append(LinearRegression().fit(df[["age"]].iloc[draw], df["income"].iloc[draw]).coef_[0])
print(np.percentile(coefs, [2.5, 97.5]))
""",
        "np.random.default_rng()",
        "np.random.default_rng(20261121)",
        files={"requirements.txt": _HASHED},
    ),
    cells(
        "keras dropout network, seed of python only",
        "TRN-02",
        """import random

import keras
import numpy as np

random.seed(99)
d = np.load("lidar.npz")
net = keras.Sequential([keras.layers.Dense(128, "relu"), keras.layers.Dropout(0.3), keras.layers.Dense(1)])
net.compile("adam", "mse")
net.fit(d["x"], d["y"], epochs=10, batch_size=128, verbose=0)
""",
        "random.seed(99)",
        "keras.utils.set_random_seed(99)",
        files={
            "requirements.txt": _lock(
                "numpy==2.2.6",
                "keras==3.12.0",
                "jax==0.7.2",
                "jaxlib==0.7.2",
                "h5py==3.15.1",
                "optree==0.17.0",
                "ml-dtypes==0.5.3",
            )
        },
    ),
    cells(
        "lightgbm bags rows at random, and the rows are shuffled by pandas",
        "TRN-02",
        """import lightgbm as lgb
import pandas as pd

df = pd.read_csv("d.csv")
df = df.sample(frac=1)
params = {"objective": "binary", "bagging_fraction": 0.7, "bagging_freq": 1, "deterministic": True}
booster = lgb.train(params, lgb.Dataset(df[["age", "income"]], df["y"]), num_boost_round=100)
print(booster.num_trees())
""",
        "df.sample(frac=1)",
        "df.sample(frac=1, random_state=8)",
        """"deterministic": True}""",
        """"deterministic": True, "seed": 8}""",
        files={"requirements.txt": _lock(*_LEARN, "lightgbm==4.6.0")},
    ),
    cells(
        "seeded by the clock",
        "TRN-02",
        """import time

import numpy as np
from sklearn.neural_network import MLPClassifier

seed = int(time.time())
d = np.load("digits_small.npz")
mlp = MLPClassifier((64,), random_state=seed).fit(d["x"], d["y"])
print(mlp.loss_)
""",
        "seed = int(time.time())",
        "seed = 1337",
        files={"requirements.txt": _HASHED},
    ),
    project(
        "requirements with open ends",
        "TRN-02",
        "requirements.txt",
        """numpy
pandas>=2.0
scikit-learn
""",
        "numpy\npandas>=2.0\nscikit-learn\n",
        _HASHED,
        notebook=_PLAIN,
    ),
    project(
        "conda environment without versions",
        "TRN-02",
        "environment.yml",
        """name: riesgo
channels:
  - conda-forge
dependencies:
  - python
  - numpy
  - pandas
  - scikit-learn
""",
        "  - python\n  - numpy\n  - pandas\n  - scikit-learn\n",
        "  - python=3.11.14\n  - numpy=2.2.6\n  - pandas=2.3.3\n  - scikit-learn=1.7.2\n",
        files={},
        notebook=_PLAIN,
    ),
    cells(
        "a column's formula comes from a text file and is evaluated",
        "TRN-06",
        """import ast
from pathlib import Path

import pandas as pd

df = pd.read_csv("d.csv")
for line in Path("formulas.txt").read_text().splitlines():
    name, _, formula = line.partition("=")
    df[name.strip()] = eval(formula)
""",
        "eval(formula)",
        "df[ast.literal_eval(formula.strip())].sum(axis=1)",
        files={"formulas.txt": "total = ['age', 'income']\n"},
    ),
    cells(
        "yaml settings loaded with every constructor",
        "TRN-06",
        """import yaml

with open("experimento.yaml") as f:
    ajustes = yaml.load(f, Loader=yaml.UnsafeLoader)
print(ajustes["tasa"])
""",
        "yaml.load(f, Loader=yaml.UnsafeLoader)",
        "yaml.safe_load(f)",
        files={"experimento.yaml": "tasa: 0.01\n"},
    ),
    cells(
        "file names of an upload folder in a shell line",
        "TRN-06",
        """import subprocess
from pathlib import Path

for video in Path("uploads").iterdir():
    subprocess.run(f"ffmpeg -i {video} -vf fps=1 frames/{video.stem}_%04d.png", shell=True, check=True)
""",
        """subprocess.run(f"ffmpeg -i {video} -vf fps=1 frames/{video.stem}_%04d.png", shell=True, check=True)""",
        """subprocess.run(
        ["ffmpeg", "-i", str(video), "-vf", "fps=1", f"frames/{video.stem}_%04d.png"], shell=False, check=True
    )""",
    ),
    cells(
        "features unpickled from a colleague's bucket",
        "TRN-06",
        """import io
import pickle

import boto3
import numpy as np

raw = boto3.client("s3").get_object(Bucket="team-b-scratch", Key="features")["Body"].read()
features = pickle.loads(raw)
print(features.shape)
""",
        "import io\nimport pickle\n",
        "import io\n",
        "pickle.loads(raw)",
        "np.load(io.BytesIO(raw), allow_pickle=False)",
    ),
    cells(
        "SQL put together from a widget's text",
        "TRN-06",
        """import sqlite3

import ipywidgets as widgets
import pandas as pd

con = sqlite3.connect("file:orders.db?mode=ro", uri=True)
box = widgets.Text(description="client")

def show(change):
    text = change["new"]
    display(pd.read_sql_query(f"SELECT day, amount FROM orders WHERE client = '{text}'", con))

box.observe(show, names="value")
box
""",
        """f"SELECT day, amount FROM orders WHERE client = '{text}'", con)""",
        """"SELECT day, amount FROM orders WHERE client = ?", con, params=(text,))""",
    ),
    cells(
        "install from a branch of somebody's fork",
        "TRN-06",
        """%pip install -q git+https://github.com/dl-tricks/fast-tab-net.git@main

import fast_tab_net

net = fast_tab_net.TabNet(seed=1)
""",
        "fast-tab-net.git@main",
        "fast-tab-net.git@" + "b7" * 20,
    ),
    cells(
        "the forest is pickled with joblib",
        "TRN-07",
        """import hashlib
import json
from pathlib import Path

import joblib
import pandas as pd
import skops.io as sio
from sklearn.ensemble import RandomForestClassifier

df = pd.read_csv("d.csv")
rf = RandomForestClassifier(random_state=0).fit(df[["age", "income"]], df["y"])
target = Path("models/rf.bin")
target.parent.mkdir(exist_ok=True)
joblib.dump(rf, target)
Path("models/rf.json").write_text(json.dumps({"sha256": hashlib.sha256(target.read_bytes()).hexdigest()}))
""",
        "joblib.dump(rf, target)",
        "sio.dump(rf, target)",
        """Path("models/rf.bin")""",
        """Path("models/rf.skops")""",
    ),
    cells(
        "torch.save of the whole network",
        "TRN-07",
        """import hashlib
from pathlib import Path

import torch
from safetensors.torch import save_model

torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.GELU(), torch.nn.Linear(16, 1))
torch.save(net, "net.pt")
Path("SHA256SUMS").write_text(hashlib.sha256(Path("net.pt").read_bytes()).hexdigest() + "  net.pt\\n")
""",
        """torch.save(net, "net.pt")
Path("SHA256SUMS").write_text(hashlib.sha256(Path("net.pt").read_bytes()).hexdigest() + "  net.pt\\n")
""",
        """save_model(net, "net.safetensors")
Path("SHA256SUMS").write_text(hashlib.sha256(Path("net.safetensors").read_bytes()).hexdigest() + "  net.safetensors\\n")
""",
    ),
    cells(
        "mlflow keeps the model as cloudpickle",
        "TRN-07",
        """import hashlib
from pathlib import Path

import mlflow
import mlflow.sklearn
import pandas as pd
from sklearn.svm import SVC

df = pd.read_csv("d.csv")
svc = SVC(random_state=0).fit(df[["age", "income"]], df["y"])
mlflow.sklearn.save_model(svc, "svc_model", serialization_format="cloudpickle")
for part in sorted(Path("svc_model").rglob("model.*")):
    print(hashlib.sha256(part.read_bytes()).hexdigest(), part)
""",
        'serialization_format="cloudpickle"',
        'serialization_format="skops"',
    ),
    cells(
        "dill for a scaler and a ridge",
        "TRN-07",
        """import hashlib
from pathlib import Path

import dill
import numpy as np
import onnx
import pandas as pd
from skl2onnx import to_onnx
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("d.csv")
X = df[["age", "income"]].to_numpy(np.float32)
pipe = make_pipeline(StandardScaler(), Ridge()).fit(X, df["y"])
blob = dill.dumps(pipe)
Path("pipe.bin").write_bytes(blob)
Path("pipe.bin.sha256").write_text(hashlib.sha256(blob).hexdigest())
""",
        "blob = dill.dumps(pipe)",
        "blob = to_onnx(pipe, X[:1]).SerializeToString()",
        "import dill\n",
        "",
        """Path("pipe.bin").write_bytes""",
        """Path("pipe.onnx").write_bytes""",
        """Path("pipe.bin.sha256")""",
        """Path("pipe.onnx.sha256")""",
    ),
    beside(
        "export.py writes weights with pickle protocol five",
        "TRN-07",
        """from export import export

export({"w": [0.1, 0.4], "b": [0.0]}, "models/linear")
""",
        "export.py",
        '''"""Write a linear model to disk."""

import hashlib
import pickle
from pathlib import Path

import numpy as np
from safetensors.numpy import save


def export(weights: dict[str, list[float]], stem: str) -> None:
    arrays = {name: np.asarray(values, dtype="float64") for name, values in weights.items()}
    blob = pickle.dumps(arrays, protocol=5)
    out = Path(f"{stem}.pkl")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(blob)
    out.with_suffix(".sha256").write_text(hashlib.sha256(blob).hexdigest())
''',
        "blob = pickle.dumps(arrays, protocol=5)",
        "blob = save(arrays)",
        """Path(f"{stem}.pkl")""",
        """Path(f"{stem}.safetensors")""",
        "import pickle\n",
        "",
    ),
)
