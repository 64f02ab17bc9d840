"""Eighth lot: compute without a budget, and rows that change on their way (TRN-04, TRN-05)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

_DIGESTS = ("ab" * 32, "0c" * 32)

CASES: tuple[Case, ...] = (
    cells(
        "eighth: search without an end on somebody else's cluster",
        "TRN-04",
        """import optuna
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import cross_val_score

yields = pd.read_csv("crop_yields.csv")
X, y = yields.drop(columns="t_per_ha"), yields["t_per_ha"]

def objective(trial):
    forest = RandomForestRegressor(
        n_estimators=trial.suggest_int("n", 100, 5000), max_depth=trial.suggest_int("d", 2, 60), n_jobs=-1, random_state=1
    )
    return cross_val_score(forest, X, y, cv=10, n_jobs=-1).mean()

study = optuna.create_study(direction="maximize")
study.optimize(objective, n_trials=None, timeout=None, n_jobs=-1)
print(study.best_params)
""",
        "import optuna\n",
        "import json\nimport resource\nimport time\nimport optuna\n",
        'trial.suggest_int("n", 100, 5000)',
        'trial.suggest_int("n", 100, 600)',
        "n_jobs=-1, random_state=1",
        "n_jobs=2, random_state=1",
        "cv=10, n_jobs=-1)",
        "cv=5)",
        "study.optimize(objective, n_trials=None, timeout=None, n_jobs=-1)",
        """start, cpu = time.perf_counter(), time.process_time()
study.optimize(objective, n_trials=40, timeout=3600)
used = {
    "wall_s": time.perf_counter() - start,
    "cpu_s": time.process_time() - cpu,
    "peak_rss_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
}
json.dump({"budget": {"wall_s": 3600, "cpu_s": 7200}, "used": used}, open("compute.json", "w"))
if used["cpu_s"] > 7200:
    raise RuntimeError("over the budget")""",
    ),
    project(
        "eighth: compute sheet of a fine-tune at three times its budget",
        "TRN-04",
        "runs/2026-10-30/compute.csv",
        """cost,unit,budget,used,last_run
gpu time,h,40,131.5,38.2
wall time,h,12,47.0,11.6
peak memory,GiB,80,79.3,71.0
disk written,GiB,200,1240,180
network out,GiB,5,388,1.2
""",
        "gpu time,h,40,131.5,38.2",
        "gpu time,h,40,37.9,38.2",
        "wall time,h,12,47.0,11.6",
        "wall time,h,12,11.4,11.6",
        "disk written,GiB,200,1240,180",
        "disk written,GiB,200,176,180",
        "network out,GiB,5,388,1.2",
        "network out,GiB,5,1.1,1.2",
    ),
    cells(
        "eighth: rows sorted after the labels were taken out",
        "TRN-05",
        """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

visite = pd.read_csv("d.csv")
etichette = visite["y"].to_numpy()
visite = visite.sort_values("income", ascending=False).reset_index(drop=True)
A_train, A_test, e_train, e_test = train_test_split(visite[["age", "income"]], etichette, random_state=9)
modello = LogisticRegression(max_iter=400).fit(A_train, e_train)
print(modello.score(A_test, e_test))
""",
        'etichette = visite["y"].to_numpy()\n',
        "",
        "ascending=False).reset_index(drop=True)\n",
        'ascending=False).reset_index(drop=True)\netichette = visite["y"].to_numpy()\n',
    ),
    project(
        "eighth: run record whose table at fit is not the table that was split",
        "TRN-05",
        "runs/0412/fingerprints.json",
        f"""{{
  "run": "0412",
  "model": "valve-leak",
  "steps": [
    {{"step": "load", "cell": 2, "rows": 40210, "sha256": "{_DIGESTS[0]}"}},
    {{"step": "split", "cell": 5, "rows": 32168, "sha256": "{"7f" * 32}", "labels": {{"0": 30902, "1": 1266}}}},
    {{"step": "fit", "cell": 9, "rows": 32655, "sha256": "{_DIGESTS[1]}", "labels": {{"0": 31871, "1": 784}}}}
  ],
  "cells_between_split_and_fit": [],
  "explained": null
}}
""",
        f'"rows": 32655, "sha256": "{_DIGESTS[1]}", "labels": {{"0": 31871, "1": 784}}',
        f'"rows": 32168, "sha256": "{"7f" * 32}", "labels": {{"0": 30902, "1": 1266}}',
    ),
)
