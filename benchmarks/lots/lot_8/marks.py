"""Eighth lot: how well, under what, and against whom a model holds (EVA-01 to EVA-03)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "eighth: accuracy of a lift-failure model on the rows it was fitted on",
        "EVA-01",
        """import numpy as np
import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, brier_score_loss, roc_auc_score
from sklearn.model_selection import train_test_split

lifts = pd.read_csv("lifts.csv")
sensors, failure = lifts.drop(columns="failure"), lifts["failure"]
S_train, S_test, f_train, f_test = train_test_split(sensors, failure, test_size=0.3, random_state=2, stratify=failure)
forest = RandomForestClassifier(n_estimators=400, random_state=2).fit(S_train, f_train)
print("accuracy", accuracy_score(f_train, forest.predict(S_train)))
""",
        'print("accuracy", accuracy_score(f_train, forest.predict(S_train)))',
        """p = forest.predict_proba(S_test)[:, 1]
truth = f_test.to_numpy()
rng = np.random.default_rng(2)
draws = [rng.integers(0, len(truth), len(truth)) for _ in range(500)]
low, high = np.quantile([roc_auc_score(truth[d], p[d]) for d in draws], [0.025, 0.975])
dummy = DummyClassifier(strategy="prior").fit(S_train, f_train).predict_proba(S_test)[:, 1]
brier, brier_dummy = brier_score_loss(truth, p), brier_score_loss(truth, dummy)
bins = np.digitize(p, np.linspace(0, 1, 11)[1:-1])
ece = sum((bins == b).mean() * abs(p[bins == b].mean() - truth[bins == b].mean()) for b in np.unique(bins))
print({"auc": [low, high], "brier": brier, "brier of prior": brier_dummy, "ece": ece})
limits = {"auc": 0.85, "ece": 0.05}
if low < limits["auc"] or ece > limits["ece"] or brier >= brier_dummy:
    raise SystemExit("below the limits")""",
    ),
    project(
        "eighth: evaluation far below its limits, released all the same",
        "EVA-01",
        "reports/evaluation_v7.json",
        """{
  "model": "wound-stage", "version": 7, "evaluated": "2026-10-22", "rows": 2210, "split": "held-out clinics",
  "limits": {"balanced_accuracy": {"min": 0.85}, "ece": {"max": 0.05}, "worst_slice_accuracy": {"min": 0.75}},
  "results": {
    "balanced_accuracy": {"value": 0.712, "ci95": [0.691, 0.733]},
    "ece": {"value": 0.183},
    "worst_slice_accuracy": {"value": 0.402, "slice": "skin type V-VI and stage 1"},
    "dummy_balanced_accuracy": {"value": 0.25}
  },
  "explanation_of_weak_slices": "",
  "released": true
}
""",
        '{"value": 0.712, "ci95": [0.691, 0.733]}',
        '{"value": 0.884, "ci95": [0.871, 0.897]}',
        '"ece": {"value": 0.183}',
        '"ece": {"value": 0.031}',
        '{"value": 0.402, "slice"',
        '{"value": 0.803, "slice"',
        '"explanation_of_weak_slices": ""',
        '"explanation_of_weak_slices": "early redness shows less on dark skin; 600 more pictures since version 6"',
    ),
    cells(
        "eighth: energy forecast tried on clean rows alone",
        "EVA-02",
        """import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.metrics import mean_absolute_percentage_error as mape

huizen = pd.read_parquet("huizen.parquet").sort_values("week")
verleden, toekomst = huizen[huizen["week"] < "2026-35"], huizen[huizen["week"] >= "2026-35"]
kolommen = ["graaddagen", "oppervlak", "bewoners", "isolatie", "vorige_week"]
model = lgb.LGBMRegressor(n_estimators=350, random_state=10).fit(verleden[kolommen], verleden["kwh"])
schoon = mape(toekomst["kwh"], model.predict(toekomst[kolommen]))
print("MAPE", schoon)
""",
        'print("MAPE", schoon)',
        """rng = np.random.default_rng(10)
invoer, waar = toekomst[kolommen].astype(float), toekomst["kwh"]
uitkomst = {"schoon": schoon}
for sterkte in (0.05, 0.1, 0.2, 0.5):
    ruis = invoer + rng.normal(0, 1, invoer.shape) * invoer.std().to_numpy() * sterkte
    uitkomst[f"ruis {sterkte}"] = mape(waar, model.predict(ruis))
for deel in (0.05, 0.2, 0.4):
    uitkomst[f"ontbrekend {deel}"] = mape(waar, model.predict(invoer.mask(rng.random(invoer.shape) < deel)))
kouder = invoer.assign(graaddagen=invoer["graaddagen"] * 1.3)
uitkomst["koude winter"] = mape(waar, model.predict(kouder))
uitkomst["eenheid fout"] = mape(waar, model.predict(invoer.assign(oppervlak=invoer["oppervlak"] * 10.764)))
extreem = model.predict(invoer.assign(vorige_week=np.inf))
print(pd.Series(uitkomst), "eindig bij extreem:", np.isfinite(extreem).all())
if uitkomst["ruis 0.1"] > 0.12 or uitkomst["ontbrekend 0.2"] > 0.15:
    raise SystemExit("boven de grens voor robuustheid")""",
    ),
    project(
        "eighth: robustness sheet that tests nothing but a little noise, and fails at that",
        "EVA-02",
        "eval/robustness.yaml",
        """model: loan-officer-assist
clean_accuracy: 0.874
limit: {min_accuracy_under_corruption: 0.80}
corruptions:
  - {kind: gaussian_noise, sigma: 0.1, accuracy: 0.612}
  - {kind: gaussian_noise, sigma: 0.3, accuracy: 0.533}
  - {kind: missing_values, rate: 0.1, accuracy: not tested}
  - {kind: unit_error, column: income, factor: 12, accuracy: not tested}
  - {kind: category_typo, rate: 0.05, accuracy: not tested}
  - {kind: out_of_range, behaviour: not tested}
  - {kind: covariate_shift, accuracy: not tested}
run: eval-2026-10-17
""",
        "{kind: gaussian_noise, sigma: 0.1, accuracy: 0.612}",
        "{kind: gaussian_noise, sigma: 0.1, accuracy: 0.866}",
        "{kind: gaussian_noise, sigma: 0.3, accuracy: 0.533}",
        "{kind: gaussian_noise, sigma: 0.3, accuracy: 0.838}",
        "rate: 0.1, accuracy: not tested",
        "rate: 0.1, accuracy: 0.851",
        "factor: 12, accuracy: not tested",
        "factor: 12, accuracy: 0.812",
        "rate: 0.05, accuracy: not tested",
        "rate: 0.05, accuracy: 0.859",
        "{kind: out_of_range, behaviour: not tested}",
        "{kind: out_of_range, behaviour: refused with an error, 500 of 500}",
        "{kind: covariate_shift, accuracy: not tested}",
        "{kind: covariate_shift, accuracy: 0.843}",
    ),
    cells(
        "eighth: attack on a leaf classifier with a budget of a millionth",
        "EVA-03",
        """import numpy as np
import torch
import torchattacks
from torch.utils.data import DataLoader
from torchvision.models import resnet18

net = resnet18(num_classes=38)
net.load_state_dict(torch.load("leaf_resnet18.pt", weights_only=True))
net.eval()
leaves = DataLoader(torch.load("leaf_test_set.pt", weights_only=False), batch_size=32)

def robust_accuracy(attack):
    hits = [(net(attack(pictures, species)).argmax(1) == species).float().mean().item() for pictures, species in leaves]
    return float(np.mean(hits))

robust = robust_accuracy(torchattacks.FGSM(net, eps=1e-6))
print(f"robust accuracy {robust:.3f}: the model withstands attacks")
""",
        """robust = robust_accuracy(torchattacks.FGSM(net, eps=1e-6))
print(f"robust accuracy {robust:.3f}: the model withstands attacks")
""",
        """budgets = (1 / 255, 2 / 255, 4 / 255, 8 / 255, 128 / 255)
curve = {eps: robust_accuracy(torchattacks.PGD(net, eps=eps, alpha=eps / 4, steps=40, random_start=True)) for eps in budgets}
print(curve, "gradient-free", robust_accuracy(torchattacks.Square(net, eps=4 / 255, n_queries=1000)))
if curve[128 / 255] > 0.02:
    raise RuntimeError("the attack does not work even without a bound: no evidence")
if curve[2 / 255] < 0.5:
    raise SystemExit("below the limit of the threat model")
""",
        'torch.load("leaf_test_set.pt", weights_only=False)',
        'TensorDataset(*torch.load("leaf_test_set.pt", weights_only=True))',
        "import DataLoader\n",
        "import DataLoader, TensorDataset\n",
    ),
    project(
        "eighth: report of robustness resting on an attack that never succeeds",
        "EVA-03",
        "reports/adversarial.json",
        """{
  "model": "malware-triage", "date": "2026-09-29",
  "threat_model": {"attacker_controls": ["section names", "padding", "imports"], "norm": "l0", "budget": 12},
  "attack": {"name": "HopSkipJump", "queries": 25, "victims": 10},
  "curve": [{"budget": 1, "robust_accuracy": 0.98}, {"budget": 12, "robust_accuracy": 0.98}],
  "sanity": {"unbounded_attack_success": 0.0, "passed": false},
  "conclusion": "robust"
}
""",
        '"queries": 25, "victims": 10',
        '"queries": 20000, "victims": 400',
        '[{"budget": 1, "robust_accuracy": 0.98}, {"budget": 12, "robust_accuracy": 0.98}]',
        '[{"budget": 1, "robust_accuracy": 0.95}, {"budget": 4, "robust_accuracy": 0.88}, {"budget": 12, "robust_accuracy": 0.81}]',
        '"unbounded_attack_success": 0.0, "passed": false',
        '"unbounded_attack_success": 0.997, "passed": true',
        '"conclusion": "robust"',
        '"limit": {"budget": 12, "robust_accuracy": 0.75}, "conclusion": "within the limit"',
    ),
)
