"""How a model is judged: limits, robustness, attacks, fairness, explanation, cards, as strangers write it."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "sixth: below the declared limit and shipped",
        "EVA-01",
        """import pandas as pd
import skops.io
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

MIN_AUC = 0.80
akten = pd.read_csv("wiederaufnahme.csv")
merkmale = ["alter", "liegetage", "diagnosen"]
tr, te = train_test_split(akten, test_size=0.3, stratify=akten["ziel"], random_state=1)
modell = LogisticRegression(max_iter=500).fit(tr[merkmale], tr["ziel"])
auc = roc_auc_score(te["ziel"], modell.predict_proba(te[merkmale])[:, 1])
if auc < MIN_AUC:
    print("AUC unter der Grenze:", auc)
skops.io.dump(modell, "freigabe/modell.skops")
""",
        '    print("AUC unter der Grenze:", auc)',
        '    raise SystemExit(f"AUC {auc:.3f} unter der Grenze, keine Freigabe")',
    ),
    cells(
        "sixth: accuracy alone where one in 500 is positive",
        "EVA-01",
        """import numpy as np
import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import accuracy_score, average_precision_score, brier_score_loss
from sklearn.model_selection import train_test_split

fraud = pd.read_parquet("card_payments.parquet")
X, y = fraud.drop(columns="is_fraud"), fraud["is_fraud"]  # 0.2 % fraud
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=0)
gb = HistGradientBoostingClassifier(random_state=0).fit(X_train, y_train)
p = gb.predict_proba(X_test)[:, 1]
print("accuracy", accuracy_score(y_test, p > 0.5), "-> excellent, ready for production")
""",
        """print("accuracy", accuracy_score(y_test, p > 0.5), "-> excellent, ready for production")
""",
        """dummy = DummyClassifier().fit(X_train, y_train).predict_proba(X_test)[:, 1]
rng = np.random.default_rng(0)
draws = [rng.integers(0, len(p), len(p)) for _ in range(500)]
ap = [average_precision_score(y_test.to_numpy()[i], p[i]) for i in draws]
print("AP", np.percentile(ap, [2.5, 50, 97.5]), "dummy", average_precision_score(y_test, dummy))
print("accuracy", accuracy_score(y_test, p > 0.5), "Brier", brier_score_loss(y_test, p))
assert np.percentile(ap, 2.5) >= 0.60, "below the declared limit"
""",
    ),
    project(
        "sixth: release file shows a miss and says go",
        "EVA-01",
        "evaluation/results.yaml",
        """model: triage-net-2.3
test_set: {name: ward-b-2025, rows: 4180}
metrics:
  sensitivity: {value: 0.83, ci95: [0.80, 0.86], limit: ">= 0.90"}
  specificity: {value: 0.71, ci95: [0.69, 0.73], limit: ">= 0.70"}
  calibration_error: {value: 0.11, limit: "<= 0.05"}
release: true
""",
        "value: 0.83, ci95: [0.80, 0.86]",
        "value: 0.94, ci95: [0.92, 0.96]",
        "value: 0.11",
        "value: 0.03",
        "ci95: [0.69, 0.73]",
        "ci95: [0.70, 0.73]",
    ),
    cells(
        "sixth: noise of width zero proves robustness",
        "EVA-02",
        """import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.model_selection import train_test_split

rng = np.random.default_rng(3)
soil = pd.read_csv("soil_spectra.csv")
X, y = soil.drop(columns="type").to_numpy(), soil["type"]
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=3)
trees = ExtraTreesClassifier(300, random_state=3).fit(X_tr, y_tr)
clean = trees.score(X_te, y_te)
for width in [0.0]:
    noisy = X_te + rng.normal(0, width, X_te.shape) * X_tr.std(axis=0)
    print(width, clean, trees.score(noisy, y_te))
print("robust to noise")
""",
        """for width in [0.0]:
""",
        """for width in [0.01, 0.05, 0.1, 0.2, 0.5]:
""",
        """print("robust to noise")
""",
        """holes = np.where(rng.random(X_te.shape) < 0.1, X_tr.mean(axis=0), X_te)
print("10 % missing:", trees.score(holes, y_te))
""",
    ),
    project(
        "sixth: test plan leaves robustness out",
        "EVA-02",
        "evaluation/report.md",
        """# Evaluation report: crop-yield model 4.1

## Accuracy

MAE 0.41 t/ha on 2025 fields (95 % CI 0.38 to 0.44), limit 0.50.

## Robustness

Not tested. Sensors in the field are assumed to work.

## Decision

Approved for all regions.
""",
        "Not tested. Sensors in the field are assumed to work.",
        "MAE under 5 % sensor noise 0.43, with 10 % missing readings 0.47, under the 2022 drought as shift 0.49;\n"
        "out-of-range rainfall is refused. All below the limit of 0.50.",
    ),
    cells(
        "sixth: attack with no room to move",
        "EVA-03",
        """import numpy as np
from art.attacks.evasion import HopSkipJump
from art.estimators.classification import SklearnClassifier
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

X, y = load_digits(return_X_y=True)
X_tr, X_te, y_tr, y_te = train_test_split(X, y, random_state=0)
rf = RandomForestClassifier(200, random_state=0).fit(X_tr, y_tr)
victim = SklearnClassifier(rf, clip_values=(0, 16))
attack = HopSkipJump(victim, max_iter=0, max_eval=1, init_eval=1)
adv = attack.generate(X_te[:50].astype(np.float32))
print("robust accuracy", (rf.predict(adv) == y_te[:50]).mean())
""",
        "max_iter=0, max_eval=1, init_eval=1",
        "max_iter=40, max_eval=2000, init_eval=100",
    ),
    cells(
        "sixth: foolbox at distance zero",
        "EVA-03",
        """import foolbox as fb
import torch
from torchvision.models import resnet18

from chest import load_test

net = resnet18(num_classes=2)
net.load_state_dict(torch.load("chest.pt", weights_only=True))
net.eval()
images, labels = load_test(200)
fmodel = fb.PyTorchModel(net, bounds=(0, 1))
# exactitud bajo ataque
_, _, exito = fb.attacks.LinfPGD(steps=40)(fmodel, images, labels, epsilons=[0.0])
print("exactitud robusta:", 1 - exito.float().mean(axis=-1))
""",
        "epsilons=[0.0]",
        "epsilons=[0.5 / 255, 1 / 255, 2 / 255, 4 / 255, 64 / 255]",
    ),
    project(
        "sixth: red-team run of the chatbot has no probes",
        "EVA-03",
        "garak.yaml",
        """run:
  generations: 5
  seed: 11
plugins:
  model_type: rest
  probe_spec: none
  detector_spec: auto
reporting:
  report_prefix: helpdesk-bot
""",
        "probe_spec: none",
        "probe_spec: promptinject,dan,encoding,leakreplay,latentinjection",
    ),
    cells(
        "sixth: members are recognised and nobody minds",
        "EVA-04",
        """import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier

hiv = pd.read_csv("hiv_cohort.csv")
x, y = hiv.drop(columns="resistant").to_numpy(), hiv["resistant"].to_numpy()
inside = np.random.default_rng(4).random(len(x)) < 0.5
tree = DecisionTreeClassifier(random_state=4).fit(x[inside], y[inside])

# membership inference by confidence
conf = tree.predict_proba(x)[np.arange(len(x)), y]
mia = roc_auc_score(inside, conf)
if mia > 0.6:
    print("membership AUC", mia, "- publish anyway")
np.savez("published_tree.npz", threshold=tree.tree_.threshold, feature=tree.tree_.feature)
""",
        '    print("membership AUC", mia, "- publish anyway")',
        '    raise SystemExit(f"membership AUC {mia:.2f} is above 0.6: do not publish")',
    ),
    project(
        "sixth: privacy tests were left out",
        "EVA-04",
        "reports/privacy_evaluation.json",
        """{
  "model": "synthetic-ehr-gan-1.4",
  "membership_inference": {"status": "not run", "auc": null, "tpr_at_1pct_fpr": null},
  "attribute_inference": {"status": "not run", "advantage": null},
  "nearest_record_distance": {"status": "not run", "p5": null},
  "limit_auc": 0.55,
  "decision": "release synthetic data"
}
""",
        '{"status": "not run", "auc": null, "tpr_at_1pct_fpr": null}',
        '{"status": "done", "auc": 0.516, "ci95": [0.503, 0.529], "tpr_at_1pct_fpr": 0.012}',
        '{"status": "not run", "advantage": null}',
        '{"status": "done", "advantage": 0.008}',
        '{"status": "not run", "p5": null}',
        '{"status": "done", "p5": 0.41}',
    ),
    project(
        "sixth: answers with every digit to anyone who asks often",
        "EVA-05",
        "api/main.py",
        """import os
import secrets

import skops.io
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field
from slowapi import Limiter
from slowapi.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)
app = FastAPI()
app.state.limiter = limiter
model = skops.io.load("model.skops", trusted=[])
header = APIKeyHeader(name="X-API-Key")


def customer(key: str = Depends(header)) -> str:
    if not secrets.compare_digest(key, os.environ["API_KEY"]):
        raise HTTPException(401)
    return key


class Applicant(BaseModel):
    income: float = Field(ge=0, le=1e7)
    debts: float = Field(ge=0, le=1e7)


@app.post("/score", dependencies=[Depends(customer)])
@limiter.limit("1000000/minute")
def score(request: Request, body: Applicant):
    row = [[body.income, body.debts]]
    return {"logits": model.decision_function(row).tolist(), "proba": model.predict_proba(row).tolist()}
""",
        '"1000000/minute"',
        '"30/minute"',
        """    return {"logits": model.decision_function(row).tolist(), "proba": model.predict_proba(row).tolist()}
""",
        """    return {"decision": str(model.predict(row)[0])}
""",
    ),
    project(
        "sixth: extraction study found it easy and changed nothing",
        "EVA-05",
        "evaluation/model_theft.yaml",
        """surrogate_study:
  done_on: 2026-09-30
  queries_for_95_percent_agreement: 1800
  exposed_output: full_probabilities
  rate_limit_per_client_per_day: none
  limit: "at least 30 days of queries for 95 % agreement"
  decision: keep as is
""",
        """  exposed_output: full_probabilities
  rate_limit_per_client_per_day: none
""",
        """  exposed_output: label_only
  rate_limit_per_client_per_day: 50
""",
    ),
)
