"""Eighth lot: privacy and hardening that were decided, and models of others (TRN-09 to TRN-12)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "eighth: private training whose budget nobody reads off",
        "TRN-09",
        """import json
import torch
from opacus import PrivacyEngine
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
notes = TensorDataset(torch.load("note_vectors.pt", weights_only=True), torch.load("codes.pt", weights_only=True))
net, loader = nn.Linear(256, 12), DataLoader(notes, batch_size=128)
optimiser = torch.optim.SGD(net.parameters(), lr=0.05)
engine = PrivacyEngine()
net, optimiser, loader = engine.make_private(
    module=net, optimizer=optimiser, data_loader=loader, noise_multiplier=0.01, max_grad_norm=1000.0
)
for batch, code in loader:
    optimiser.zero_grad()
    nn.functional.cross_entropy(net(batch), code).backward()
    optimiser.step()
print("trained with differential privacy")
""",
        "noise_multiplier=0.01, max_grad_norm=1000.0",
        "noise_multiplier=1.1, max_grad_norm=1.0",
        'print("trained with differential privacy")',
        """epsilon = engine.get_epsilon(delta=1e-6)
spent = {"epsilon": epsilon, "delta": 1e-6, "limit": 4.0, "reason": "doctor's notes; see docs/privacy.md"}
json.dump(spent, open("privacy_budget.json", "w"))
if epsilon > 4.0:
    raise SystemExit("budget spent")""",
        files={
            "docs/privacy.md": "# Differential privacy\nUsed, epsilon at most 4 at delta 1e-6: 41,000 notes of patients, and the model leaves the hospital.\nAccuracy 0.81 without and 0.79 with it. Decided by T. Wahlström, 2026-08-21.\n"
        },
    ),
    project(
        "eighth: claimed privacy of a mobility model without any figure",
        "TRN-09",
        "privacy/dp_record.yaml",
        """model: trip-purpose
trained_on: 1.2 million trips of 38,000 phones
differential_privacy:
  used: true
  library: diffprivlib
  epsilon: null
  delta: null
  unit_of_privacy: ""
  accountant: none
  utility_without: 0.842
  utility_with: null
  attack_lower_bound: null
  reason: ""
  decided_by: ""
""",
        "  epsilon: null\n  delta: null\n",
        "  epsilon: 2.5\n  delta: 1.0e-7\n",
        'unit_of_privacy: ""',
        "unit_of_privacy: phone",
        "accountant: none",
        "accountant: zCDP, composed over 30 releases",
        "utility_with: null",
        "utility_with: 0.826",
        "attack_lower_bound: null",
        "attack_lower_bound: 0.31",
        'reason: ""',
        "reason: traces single people out, and the model is shared with two transport authorities",
        'decided_by: ""',
        "decided_by: Ana Petrović, 2026-10-11",
    ),
    cells(
        "eighth: adversarial training whose effect nobody looks at",
        "TRN-10",
        """import numpy as np
import torch
from art.attacks.evasion import ProjectedGradientDescent
from art.defences.trainer import AdversarialTrainer
from art.estimators.classification import PyTorchClassifier
from torch import nn

torch.manual_seed(8)
x_train, y_train, x_test, y_test = (np.load(f"signs/{part}.npy") for part in ("x_train", "y_train", "x_test", "y_test"))
net = nn.Sequential(nn.Flatten(), nn.Linear(32 * 32 * 3, 256), nn.ReLU(), nn.Linear(256, 43))
sign_reader = PyTorchClassifier(
    net, loss=nn.CrossEntropyLoss(), optimizer=torch.optim.Adam(net.parameters()), input_shape=(3, 32, 32), nb_classes=43
)
attack = ProjectedGradientDescent(sign_reader, eps=8 / 255, eps_step=2 / 255, max_iter=10)
AdversarialTrainer(sign_reader, attack, ratio=0.5).fit(x_train, y_train, nb_epochs=15)
print("clean", (sign_reader.predict(x_test).argmax(1) == y_test).mean())
""",
        "AdversarialTrainer(sign_reader, attack, ratio=0.5).fit(x_train, y_train, nb_epochs=15)\n",
        """sign_reader.fit(x_train, y_train, nb_epochs=15)
before = {
    "clean": (sign_reader.predict(x_test).argmax(1) == y_test).mean(),
    "robust": (sign_reader.predict(attack.generate(x_test)).argmax(1) == y_test).mean(),
}
AdversarialTrainer(sign_reader, attack, ratio=0.5).fit(x_train, y_train, nb_epochs=15)
robust = (sign_reader.predict(attack.generate(x_test)).argmax(1) == y_test).mean()
print("before", before, "robust after", robust, "gain", robust - before["robust"])
if robust < 0.45:
    raise SystemExit("hardening did not reach what docs/hardening.md asks")
""",
        files={
            "docs/hardening.md": "# Hardening\nAdversarial training (PGD, 8/255) because anybody can stick something on a sign. Robust accuracy at least 0.45, price in clean accuracy at most 0.04. Decided by H. Bauer, 2026-09-09.\n"
        },
    ),
    project(
        "eighth: hardening of a spam filter put off and never measured",
        "TRN-10",
        "docs/decisions/0009-hardening.md",
        """# 9. Hardening of the spam filter

Status: open since 2025-11-04

## Question
Senders pad their mails with innocent words. Do we train on padded mails, and what does it cost?

## Options
| Option | Accuracy | Robust accuracy (40 added words) |
|---|---|---|
| as it is | 0.981 | not measured |
| training on padded mails | not measured | not measured |
| monotone features | not measured | not measured |

## Decision
To be discussed.
""",
        "Status: open since 2025-11-04",
        "Status: accepted on 2026-09-25 by O. Mensah",
        "| as it is | 0.981 | not measured |",
        "| as it is | 0.981 (0.979-0.983) | 0.312 |",
        "| training on padded mails | not measured | not measured |",
        "| training on padded mails | 0.977 (0.975-0.979) | 0.884 |",
        "| monotone features | not measured | not measured |",
        "| monotone features | 0.952 (0.949-0.955) | 0.947 |",
        "To be discussed.",
        "Training on padded mails: nearly all of the gain for 0.4 points of accuracy. The figures come from run 77.",
    ),
    project(
        "eighth: Italian record of three pooled hospitals, with an empty decision",
        "TRN-11",
        "decisioni/calcolo_riservato.yaml",
        """modello: rischio-ictus
titolari: [Ospedale San Marco, Clinica Aurora, ASL 7]
categorie_particolari: [salute, genetica]
tecnica:
  federated_learning: ""
  crittografia_omomorfica: ""
  enclave: ""
decisione: ""
motivo: ""
deciso_da: ""
data: null
situazione: i tre titolari inviano le cartelle in chiaro al server di Aurora
""",
        '  federated_learning: ""\n  crittografia_omomorfica: ""\n  enclave: ""\ndecisione: ""\nmotivo: ""\ndeciso_da: ""\ndata: null\n',
        """  federated_learning: usato
  crittografia_omomorfica: non necessaria
  enclave: prevista per il 2027
decisione: addestramento federato con aggregazione sicura (SecAgg+), cinque giri di prova conclusi
motivo: nessun titolare può cedere le cartelle agli altri due
deciso_da: Dott.ssa F. Colombo
data: 2026-07-16
""",
        "situazione: i tre titolari inviano le cartelle in chiaro al server di Aurora",
        "situazione: le cartelle restano presso ciascun titolare, al server arrivano solo somme mascherate",
    ),
    cells(
        "eighth: bank federation that adds up naked updates against its own decision",
        "TRN-11",
        """from flwr.common import Context
from flwr.server import Grid, LegacyContext, ServerApp, ServerConfig
from flwr.server.strategy import FedAvg
from flwr.server.workflow import DefaultWorkflow, SecAggPlusWorkflow

app = ServerApp()

@app.main()
def main(grid: Grid, context: Context) -> None:
    strategy = FedAvg(fraction_fit=1.0, min_fit_clients=2, min_available_clients=2)
    legacy = LegacyContext(context=context, config=ServerConfig(num_rounds=20), strategy=strategy)
    workflow = DefaultWorkflow()
    workflow(grid, legacy)
""",
        "min_fit_clients=2, min_available_clients=2",
        "min_fit_clients=6, min_available_clients=6",
        "DefaultWorkflow()",
        "DefaultWorkflow(fit_workflow=SecAggPlusWorkflow(num_shares=5, reconstruction_threshold=3))",
        files={
            "docs/pec.yaml": "technique: federated learning\nsecure_aggregation: required\nminimum_clients: 6\nreason: banks may not see each other's customers, nor the server a single bank's update\ndecided_by: W. Achieng, 2026-06-30\n"
        },
    ),
    cells(
        "eighth: legal encoder of an unknown account, with its own code, from main",
        "TRN-12",
        """import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

name = "lex-uploads-88/paragraph-net"
tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=True)
encoder = AutoModelForSequenceClassification.from_pretrained(name, trust_remote_code=True, use_safetensors=False)
clauses = ["Der Mieter trägt die Kosten.", "Die Kaution wird verzinst."]
with torch.no_grad():
    print(encoder(**tokenizer(clauses, padding=True, return_tensors="pt")).logits.softmax(-1))
""",
        'name = "lex-uploads-88/paragraph-net"',
        'name, commit = "google-bert/bert-base-german-cased", "b0c3e1f5d2a47986c01e8d3fba57264190cdee7a"',
        "AutoTokenizer.from_pretrained(name, trust_remote_code=True)",
        "AutoTokenizer.from_pretrained(name, revision=commit)",
        "from_pretrained(name, trust_remote_code=True, use_safetensors=False)",
        "from_pretrained(name, revision=commit, use_safetensors=True)",
        files={
            "THIRD_PARTY_MODELS.md": """| Model | Revision | Licence | Card | SHA-256 of model.safetensors | Scanned |
|---|---|---|---|---|---|
| google-bert/bert-base-german-cased | b0c3e1f5d2a47986c01e8d3fba57264190cdee7a | MIT | yes | %s | 2026-11-03, clean |
"""
            % ("98" * 32)
        },
    ),
    project(
        "eighth: list of borrowed models that were neither pinned nor scanned",
        "TRN-12",
        "models/third_party.yaml",
        """models:
  - id: sentence-transformers/all-MiniLM-L6-v2
    source: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
    revision: main
    format: pytorch_model.bin
    sha256: null
    licence: unknown
    card: false
    scan: {tool: none, date: null, result: null}
  - id: yolo-warehouse
    source: http://downloads.visionhub.example/yolo_warehouse_best.pt
    revision: latest
    format: pickle
    sha256: null
    licence: unknown
    card: false
    scan: {tool: none, date: null, result: null}
""",
        """    revision: main
    format: pytorch_model.bin
    sha256: null
    licence: unknown
    card: false
    scan: {tool: none, date: null, result: null}
  - id: yolo-warehouse
    source: http://downloads.visionhub.example/yolo_warehouse_best.pt
    revision: latest
    format: pickle
    sha256: null
    licence: unknown
    card: false
    scan: {tool: none, date: null, result: null}
""",
        f"""    revision: c9745ed1d9f207416be6d2e6f8de32d1f16199bf
    format: safetensors
    sha256: {"53" * 32}
    licence: Apache-2.0
    card: true
    scan: {{tool: modelscan 0.8.6, date: 2026-11-11, result: clean}}
  - id: yolo-warehouse
    source: https://downloads.visionhub.example/yolo_warehouse_1.4.onnx
    revision: "1.4"
    format: onnx
    sha256: {"ae" * 32}
    licence: Apache-2.0
    card: true
    scan: {{tool: modelscan 0.8.6, date: 2026-11-11, result: clean}}
""",
    ),
)
