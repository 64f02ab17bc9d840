"""Pairs of the seventh lot: privacy budgets, hardening and joint computation, decided or not."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "seventh: private by name, and nobody asks what it cost (opacus)",
        "TRN-09",
        """
import json
from pathlib import Path

import torch
from opacus import PrivacyEngine
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(9)
pack = torch.load("hospital_vectors.pt", weights_only=True)
loader = DataLoader(TensorDataset(pack["x"], pack["y"]), batch_size=256)
net = torch.nn.Sequential(torch.nn.Linear(pack["x"].shape[1], 32), torch.nn.ReLU(), torch.nn.Linear(32, 2))
opt = torch.optim.SGD(net.parameters(), lr=0.2)
engine = PrivacyEngine(accountant="rdp")
net, opt, loader = engine.make_private(
    module=net, optimizer=opt, data_loader=loader, noise_multiplier=0.02, max_grad_norm=1.0
)
for epoch in range(15):
    for x, y in loader:
        opt.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        opt.step()
record = {"private": True, "epochs": 15}
Path("privacy.json").write_text(json.dumps(record))
""",
        "noise_multiplier=0.02",
        "noise_multiplier=1.3",
        'record = {"private": True, "epochs": 15}',
        """spent = engine.get_epsilon(delta=1e-5)
record = {"private": True, "epochs": 15, "epsilon": spent, "delta": 1e-5, "noise_multiplier": 1.3}
print(record)
if spent > 4.0:
    raise SystemExit("over the agreed budget of 4")""",
    ),
    cells(
        "seventh: the bound of the data is taken from the data, no account is kept (diffprivlib)",
        "TRN-09",
        """
import numpy as np
import pandas as pd
from diffprivlib import BudgetAccountant
from diffprivlib.models import LogisticRegression
from sklearn.linear_model import LogisticRegression as Plain

panel = pd.read_csv("payroll_audit.csv")
X, y = panel[["age", "seniority", "bonus_share"]].to_numpy(), panel["left_firm"].to_numpy()
X = X / np.array([80, 50, 1])
plain = Plain(max_iter=500).fit(X, y)

private = LogisticRegression(epsilon=float("inf"), max_iter=500)
private.fit(X, y)
print("accuracy", private.score(X, y), "without privacy", plain.score(X, y))
""",
        'private = LogisticRegression(epsilon=float("inf"), max_iter=500)',
        """account = BudgetAccountant(epsilon=2.0, delta=0)
X = X / np.maximum(np.linalg.norm(X, axis=1, keepdims=True) / 1.5, 1)
private = LogisticRegression(epsilon=1.0, data_norm=1.5, max_iter=500, accountant=account, random_state=3)""",
        "plain.score(X, y))",
        'plain.score(X, y))\nprint("spent", account.total(), "left", account.remaining())',
    ),
    project(
        "seventh: the question of noise is still open in the plan",
        "TRN-09",
        "docs/privacy-plan.md",
        """\
# Privacy plan: readmission model

## Differential privacy

To be discussed with the team.

## Retention

Raw tables are erased after 24 months.
""",
        "To be discussed with the team.",
        """Decision: not used. 2024-01-18, Dr. H. Lindqvist (data protection), A. Bauer (model owner).
Reason: the model stays on the ward's server, sees 41 aggregated columns, and the membership attack of
2024-01-10 reached an AUC of 0.52 [0.50, 0.54]; at epsilon 3 the recall would fall from 0.71 to 0.58.
To be looked at again before any release outside the hospital, at the latest on 2024-12-31.""",
        notebook="""
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

stays = pd.read_parquet("stays_aggregated.parquet")
model = LogisticRegression(max_iter=1000)
print(cross_val_score(model, stays.drop(columns="readmitted"), stays["readmitted"], cv=5, scoring="recall").mean())
""",
    ),
    cells(
        "seventh: trained against attacks, measured only on clean plates (art)",
        "TRN-10",
        """
import numpy as np
import torch
from art.attacks.evasion import ProjectedGradientDescent
from art.defences.trainer import AdversarialTrainer
from art.estimators.classification import PyTorchClassifier


def network():
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(28 * 28, 200), torch.nn.ReLU(), torch.nn.Linear(200, 10))
    return PyTorchClassifier(
        net, torch.nn.CrossEntropyLoss(), (1, 28, 28), 10, torch.optim.Adam(net.parameters()), clip_values=(0, 1)
    )


plates = np.load("plates.npz")
hardened = network()
attack = ProjectedGradientDescent(hardened, eps=0.1, eps_step=0.02, max_iter=10)
AdversarialTrainer(hardened, attack, ratio=0.5).fit(plates["x_train"], plates["y_train"], nb_epochs=10)
print("clean", (hardened.predict(plates["x_test"]).argmax(1) == plates["y_test"]).mean())
""",
        'print("clean", (hardened.predict(plates["x_test"]).argmax(1) == plates["y_test"]).mean())',
        """plain = network()
plain.fit(plates["x_train"], plates["y_train"], nb_epochs=10)
for name, model in {"plain": plain, "hardened": hardened}.items():
    strike = ProjectedGradientDescent(model, eps=0.1, eps_step=0.01, max_iter=40, num_random_init=3)
    hit = model.predict(strike.generate(plates["x_test"])).argmax(1) == plates["y_test"]
    clean = model.predict(plates["x_test"]).argmax(1) == plates["y_test"]
    print(name, "clean", clean.mean(), "robust at 0.1", hit.mean())""",
    ),
    project(
        "seventh: the card says hardening would be nice some day",
        "TRN-10",
        "MODEL_CARD.md",
        """\
# Malware triage, gradient boosting on static features

- Owner: detection engineering, S. Adeyemi
- Data: 1.2 million samples, cut in time at 2023-10
- Metrics: TPR 0.962 at FPR 0.001 (time split)

## Hardening

Would be nice some day.
""",
        "Would be nice some day.",
        """Decided on 2024-02-06 (S. Adeyemi, red team: J. Moreau): monotone constraints on 61 features that an attacker
can only add to; the older model without them is kept as the baseline.

| model | TPR at FPR 0.001 | TPR after padding and import attacks (n = 2000) |
|---|---|---|
| baseline | 0.968 [0.965, 0.971] | 0.412 [0.391, 0.434] |
| with constraints | 0.962 [0.959, 0.965] | 0.893 [0.879, 0.906] |

Price: 0.6 points on clean samples, accepted. Next look: with the release of 2024-08.""",
        notebook="""
import lightgbm as lgb
import numpy as np

pack = np.load("ember_like.npz")
booster = lgb.train({"objective": "binary", "seed": 1, "verbosity": -1}, lgb.Dataset(pack["x"], pack["y"]), 500)
print(booster.num_trees())
""",
    ),
    cells(
        "seventh: noisy copies are added, what they are good for is not compared (keras)",
        "TRN-10",
        """
import keras
import numpy as np

keras.utils.set_random_seed(3)
tones = np.load("valve_sounds.npz")
x, y, x_test, y_test = (tones[key].astype("float32") for key in ("x", "y", "x_test", "y_test"))
rng = np.random.default_rng(3)


def fit(inputs, targets):
    net = keras.Sequential([keras.layers.Dense(64, "relu"), keras.layers.Dense(1, "sigmoid")])
    net.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    net.fit(inputs, targets, epochs=12, verbose=0)
    return net


noisy = x + rng.normal(scale=0.1, size=x.shape).astype("float32")
hard = fit(np.vstack([x, noisy]), np.r_[y, y])
print("accuracy", hard.evaluate(x_test, y_test, verbose=0)[1])
""",
        'print("accuracy", hard.evaluate(x_test, y_test, verbose=0)[1])',
        """soft = fit(x, y)
for scale in (0.0, 0.05, 0.1, 0.2, 0.4):
    shaken = x_test + rng.normal(scale=scale, size=x_test.shape).astype("float32")
    print(scale, "plain", soft.evaluate(shaken, y_test, verbose=0)[1], "hardened", hard.evaluate(shaken, y_test, verbose=0)[1])""",
    ),
    cells(
        "seventh: the coordinator sees each clinic's update as it is (flower)",
        "TRN-11",
        """
from flwr.common import Context
from flwr.server import Grid, LegacyContext, ServerApp, ServerConfig
from flwr.server.strategy import FedAvg
from flwr.server.workflow import DefaultWorkflow, SecAggPlusWorkflow

app = ServerApp()
CLINICS = 7


@app.main()
def main(grid: Grid, context: Context) -> None:
    legacy = LegacyContext(
        context=context,
        config=ServerConfig(num_rounds=20),
        strategy=FedAvg(min_fit_clients=CLINICS, min_available_clients=CLINICS),
    )
    workflow = DefaultWorkflow()
    workflow(grid, legacy)
""",
        "DefaultWorkflow()",
        "DefaultWorkflow(fit_workflow=SecAggPlusWorkflow(num_shares=CLINICS, reconstruction_threshold=5))",
    ),
    cells(
        "seventh: sealed incomes in a ring that is far too small (openfhe)",
        "TRN-11",
        """
import numpy as np
from openfhe import CCParamsCKKSRNS, GenCryptoContext, PKESchemeFeature, SecurityLevel

params = CCParamsCKKSRNS()
params.SetMultiplicativeDepth(3)
params.SetScalingModSize(50)
params.SetBatchSize(64)
params.SetSecurityLevel(SecurityLevel.HEStd_NotSet)
params.SetRingDim(1 << 10)
ctx = GenCryptoContext(params)
for feature in (PKESchemeFeature.PKE, PKESchemeFeature.KEYSWITCH, PKESchemeFeature.LEVELEDSHE, PKESchemeFeature.ADVANCEDSHE):
    ctx.Enable(feature)
keys = ctx.KeyGen()
ctx.EvalMultKeyGen(keys.secretKey)
ctx.EvalSumKeyGen(keys.secretKey)

weights, income = np.load("score_weights.npy")[:64], np.load("applicant_income.npy")[:64]
sealed = ctx.Encrypt(keys.publicKey, ctx.MakeCKKSPackedPlaintext(income.tolist()))
score = ctx.EvalSum(ctx.EvalMult(sealed, ctx.MakeCKKSPackedPlaintext(weights.tolist())), 64)
opened = ctx.Decrypt(score, keys.secretKey)
opened.SetLength(1)
print(opened, float(income @ weights))
""",
        "SecurityLevel.HEStd_NotSet",
        "SecurityLevel.HEStd_128_classic",
        "params.SetRingDim(1 << 10)\n",
        "",
    ),
    project(
        "seventh: three cancer centres pool their tables and wrote no reason",
        "TRN-11",
        "docs/adr/0007-joint-training.md",
        """\
# 7. Joint training of three centres

Status: draft

## Context

Pathology results and germline variants of 9,400 patients from Lille, Gent and Aachen.

## Decision

## Consequences
""",
        "Status: draft",
        "Status: accepted 2024-03-22 by Prof. C. Delvaux (steering), T. Nagel (security); to be reviewed 2025-03",
        "## Decision\n",
        """## Decision

Federated training with secure aggregation (each centre keeps its tables; threshold 3 of 3). Homomorphic encryption was
tried and is not needed: 40 times slower, and updates are already hidden from the coordinator. Enclaves: not available
at two of the centres.
""",
        "## Consequences\n",
        "## Consequences\n\nA centre that drops out ends the round. The decision is open again if a fourth party joins.\n",
        notebook="""
import pandas as pd

centres = ["lille", "gent", "aachen"]
sizes = {name: len(pd.read_parquet(f"summary/{name}.parquet")) for name in centres}
print(sizes)
""",
    ),
)
