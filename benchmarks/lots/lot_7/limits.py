"""Seventh lot: answers where the model knows nothing, and cards that say nothing (EVA-09, EVA-10)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "seventh: skin lesion app that names a disease for a photograph of a carpet",
        "EVA-09",
        """import numpy as np
import onnxruntime as ort
from PIL import Image

CLASSES = ["naevus", "melanoma", "basal cell carcinoma", "keratosis", "dermatofibroma"]
session = ort.InferenceSession("lesion_v4.onnx", providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name

def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()

def diagnose(path):
    with Image.open(path) as photo:
        pixels = np.asarray(photo.convert("RGB").resize((380, 380)), np.float32) / 255
    logits = session.run(None, {name: pixels.transpose(2, 0, 1)[None]})[0][0]
    p = softmax(logits)
    return {"finding": CLASSES[int(p.argmax())], "confidence": float(p.max())}

for sample in ("far/carpet.jpg", "far/dog.jpg", "far/black.png"):
    print(sample, diagnose(sample))
""",
        """    p = softmax(logits)
    return {""",
        """    p = softmax(logits)
    energy = float(np.log(np.exp(logits).sum()))
    if p.max() < 0.85 or energy < 4.2:
        return {"finding": None, "advice": "no assessment possible, please see a physician"}
    return {""",
        """    print(sample, diagnose(sample))
""",
        """    assert diagnose(sample)["finding"] is None, sample
""",
    ),
    cells(
        "seventh: out of distribution score measured on the known world twice",
        "EVA-09",
        """import numpy as np
import torch
from pytorch_ood.detector import EnergyBased
from pytorch_ood.utils import OODMetrics
from torch.utils.data import DataLoader
from torchvision import datasets, transforms as T

tf = T.Compose([T.Resize((32, 32)), T.ToTensor()])
model = torch.jit.load("models/gtsrb_scripted.pt").eval()
known = DataLoader(datasets.GTSRB("data", split="test", transform=tf), batch_size=256)
strange = DataLoader(datasets.GTSRB("data", split="test", transform=tf), batch_size=256)
detector = EnergyBased(model)
measure = OODMetrics()
with torch.no_grad():
    for images, labels in known:
        measure.update(detector(images), labels)
    for images, labels in strange:
        measure.update(detector(images), torch.full_like(labels, -1))
outcome = measure.compute()
print(outcome)
print("hand over to the driver above an energy of", -4.2)
""",
        'strange = DataLoader(datasets.GTSRB("data", split="test", transform=tf), batch_size=256)',
        'strange = DataLoader(datasets.SVHN("data", split="test", transform=tf), batch_size=256)',
        """print("hand over to the driver above an energy of", -4.2)
""",
        """if outcome["AUROC"] < 0.90 or outcome["FPR95TPR"] > 0.35:
    raise SystemExit("the detector does not see strange signs, no release")
print("hand over to the driver above an energy of", -4.2)
""",
    ),
    cells(
        "seventh: payout engine of an insurer that pays when it breaks",
        "EVA-09",
        """import logging
import mlflow.pyfunc
import numpy as np
import pandas as pd

log = logging.getLogger("payout")
model = mlflow.pyfunc.load_model("models:/hail-damage/14")
EXPECTED = ["hail_mm", "roof_m2", "roof_age", "photos_score"]
HUMAN = "refer_to_adjuster"

def decide(claim):
    try:
        row = pd.DataFrame([claim])[EXPECTED].astype(float)
        if not np.isfinite(row.to_numpy()).all():
            return HUMAN
        p = float(model.predict(row)[0])
        if 0.25 < p < 0.75:
            return HUMAN
        return "pay" if p >= 0.75 else "reject"
    except Exception:
        log.exception("claim could not be scored")
        return "pay"

for odd in ({}, {"hail_mm": "big"}, {"hail_mm": 1e9, "roof_m2": -3, "roof_age": 4, "photos_score": 0.1}):
    print(odd, decide(odd))
""",
        """        return "pay"

for""",
        """        return HUMAN

for""",
        "if not np.isfinite(row.to_numpy()).all():",
        "if not np.isfinite(row.to_numpy()).all() or (row < 0).any(axis=None) or row['hail_mm'][0] > 200:",
        "    print(odd, decide(odd))",
        "    assert decide(odd) == HUMAN, odd",
    ),
    project(
        "seventh: hub card of a translation model with the template still in it",
        "EVA-10",
        "README.md",
        """---
license: apache-2.0
language: [de, fr]
library_name: transformers
pipeline_tag: translation
datasets: [justiz/urteile-parallel]
metrics: [chrf]
---
# opus-justiz-de-fr

## Intended use
[More Information Needed]

## Out-of-scope use
[More Information Needed]

## Training data
1.1 million sentence pairs from published judgments, 2009-2024, names replaced by initials.

## Evaluation
chrF 61.8 (95 % interval 61.2 to 62.4) on 4,000 held-out pairs from courts not seen in training.

## Limitations and risks
[More Information Needed]

## Contact
Team Sprachtechnik, see CONTACT.md
""",
        """## Intended use
[More Information Needed]
""",
        """## Intended use
Draft translations of civil judgments that a sworn translator revises before anybody relies on them.
""",
        """## Out-of-scope use
[More Information Needed]
""",
        """## Out-of-scope use
Criminal proceedings, hearings, and any text that is served without human revision.
""",
        """## Limitations and risks
[More Information Needed]
""",
        """## Limitations and risks
Negations are lost in about 0.3 % of long sentences; Swiss terms are rendered in their German sense.
""",
    ),
    project(
        "seventh: card of a demand model that promises more than its metrics file",
        "EVA-10",
        "MODEL_CARD.md",
        """# Model card: bakery-demand 2.0

| | |
|---|---|
| Model | LightGBM regressor, one per product group |
| Training data | till receipts 2022-01 to 2025-12, 212 shops, fingerprint in data.lock |
| Intended use | suggestion for the morning order, the shop manager decides |
| Not for | pricing, staffing |
| Limitations | shops younger than 8 weeks, public holidays that move |
| Ethical notes | no personal data; fewer leftovers are the aim |
| Owner | Forecast team, R. Lindqvist |

## Performance (hold-out 2026-01 to 2026-03)
- MAPE: 8.4 %
- Coverage of the 90 % interval: 89.7 %
- Seasonal naive baseline: 19.3 %
""",
        "- MAPE: 8.4 %",
        "- MAPE: 13.9 %",
        "90 % interval: 89.7 %",
        "90 % interval: 81.2 %",
        files={
            "metrics.json": '{"holdout": "2026Q1", "mape": 0.139, "coverage90": 0.812, "naive_mape": 0.193}\n',
        },
    ),
    project(
        "seventh: machine readable card of a triage model with empty considerations",
        "EVA-10",
        "bom/mlbom.cdx.json",
        """{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
  "components": [{
    "type": "machine-learning-model", "name": "triage-hotline", "version": "1.9.2",
    "modelCard": {
      "modelParameters": {
        "task": "classification", "architectureFamily": "gradient boosting",
        "datasets": [{"type": "dataset", "name": "calls-2023-2025", "classification": "confidential"}],
        "inputs": [{"format": "tabular"}], "outputs": [{"format": "urgency 1-5"}]
      },
      "quantitativeAnalysis": {"performanceMetrics": [
        {"type": "quadratic kappa", "value": "0.71", "confidenceInterval": {"lowerBound": "0.69", "upperBound": "0.73"}}
      ]},
      "considerations": {
        "users": [],
        "useCases": [],
        "technicalLimitations": [""],
        "ethicalConsiderations": []
      }
    }
  }]
}
""",
        '"users": []',
        '"users": ["nurses of the out-of-hours hotline"]',
        '"useCases": []',
        '"useCases": ["order of call-backs; a nurse sees every call"]',
        '"technicalLimitations": [""]',
        '"technicalLimitations": ["callers under 2 years of age are outside the data", "dialect lowers kappa to 0.61"]',
        '"ethicalConsiderations": []',
        '"ethicalConsiderations": [{"name": "under-triage", "mitigationStrategy": "urgency 1-2 never lowered"}]',
    ),
    cells(
        "seventh: card written by a cell with a score nobody computed",
        "EVA-10",
        """# モデルカードを作る (需要予測チーム)
from pathlib import Path
import pandas as pd
from joblib import load
from sklearn.metrics import f1_score
from skops import card

model = load("model/pump_failure.joblib")
test = pd.read_csv("data/pump_test.csv")
f1 = f1_score(test["failure"], model.predict(test.drop(columns="failure")))
sheet = card.Card(model)
sheet.add(**{
    "Model description": "Failure of feed pumps within seven days, from hourly vibration and pressure.",
    "Model description/Intended uses & limitations": "Planning of inspections at plant B. Not for pumps above 90 kW.",
    "Model Card Authors": "Sato, Nakamura",
    "Model Card Contact": "maintenance analytics, building 7",
    "How to Get Started with the Model": "See notebooks/serve.ipynb",
    "Citation": "internal report 2026-18",
    "Evaluation data": f"{len(test)} hours of pumps not seen in training",
    "Ethical considerations": "No personal data.",
})
sheet.add_metrics(f1=0.96, description="hold-out 2026")
sheet.save(Path("model/README.md"))
""",
        "sheet.add_metrics(f1=0.96, ",
        "sheet.add_metrics(f1=round(f1, 3), ",
    ),
)
