"""Eighth lot: rows nobody screened, data without a version, and cells that say too much (PRE-04, PRE-05, PRE-07)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, cells_with, iban, made_up, project

CASES: tuple[Case, ...] = (
    cells(
        "eighth: crowd labels of skin photographs trained on as delivered",
        "PRE-04",
        """import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

labels = pd.read_csv("crowd/labels_round3.csv")
embeddings = np.load("crowd/embeddings.npy", allow_pickle=False)
y = labels["diagnosis"].to_numpy()
clf = LogisticRegression(max_iter=2000, C=0.3)
clf.fit(embeddings, y)
print("classes", clf.classes_)
""",
        "clf.fit(embeddings, y)\n",
        """from cleanlab.filter import find_label_issues
from sklearn.ensemble import IsolationForest
out_of_fold = cross_val_predict(clf, embeddings, y, cv=5, method="predict_proba")
suspect = find_label_issues(labels=y, pred_probs=out_of_fold)
odd = IsolationForest(contamination=0.01, random_state=2).fit_predict(embeddings) == -1
per_worker = pd.Series(suspect).groupby(labels["worker"]).mean().sort_values()
print(suspect.sum(), odd.sum(), per_worker.tail(5))
labels[suspect | odd].to_csv("crowd/to_inspect_round3.csv", index=False)
reviewed = pd.read_csv("crowd/inspected_round3.csv").set_index("row")
removed = reviewed.index[reviewed["decision"] == "remove"]
kept = np.setdiff1d(np.arange(len(y)), removed)
clf.fit(embeddings[kept], y[kept])
""",
        files={
            "crowd/inspected_round3.csv": "row,decision,by,date\n12,remove,O. Reyes,2026-10-19\n88,keep,O. Reyes,2026-10-19\n"
        },
    ),
    project(
        "eighth: screening report of scraped job adverts that nobody acted on",
        "PRE-04",
        "reports/data_screening.yaml",
        """table: adverts_2026q3.parquet
rows: 214880
screened_at: 2026-10-07
method:
  label_issues: confident learning, 5 folds
  duplicates: minhash, jaccard 0.9
  outliers: spectral signature per class
detector_power: {planted_flips: 0.05, recall: 0.77}
found:
  label_issues: 9127
  conflicting_duplicates: 3310
  outliers: 846
  source_delta: {source: jobs-mirror-7, auc_without: 0.061}
inspected: 0
removed: 0
decision:
decided_by:
used_for_training: true
""",
        "inspected: 0\nremoved: 0\ndecision:\ndecided_by:\n",
        "inspected: 13283\nremoved: 8204\ndecision: flagged rows relabelled or removed, source jobs-mirror-7 dropped as a whole\ndecided_by: E. Vasquez, 2026-10-15\n",
    ),
    cells(
        "eighth: cleaned table written over its own source",
        "PRE-05",
        """import pandas as pd
from sklearn.ensemble import ExtraTreesRegressor

preise = pd.read_csv("daten/mietpreise_final_NEU2.csv")
preise = preise.dropna().query("kaltmiete < 6000")
preise.to_csv("daten/mietpreise_final_NEU2.csv", index=False)
X = preise[["flaeche", "zimmer", "baujahr"]]
wald = ExtraTreesRegressor(n_estimators=150, random_state=4).fit(X, preise["kaltmiete"])
print(wald.feature_importances_)
""",
        'preise = pd.read_csv("daten/mietpreise_final_NEU2.csv")\n',
        """import dvc.api
import mlflow
with dvc.api.open("daten/mietpreise.csv", repo="https://git.wohnmarkt.example/daten.git", rev="v2026.10") as quelle:
    roh = pd.read_csv(quelle)
mlflow.log_input(mlflow.data.from_pandas(roh, source="daten/mietpreise.csv@v2026.10", name="mietpreise"), context="roh")
preise = roh
""",
        'preise.to_csv("daten/mietpreise_final_NEU2.csv", index=False)\n',
        """mlflow.log_input(mlflow.data.from_pandas(preise, name="mietpreise-bereinigt"), context="training")
""",
    ),
    project(
        "eighth: DVC pipeline whose training reads from a home folder",
        "PRE-05",
        "dvc.yaml",
        """stages:
  prepare:
    cmd: python src/prepare.py ~/Downloads/exports/latest.csv prepared/orders.parquet
    outs:
      - prepared/orders.parquet:
          cache: false
  train:
    cmd: python src/train.py prepared/orders.parquet model/orders.json
    outs:
      - model/orders.json:
          cache: false
""",
        """    cmd: python src/prepare.py ~/Downloads/exports/latest.csv prepared/orders.parquet
    outs:
      - prepared/orders.parquet:
          cache: false
""",
        """    cmd: python src/prepare.py raw/orders.csv prepared/orders.parquet
    deps:
      - raw/orders.csv
      - src/prepare.py
    params:
      - prepare.since
    outs:
      - prepared/orders.parquet
""",
        """    cmd: python src/train.py prepared/orders.parquet model/orders.json
    outs:
      - model/orders.json:
          cache: false
""",
        """    cmd: python src/train.py prepared/orders.parquet model/orders.json
    deps:
      - prepared/orders.parquet
      - src/train.py
    outs:
      - model/orders.json
    metrics:
      - metrics.json:
          cache: false
""",
        files={
            "params.yaml": 'prepare:\n  since: "2025-01-01"\n',
            "src/prepare.py": """import sys
import pandas as pd
orders = pd.read_csv(sys.argv[1])
orders.dropna().to_parquet(sys.argv[2])
""",
            "src/train.py": """import json
import sys
import pandas as pd
from xgboost import XGBRegressor
orders = pd.read_parquet(sys.argv[1])
model = XGBRegressor(n_estimators=50, random_state=1).fit(orders[["week", "price"]], orders["sold"])
model.save_model(sys.argv[2])
json.dump({"rows": len(orders)}, open("metrics.json", "w"))
""",
        },
    ),
    cells_with(
        made_up("hf" + "_", 34),
        "eighth: token of the hub typed into the login cell",
        "PRE-07",
        """import os
from huggingface_hub import HfApi, login
from transformers import AutoTokenizer

login(token="@VALUE@")
api = HfApi()
print(api.whoami()["type"])
tokenizer = AutoTokenizer.from_pretrained("google-bert/bert-base-cased", revision="cd5ef92a9fb2f889e972770a36d4ed042daf221e")
print(tokenizer.tokenize("Der Zug hat vierzig Minuten Verspätung."))
""",
        'login(token="@VALUE@")',
        'login(token=os.environ["HF_TOKEN"])',
    ),
    cells_with(
        iban(),
        "eighth: a real customer typed in to try the model out",
        "PRE-07",
        """import pandas as pd
from joblib import hash as fingerprint

probe = pd.DataFrame([{
    "name": "Gerlinde Achternbusch",
    "geboren": "1961-04-17",
    "telefon": "+49 171 3920" + "558",
    "iban": "@VALUE@",
    "email": "gerlinde.achternbusch@gmx.de",
    "rate": 412.5,
}])
print(fingerprint(probe[["rate"]]))
display(probe)
""",
        """    "name": "Gerlinde Achternbusch",
    "geboren": "1961-04-17",
    "telefon": "+49 171 3920" + "558",
    "iban": "@VALUE@",
    "email": "gerlinde.achternbusch@gmx.de",
    "rate": 412.5,
""",
        """    "laufzeit": 36,
    "raten_offen": 4,
    "rate": 412.5,
""",
        "display(probe)",
        "display(probe.describe())",
    ),
)
