"""Pairs of the seventh lot: poisoned rows, versions of a dataset, and what a cell gives away."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, cells, cells_with, iban, made_up, project

CASES: tuple[Case, ...] = (
    cells(
        "seventh: labels of the crowd are believed (image labels)",
        "PRE-04",
        """
import numpy as np
from cleanlab.filter import find_label_issues
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

pack = np.load("street_signs_embeddings.npz")
E, votes = pack["embedding"], pack["votes"]
label = np.array([np.bincount(row).argmax() for row in votes])

clf = LogisticRegression(max_iter=2000)
guess = cross_val_predict(clf, E, label, cv=5, method="predict_proba")
print("cross-validated accuracy", (guess.argmax(1) == label).mean())
clf.fit(E, label)
np.savez("signs_head.npz", coef=clf.coef_, intercept=clf.intercept_)
""",
        "clf.fit(E, label)",
        """doubtful = find_label_issues(label, guess, return_indices_ranked_by="self_confidence")
print(len(doubtful), "doubtful labels, the worst:", doubtful[:50].tolist())
np.savetxt("doubtful_rows.txt", doubtful, fmt="%d")
keep = np.setdiff1d(np.arange(len(label)), doubtful)
clf.fit(E[keep], label[keep])""",
    ),
    cells(
        "seventh: whatever users report as spam is learnt tonight",
        "PRE-04",
        """
import joblib
import pandas as pd
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import f1_score

trusted = pd.read_parquet("gold_mails.parquet")
guard = pd.read_parquet("gold_mails_heldback.parquet")
reports = pd.read_parquet("user_reports_today.parquet")
cols = [c for c in trusted if c.startswith("h_")]

table = pd.concat([trusted, reports[[*cols, "spam"]]])
clf = SGDClassifier(loss="log_loss", random_state=0).fit(table[cols], table["spam"])
print(len(reports), f1_score(guard["spam"], clf.predict(guard[cols])))
""",
        "table = pd.concat",
        """base = f1_score(
    guard["spam"],
    SGDClassifier(loss="log_loss", random_state=0).fit(trusted[cols], trusted["spam"]).predict(guard[cols]),
)
harmful = []
for reporter, rows in reports.groupby("reporter"):
    both = pd.concat([trusted, rows[[*cols, "spam"]]])
    trial = SGDClassifier(loss="log_loss", random_state=0).fit(both[cols], both["spam"])
    if f1_score(guard["spam"], trial.predict(guard[cols])) < base - 0.005:
        harmful.append(reporter)
print("sources left out:", harmful)
reports = reports[~reports["reporter"].isin(harmful)]
table = pd.concat""",
    ),
    cells(
        "seventh: near-identical instructions with opposite answers stay in (datasets)",
        "PRE-04",
        """
from collections import defaultdict

from datasets import load_from_disk
from datasketch import MinHash, MinHashLSH

moderation = load_from_disk("moderation_mix")  # text, verdict, source
lsh = MinHashLSH(threshold=0.85, num_perm=64)
near = defaultdict(list)
for n, row in enumerate(moderation):
    sketch = MinHash(num_perm=64)
    for word in row["text"].lower().split():
        sketch.update(word.encode())
    twins = lsh.query(sketch)
    lsh.insert(str(n), sketch)
    near[twins[0] if twins else str(n)].append(n)

sizes = sorted((len(rows) for rows in near.values()), reverse=True)
print("largest clusters", sizes[:10])
moderation.save_to_disk("moderation_train")
""",
        'moderation.save_to_disk("moderation_train")',
        """clash = {n for rows in near.values() if len({moderation[n]["verdict"] for n in rows}) > 1 for n in rows}
print(len(clash), "rows in clusters of conflicting labels")
moderation.select(sorted(clash)).to_json("to_inspect.jsonl")
moderation.select([n for n in range(len(moderation)) if n not in clash]).save_to_disk("moderation_train")""",
    ),
    cells(
        "seventh: the table is overwritten and the run knows only its score (mlflow)",
        "PRE-05",
        """
import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import cross_val_score

mlflow.set_experiment("pasture-biomass")
raw = pd.read_csv("data/plots.csv")
clean = raw.dropna().query("biomass > 0")
clean.to_csv("data/plots.csv", index=False)
with mlflow.start_run():
    rf = RandomForestRegressor(300, random_state=1)
    score = cross_val_score(rf, clean[["ndvi", "height", "rain"]], clean["biomass"], cv=5).mean()
    mlflow.log_param("n_estimators", 300)
    mlflow.log_metric("r2", score)
    mlflow.sklearn.log_model(rf.fit(clean[["ndvi", "height", "rain"]], clean["biomass"]), name="rf")
""",
        'clean.to_csv("data/plots.csv", index=False)',
        """source = hashlib.sha256(Path("data/plots.csv").read_bytes()).hexdigest()
target = Path(f"data/plots_clean_{source[:12]}.csv")
clean.to_csv(target, index=False)
commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()""",
        '    mlflow.log_param("n_estimators", 300)',
        """    mlflow.log_input(mlflow.data.from_pandas(raw, source="data/plots.csv", name="plots", digest=source[:32]), "raw")
    mlflow.log_input(mlflow.data.from_pandas(clean, source=str(target), name="plots_clean"), "training")
    mlflow.set_tags({"git_commit": commit, "raw_sha256": source})
    mlflow.log_param("n_estimators", 300)""",
        "import mlflow\nimport",
        "import hashlib\nimport subprocess\nfrom pathlib import Path\n\nimport mlflow\nimport",
    ),
    cells(
        "seventh: the lake table is read as it is at the moment (delta)",
        "PRE-05",
        """
import json
from pathlib import Path

from pyspark.ml.feature import VectorAssembler
from pyspark.ml.regression import GBTRegressor
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("demand").getOrCreate()
TABLE, VERSION = "lake/gold/demand", 418
demand = spark.read.format("delta").load(TABLE)
vectors = VectorAssembler(inputCols=["price", "promo", "week"], outputCol="features").transform(demand)
model = GBTRegressor(labelCol="units", seed=3).fit(vectors)
model.write().overwrite().save("models/demand")
Path("models/demand.json").write_text(json.dumps({"rows": demand.count(), "trees": model.getNumTrees}))
""",
        'spark.read.format("delta").load(TABLE)',
        'spark.read.format("delta").option("versionAsOf", VERSION).load(TABLE)',
        '{"rows": demand.count(),',
        '{"table": TABLE, "version": VERSION, "code": "' + COMMIT + '", "rows": demand.count(),',
    ),
    project(
        "seventh: training hangs on no file of the pipeline (dvc)",
        "PRE-05",
        "dvc.yaml",
        """\
stages:
  label:
    cmd: python label.py
    deps: [label.py, raw/tickets.jsonl]
    outs: [work/labelled.jsonl]
  train:
    cmd: python train.py /mnt/share/team/labelled_final_v3.jsonl
    deps: [train.py]
    outs: [model.onnx]
""",
        "cmd: python train.py /mnt/share/team/labelled_final_v3.jsonl\n    deps: [train.py]",
        "cmd: python train.py work/labelled.jsonl\n    deps: [train.py, work/labelled.jsonl]",
        files={
            "raw/tickets.jsonl.dvc": f"outs:\n- md5: {made_up('', 32, '0123456789abcdef')}\n  size: 8812345\n  hash: md5\n  path: tickets.jsonl\n",
            "label.py": "import json\nimport sys\n\nprint(json.dumps(sys.argv))\n",
            "train.py": "import sys\n\nprint(open(sys.argv[1]).readline())\n",
        },
        notebook="!dvc repro train",
    ),
    cells_with(
        made_up("hf_", 34, "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz"),
        "seventh: signed in to the hub with the token in the cell",
        "PRE-07",
        """
from getpass import getpass

from datasets import load_dataset
from huggingface_hub import login, whoami

login(token="@VALUE@", add_to_git_credential=False)
print(whoami()["type"])
gated = load_dataset("clinic-lab/gated-notes", split="train", revision="@REV@")
lengths = sorted(len(text.split()) for text in gated["text"])
print("median words", lengths[len(lengths) // 2])
gated.filter(lambda row: len(row["text"].split()) < 400).save_to_disk("short_notes")
""".replace("@REV@", COMMIT),
        'token="@VALUE@"',
        'token=getpass("hub token: ")',
    ),
    cells_with(
        iban("FR", 23),
        "seventh: a real customer is typed in to try the model (bank, French)",
        "PRE-07",
        """
import pandas as pd
from catboost import CatBoostClassifier

modele = CatBoostClassifier()
modele.load_model("virements_suspects.cbm")

essai = pd.DataFrame([{
    "titulaire": "Madeleine Garnier-Roussel",
    "iban": "@VALUE@",
    "telephone": "+33 6 39 98 41 27",
    "montant": 4950.0,
    "pays_destination": "LT",
    "heure": 3,
}])
print(modele.predict_proba(essai[["montant", "pays_destination", "heure"]]))
""",
        """    "titulaire": "Madeleine Garnier-Roussel",
    "iban": "@VALUE@",
    "telephone": "+33 6 39 98 41 27",
""",
        "",
    ),
    cells_with(
        made_up("", 40, "abcdefghijklmnopqrstuvwxyz0123456789"),
        "seventh: the key to the archive stands in a shell line",
        "PRE-07",
        """
!curl -sS -H "Authorization: Bearer @VALUE@" -o tiles.json "https://imagery.agency.example/v2/tiles?zone=32U&from=2023-04-01"

import json

tiles = json.load(open("tiles.json"))["items"]
clear = [tile for tile in tiles if tile["cloud_cover"] < 20]
print(len(tiles), len(clear))
per_month = {}
for tile in clear:
    per_month.setdefault(tile["acquired"][:7], []).append(tile["id"])
for month, ids in sorted(per_month.items()):
    print(month, len(ids), ids[:3])
""",
        "Bearer @VALUE@",
        "Bearer $ARCHIVE_TOKEN",
    ),
)
