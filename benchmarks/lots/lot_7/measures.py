"""Seventh lot: performance and noise, measured as people measure them (EVA-01, EVA-02)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "seventh: sepsis model probabilities are calibrated and judged on the same ward",
        "EVA-01",
        """# Sepsis-Frühwarnung, Station 4 -- Abnahmeprüfung
import numpy as np
import pandas as pd
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupShuffleSplit

df = pd.read_parquet("daten/sepsis_2019_2025.parquet")
X, y, fall = df.drop(columns=["sepsis_24h", "fall_id"]), df["sepsis_24h"], df["fall_id"]
rest, te = next(GroupShuffleSplit(1, test_size=0.2, random_state=3).split(X, y, fall))
tr, ka = next(GroupShuffleSplit(1, test_size=0.25, random_state=3).split(X.iloc[rest], y.iloc[rest], fall.iloc[rest]))
tr, ka = rest[tr], rest[ka]

basis = HistGradientBoostingClassifier(random_state=3).fit(X.iloc[tr], y.iloc[tr])
modell = CalibratedClassifierCV(FrozenEstimator(basis), method="isotonic")
modell.fit(X.iloc[te], y.iloc[te])

p = modell.predict_proba(X.iloc[te])[:, 1]
ziehung = np.random.default_rng(3)
stich = [ziehung.integers(0, len(te), len(te)) for _ in range(500)]
auc = np.percentile([roc_auc_score(y.iloc[te].values[s], p[s]) for s in stich], [2.5, 97.5])
brier = brier_score_loss(y.iloc[te], p)
grund = brier_score_loss(y.iloc[te], np.full(len(te), y.iloc[tr].mean()))
print(f"AUC {auc}, Brier {brier:.4f}, ohne Modell {grund:.4f}")
assert auc[0] >= 0.80 and brier <= 0.06 and brier < grund
""",
        "modell.fit(X.iloc[te], y.iloc[te])",
        "modell.fit(X.iloc[ka], y.iloc[ka])",
    ),
    project(
        "seventh: released scorecard whose figures lie below the agreed floor",
        "EVA-01",
        "reports/eval_2026_q3.json",
        """{
  "model": "pd-scorecard", "version": "5.2.0", "evaluated_on": "holdout_2026H1", "rows": 41877,
  "limits": {"gini_min": 0.52, "ece_max": 0.03, "worst_segment_gini_min": 0.40},
  "baseline": {"name": "prior-only", "gini": 0.0},
  "results": {
    "gini": {"value": 0.487, "ci95": [0.471, 0.502]},
    "ece": {"value": 0.051},
    "worst_segment": {"segment": "self_employed", "gini": 0.33}
  },
  "decision": "released"
}
""",
        '"gini": {"value": 0.487, "ci95": [0.471, 0.502]}',
        '"gini": {"value": 0.561, "ci95": [0.547, 0.576]}',
        '"ece": {"value": 0.051}',
        '"ece": {"value": 0.019}',
        '"gini": 0.33}',
        '"gini": 0.46}',
    ),
    cells(
        "seventh: card fraud accepted by plain accuracy at half a percent of fraud",
        "EVA-01",
        """import lightgbm as lgb
import numpy as np
import polars as pl
from sklearn.metrics import accuracy_score, average_precision_score, brier_score_loss

tx = pl.read_parquet("lake/transactions/*.parquet").sort("ts")
cut = int(tx.height * 0.8)
train, test = tx[:cut], tx[cut:]
cols = [c for c in tx.columns if c not in ("ts", "is_fraud")]
clf = lgb.LGBMClassifier(n_estimators=400, random_state=11)
clf.fit(train.select(cols).to_pandas(), train["is_fraud"].to_numpy())
truth = test["is_fraud"].to_numpy()
score = clf.predict_proba(test.select(cols).to_pandas())[:, 1]
print("prevalence", truth.mean())  # ~0.005

acc = accuracy_score(truth, score > 0.5)
print("accuracy", acc)
assert acc > 0.99, "below the target of the fraud desk"
clf.booster_.save_model("out/fraud.txt")
""",
        """acc = accuracy_score(truth, score > 0.5)
print("accuracy", acc)
assert acc > 0.99, "below the target of the fraud desk"
""",
        """rng = np.random.default_rng(11)
draws = [rng.integers(0, len(truth), len(truth)) for _ in range(300)]
low, high = np.percentile([average_precision_score(truth[d], score[d]) for d in draws], [2.5, 97.5])
naive = brier_score_loss(truth, np.full(len(truth), train["is_fraud"].mean()))
brier = brier_score_loss(truth, score)
print("average precision", low, high, "chance", truth.mean(), "brier", brier, "naive", naive)
assert low > 0.35 and brier < 0.8 * naive, "below the target of the fraud desk"
""",
    ),
    cells(
        "seventh: defect detector of a foundry scored over the loader it learned from",
        "EVA-01",
        """import torch
from torch.utils.data import DataLoader, random_split
from torchmetrics.classification import BinaryAUROC, BinaryCalibrationError
from torchvision import datasets, models, transforms as T

ds = datasets.ImageFolder("gussteile", T.Compose([T.Resize((224, 224)), T.ToTensor()]))
n_val = len(ds) // 5
train_ds, val_ds = random_split(ds, [len(ds) - n_val, n_val], torch.Generator().manual_seed(0))
train_dl = DataLoader(train_ds, batch_size=32, shuffle=True)
val_dl = DataLoader(val_ds, batch_size=32)
net = models.resnet18(num_classes=1)
opt = torch.optim.AdamW(net.parameters(), 1e-4)
for epoch in range(15):
    net.train()
    for xb, yb in train_dl:
        loss = torch.nn.functional.binary_cross_entropy_with_logits(net(xb).squeeze(1), yb.float())
        opt.zero_grad()
        loss.backward()
        opt.step()

auroc, ece = BinaryAUROC(), BinaryCalibrationError(n_bins=15)
net.eval()
with torch.no_grad():
    for xb, yb in train_dl:
        out = net(xb).squeeze(1).sigmoid()
        auroc.update(out, yb)
        ece.update(out, yb)
assert auroc.compute() > 0.95 and ece.compute() < 0.04
torch.save(net.state_dict(), "guss.pt")
""",
        """with torch.no_grad():
    for xb, yb in train_dl:""",
        """with torch.no_grad():
    for xb, yb in val_dl:""",
    ),
    cells(
        "seventh: typo test of a ticket router that never reads the typos",
        "EVA-02",
        """import random
import pandas as pd
from datasets import load_from_disk
from transformers import pipeline

tickets = load_from_disk("data/tickets_test")
router = pipeline("text-classification", model="models/router-v7", truncation=True)

def mistype(line, share, dice):
    letters = list(line)
    for pos in range(len(letters) - 1):
        if dice.random() < share:
            letters[pos], letters[pos + 1] = letters[pos + 1], letters[pos]
    return "".join(letters)

rows = []
for rate in (0.0, 0.02, 0.05, 0.10):
    rng = random.Random(17)
    noisy = [mistype(t, rate, rng) for t in tickets["body"]]
    answers = router(tickets["body"], batch_size=64)
    hit = [a["label"] == lab for a, lab in zip(answers, tickets["queue"])]
    rows.append({"rate": rate, "accuracy": sum(hit) / len(hit)})
curve = pd.DataFrame(rows).set_index("rate")
print(curve)
if curve["accuracy"].min() < 0.85:
    raise SystemExit("router is not robust to typing errors")
""",
        'answers = router(tickets["body"], batch_size=64)',
        "answers = router(noisy, batch_size=64)",
    ),
    cells(
        "seventh: missing values are planted and then dropped before the score",
        "EVA-02",
        """# Ausfalltest der Sensoren (Windpark), Grenze laut Pflichtenheft: MAE <= 180 kW bei 20 % Ausfall
import numpy as np
import pandas as pd
from joblib import load
from sklearn.metrics import mean_absolute_error

reg = load("modelle/leistung.joblib")
test = pd.read_csv("daten/turbinen_test.csv", parse_dates=["zeit"])
merkmale = ["wind_ms", "temp_c", "gondel_grad", "pitch_grad", "luftdruck"]
ergebnis = {}
for anteil in [0.0, 0.05, 0.1, 0.2, 0.4]:
    rng = np.random.default_rng(99)
    X = test[merkmale].mask(rng.random((len(test), len(merkmale))) < anteil)
    X = X.dropna()
    ergebnis[anteil] = mean_absolute_error(test.loc[X.index, "leistung_kw"], reg.predict(X))
print(pd.Series(ergebnis, name="MAE"))
assert ergebnis[0.2] <= 180
""",
        "    X = X.dropna()\n",
        "",
    ),
    cells(
        "seventh: crop classifier shaken by noise of a billionth",
        "EVA-02",
        """# Teste de ruído nas bandas espectrais (reflectância 0-1), safra 2025
import jax.numpy as jnp
import numpy as np
from flax import serialization
from projeto.rede import RedeCulturas

rede = RedeCulturas(classes=9)
with open("pesos/culturas.msgpack", "rb") as arq:
    pesos = serialization.from_bytes(None, arq.read())
bandas = np.load("dados/teste_bandas.npy")
rotulos = np.load("dados/teste_rotulos.npy")

LIMITE = 0.88
sorteio = np.random.default_rng(2025)
for escala in (1e-9, 3e-9, 1e-8):
    perturbado = bandas + sorteio.normal(0, escala, bandas.shape)
    previsto = jnp.argmax(rede.apply(pesos, jnp.asarray(perturbado)), axis=-1)
    acerto = float((previsto == rotulos).mean())
    print(escala, acerto)
    if acerto < LIMITE:
        raise ValueError(f"acerto {acerto:.3f} com escala {escala}")
""",
        "for escala in (1e-9, 3e-9, 1e-8):",
        "for escala in (0.01, 0.03, 0.10):",
    ),
)
