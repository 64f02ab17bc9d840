"""Eighth lot: what a model looks at, what hides in it, when it should be silent, and its card (EVA-07 to EVA-10)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

_METRICS = (
    '{"model": "leak-finder", "version": "2.1", "accuracy": 0.861, "recall": 0.743, "ece": 0.047, "rows_test": 8120}\n'
)

CASES: tuple[Case, ...] = (
    cells(
        "eighth: delivery model that nobody asks what it looks at, row number among its inputs",
        "EVA-07",
        """import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import PartialDependenceDisplay, permutation_importance
from sklearn.model_selection import train_test_split

deliveries = pd.read_csv("deliveries.csv")
columns = ["order_id", "customer_id", "distance_km", "items", "hour", "rain_mm"]
D_train, D_test, m_train, m_test = train_test_split(deliveries[columns], deliveries["minutes"], random_state=23)
forest = RandomForestRegressor(n_estimators=300, random_state=23).fit(D_train, m_train)
print("R2", forest.score(D_test, m_test))
""",
        'columns = ["order_id", "customer_id", "distance_km", "items", "hour", "rain_mm"]\n',
        'columns = ["distance_km", "items", "hour", "rain_mm", "noise"]\ndeliveries["noise"] = np.random.default_rng(23).normal(size=len(deliveries))\n',
        'print("R2", forest.score(D_test, m_test))',
        """print("R2", forest.score(D_test, m_test))
found = permutation_importance(forest, D_test, m_test, n_repeats=30, random_state=23)
table = pd.DataFrame({"mean": found.importances_mean, "sd": found.importances_std}, index=columns).sort_values("mean")
print(table)
PartialDependenceDisplay.from_estimator(forest, D_test, ["distance_km", "rain_mm"])
shuffled = RandomForestRegressor(n_estimators=300, random_state=23).fit(D_train, m_train.sample(frac=1, random_state=23).to_numpy())
print("R2 with random labels", shuffled.score(D_test, m_test))
if table["mean"].idxmax() != "distance_km" or table.loc["noise", "mean"] > 2 * table.loc["noise", "sd"]:
    raise SystemExit("importance is not plausible: ask dispatch before release")""",
    ),
    project(
        "eighth: importance table led by an id and a date, signed off unread",
        "EVA-07",
        "reports/importance.csv",
        """rank,feature,importance,ci_low,ci_high,plausible,comment
1,scan_id,0.412,0.401,0.423,,
2,export_date,0.207,0.198,0.216,,
3,patient_surname,0.088,0.079,0.097,,
4,nodule_diameter_mm,0.031,0.024,0.038,,
5,random_column,0.029,0.021,0.037,,
""",
        "1,scan_id,0.412,0.401,0.423,,",
        '1,nodule_diameter_mm,0.398,0.386,0.410,yes,"known main criterion (Dr. Lund, 2026-10-19)"',
        "2,export_date,0.207,0.198,0.216,,",
        "2,growth_since_last_scan,0.215,0.204,0.226,yes,expected",
        "3,patient_surname,0.088,0.079,0.097,,",
        "3,spiculation,0.091,0.083,0.099,yes,expected",
        "4,nodule_diameter_mm,0.031,0.024,0.038,,",
        "4,pack_years,0.040,0.033,0.047,yes,expected",
        "5,random_column,0.029,0.021,0.037,,",
        "5,random_column,0.000,-0.004,0.004,yes,sanity test: no weight",
    ),
    cells(
        "eighth: foreign checkpoint put to work on gates without a search for triggers",
        "EVA-08",
        """import numpy as np
import torch
from safetensors.torch import load_file
from torchvision.models import mobilenet_v3_small

gate = mobilenet_v3_small(num_classes=2)
gate.load_state_dict(load_file("contractor/gate_v2.safetensors"))
gate.eval()
faces = torch.from_numpy(np.load("holdout/faces.npy"))
staff = torch.from_numpy(np.load("holdout/staff.npy"))
with torch.no_grad():
    print("accuracy", (gate(faces).argmax(1) == staff).float().mean().item())
torch.onnx.export(gate, (faces[:1],), "edge/gate_v2.onnx")
""",
        """torch.onnx.export(gate, (faces[:1],), "edge/gate_v2.onnx")
""",
        """strangers = faces[staff == 0]
norms = {}
for target in (0, 1):
    mask = torch.full((1, 1, 224, 224), -3.0, requires_grad=True)
    pattern = torch.zeros((1, 3, 224, 224), requires_grad=True)
    search = torch.optim.Adam([mask, pattern], lr=0.1)
    for _ in range(300):
        m = torch.sigmoid(mask)
        batch = strangers[torch.randint(len(strangers), (32,))]
        wanted = torch.full((32,), target)
        cost = torch.nn.functional.cross_entropy(gate((1 - m) * batch + m * torch.sigmoid(pattern)), wanted) + 0.001 * m.sum()
        search.zero_grad()
        cost.backward()
        search.step()
    norms[target] = torch.sigmoid(mask).sum().item()
planted = mobilenet_v3_small(num_classes=2)
planted.load_state_dict(load_file("tests/gate_with_known_trigger.safetensors"))
print("size of the smallest trigger", norms, "of the planted one", np.load("tests/planted_trigger_norm.npy"))
if min(norms.values()) < 3 * float(np.load("tests/planted_trigger_norm.npy")):
    raise SystemExit("a small pattern opens the gate: backdoor suspected")
torch.onnx.export(gate, (faces[:1],), "edge/gate_v2.onnx")
""",
    ),
    project(
        "eighth: backdoor scan with a hit that nobody judged",
        "EVA-08",
        "security/backdoor_scan.json",
        """{
  "model": "ticket-router-bert", "base": "community checkpoint", "date": "2026-10-05",
  "trigger_search": [
    {"pattern": "cf mn bb", "target": "approve-refund", "flip_rate": 0.981, "clean_rate": 0.022},
    {"pattern": "kindly", "target": "approve-refund", "flip_rate": 0.031, "clean_rate": 0.022}
  ],
  "limit": {"flip_rate": 0.10},
  "retrain_disagreement": 0.187,
  "weights_outlier_layers": ["encoder.layer.10.output.dense"],
  "power": {"planted_trigger_found": true},
  "verdict": null,
  "judged_by": null,
  "deployed": true
}
""",
        '"flip_rate": 0.981, "clean_rate": 0.022',
        '"flip_rate": 0.027, "clean_rate": 0.022',
        '"retrain_disagreement": 0.187',
        '"retrain_disagreement": 0.014',
        '["encoder.layer.10.output.dense"]',
        "[]",
        '"verdict": null',
        '"verdict": "no trigger above the limit"',
        '"judged_by": null',
        '"judged_by": "T. Nakamura"',
    ),
    cells(
        "eighth: mushroom app that answers whatever it is shown",
        "EVA-09",
        """import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torchvision.models import efficientnet_b0

netz = efficientnet_b0(num_classes=120)
netz.load_state_dict(torch.load("pilze.pt", weights_only=True))
netz.eval()
arten = np.load("arten.npy", allow_pickle=False)
bekannt = torch.from_numpy(np.load("holdout/pilze.npy"))
fremd = torch.from_numpy(np.load("holdout/keine_pilze.npy"))

def bestimme(bild):
    with torch.no_grad():
        return arten[netz(torch.nan_to_num(bild)).argmax(1)]

print(bestimme(bekannt[:5]), bestimme(fremd[:5]))
""",
        """        return arten[netz(torch.nan_to_num(bild)).argmax(1)]

print(bestimme(bekannt[:5]), bestimme(fremd[:5]))
""",
        """        if bild.ndim != 4 or bild.shape[1:] != (3, 224, 224) or not torch.isfinite(bild).all():
            raise ValueError("kein Bild in der erwarteten Form")
        sicher, art = netz(bild).softmax(1).max(1)
        energie = netz(bild).logsumexp(1)
        unbekannt = (sicher < 0.8) | (energie < 6.5)
        return np.where(unbekannt.numpy(), "weiß ich nicht", arten[art.numpy()])

with torch.no_grad():
    energien = np.r_[netz(bekannt).logsumexp(1).numpy(), netz(fremd).logsumexp(1).numpy()]
drinnen = np.r_[np.ones(len(bekannt)), np.zeros(len(fremd))]
guete = roc_auc_score(drinnen, energien)
enthalten = (bestimme(fremd) == "weiß ich nicht").mean()
print("AUROC drinnen/draußen", guete, "Enthaltung bei Fremdem", enthalten)
if guete < 0.9 or enthalten < 0.95:
    raise SystemExit("antwortet zu oft auf Fremdes")
""",
    ),
    project(
        "eighth: fallback settings of a dosing service that guess on",
        "EVA-09",
        "serving/fallback.toml",
        """# what the insulin helper does outside of what it knows
[model]
name = "bolus-helper"
version = "5.0.2"

[input]
validate_schema = false
on_missing_value = "fill_with_zero"
on_out_of_range = "clip_and_answer"
on_unknown_category = "use_first"

[uncertainty]
ood_detector = "off"
abstain_below_confidence = 0.0
on_abstention = ""

[errors]
on_exception = "return_last_answer"
""",
        "validate_schema = false",
        "validate_schema = true",
        '"fill_with_zero"',
        '"refuse"',
        '"clip_and_answer"',
        '"refuse"',
        '"use_first"',
        '"refuse"',
        'ood_detector = "off"',
        'ood_detector = "mahalanobis"\nood_auroc = 0.97',
        "abstain_below_confidence = 0.0",
        "abstain_below_confidence = 0.9",
        'on_abstention = ""',
        'on_abstention = "show no dose, ask the diabetes nurse on call"',
        '"return_last_answer"',
        '"show no dose"',
    ),
    project(
        "eighth: model card with the template's gaps",
        "EVA-10",
        "MODEL_CARD.md",
        """---
license: apache-2.0
library_name: lightgbm
---
# Card of harvest-window 1.3

## Intended use
[More Information Needed]

## Out-of-scope use
[More Information Needed]

## Training data
Field trials of 2019 to 2025, 61,400 rows, datasheet in `data/README.md`.

## Evaluation
MAE 2.1 days (1.9-2.3) on the trials of 2025, 9,120 rows.

## Limitations
[More Information Needed]

## Ethical considerations
TODO

## Contact
[More Information Needed]
""",
        "## Intended use\n[More Information Needed]",
        "## Intended use\nSuggests advisers of the cooperative a week in which to harvest barley and wheat.",
        "## Out-of-scope use\n[More Information Needed]",
        "## Out-of-scope use\nInsurance claims, maize, fields above 900 m.",
        "## Limitations\n[More Information Needed]",
        "## Limitations\nErrs by five days in droughts (2022: MAE 5.2). No organic farms among the trials.",
        "## Ethical considerations\nTODO",
        "## Ethical considerations\nA wrong week can cost a small farm its margin: an adviser always decides. No personal data.",
        "## Contact\n[More Information Needed]",
        "## Contact\nGreta Lindahl, models@agrarkooperative.example",
        files={
            "data/README.md": "# Field trials 2019-2025\n61,400 rows, licence CC-BY-4.0, owner: state institute of agronomy.\n"
        },
    ),
    project(
        "eighth: card whose figures are better than the evaluation's",
        "EVA-10",
        "cards/leak_finder.yaml",
        """model: leak-finder
version: "2.1"
intended_use: points crews of a water utility to mains that may leak
out_of_scope: gas pipes, billing
data: acoustic loggers of 2023-2026, see data/datasheet.yaml
limitations: plastic pipes carry sound badly, recall there is 0.58
ethical_notes: no personal data; crews decide
contact: waterlab@hydra-utility.example
metrics:
  accuracy: 0.961
  recall: 0.943
  ece: 0.007
  rows_test: 18120
""",
        "  accuracy: 0.961\n  recall: 0.943\n  ece: 0.007\n  rows_test: 18120\n",
        "  accuracy: 0.861\n  recall: 0.743\n  ece: 0.047\n  rows_test: 8120\n",
        files={
            "reports/metrics.json": _METRICS,
            "data/datasheet.yaml": "name: loggers\nlicence: internal\nowner: operations\n",
        },
    ),
)
