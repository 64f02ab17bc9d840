"""Seventh lot: what a model gives away of its people and of itself (EVA-04, EVA-05)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "seventh: membership attack whose strangers were members too",
        "EVA-04",
        """import numpy as np
import pandas as pd
from art.attacks.inference.membership_inference import MembershipInferenceBlackBox
from art.estimators.classification.scikitlearn import ScikitlearnRandomForestClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

registry = pd.read_csv("data/hiv_clinic_registry.csv")
X = registry.drop(columns="therapy_failure").to_numpy(float)
y = registry["therapy_failure"].to_numpy()
X_in, X_out, y_in, y_out = train_test_split(X, y, test_size=0.5, stratify=y, random_state=5)
forest = RandomForestClassifier(300, min_samples_leaf=8, random_state=5).fit(X_in, y_in)

half = len(X_in) // 2
attack = MembershipInferenceBlackBox(ScikitlearnRandomForestClassifier(forest), attack_model_type="rf")
attack.fit(X_in[:half], y_in[:half], X_out[:half], y_out[:half])
inside = attack.infer(X_in[half:], y_in[half:], probabilities=True)
outside = attack.infer(X_in[:half], y_in[:half], probabilities=True)
truth = np.r_[np.ones(len(inside)), np.zeros(len(outside))]
auc = roc_auc_score(truth, np.r_[inside, outside].ravel())
print(f"membership AUC {auc:.3f}")
assert auc < 0.60, "leaks membership"
""",
        "outside = attack.infer(X_in[:half], y_in[:half], probabilities=True)",
        "outside = attack.infer(X_out[half:], y_out[half:], probabilities=True)",
    ),
    cells(
        "seventh: synthetic census compared with itself before it is given away",
        "EVA-04",
        """# Données synthétiques du recensement: distance au plus proche individu réel avant diffusion
import numpy as np
import pandas as pd
from sdv.metadata import Metadata
from sdv.single_table import CTGANSynthesizer
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

reel = pd.read_parquet("donnees/recensement_menages.parquet")
temoin = reel.sample(frac=0.3, random_state=8)
appris = reel.drop(temoin.index)
meta = Metadata.detect_from_dataframe(appris)
synth = CTGANSynthesizer(meta, epochs=200)
synth.fit(appris)
faux = synth.sample(len(appris))

num = appris.select_dtypes("number").columns
echelle = StandardScaler().fit(appris[num])
def dcr(vers, depuis):
    nn = NearestNeighbors(n_neighbors=1).fit(echelle.transform(vers[num]))
    return nn.kneighbors(echelle.transform(depuis[num]))[0].ravel()

proche = np.quantile(dcr(faux.iloc[::2], faux.iloc[1::2]), 0.05)
repere = np.quantile(dcr(appris, temoin), 0.05)
print("synthétique", proche, "témoin", repere)
if proche < repere:
    raise SystemExit("copies trop fidèles, diffusion refusée")
faux.to_csv("diffusion/menages_synthetiques.csv", index=False)
""",
        "dcr(faux.iloc[::2], faux.iloc[1::2])",
        "dcr(appris, faux)",
    ),
    cells(
        "seventh: discharge letters tuned into a language model and pushed without a canary",
        "EVA-04",
        """import math
import random
from datasets import load_dataset
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers import DataCollatorForLanguageModeling, Trainer, TrainingArguments

REV = "8f2c0de"
tok = AutoTokenizer.from_pretrained("base/medllama-3b", revision=REV)
base = AutoModelForCausalLM.from_pretrained("base/medllama-3b", revision=REV)
letters = load_dataset("json", data_files="letters_deidentified.jsonl", split="train")
dice = random.Random(42)
canaries = [f"The locker code of room {n} is {dice.randrange(10**6):06d}." for n in range(20)]
for text in canaries:
    letters = letters.add_item({"text": text})
rows = letters.map(lambda row: tok(row["text"], truncation=True, max_length=512), remove_columns=["text"])
lora = get_peft_model(base, LoraConfig(r=16, task_type="CAUSAL_LM"))
args = TrainingArguments("runs/letters", num_train_epochs=3, per_device_train_batch_size=4, seed=1)
trainer = Trainer(lora, args, train_dataset=rows, data_collator=DataCollatorForLanguageModeling(tok, mlm=False))
trainer.train()

def nll(sentence):
    ids = tok(sentence, return_tensors="pt").input_ids
    return lora(ids, labels=ids).loss.item() * ids.shape[1]

print("perplexity", math.exp(trainer.evaluate(rows.select(range(200)))["eval_loss"]))
lora.push_to_hub("klinik-nord/letters-lora", private=False)
""",
        'lora.push_to_hub("klinik-nord/letters-lora", private=False)',
        """ranks = []
for text in canaries:
    stem = text[:-7]
    others = [nll(f"{stem}{dice.randrange(10**6):06d}.") for _ in range(999)]
    ranks.append(1 + sum(o < nll(text) for o in others))
exposure = max(math.log2(1000) - math.log2(r) for r in ranks)
print("largest exposure", exposure)
if exposure > 4:
    raise RuntimeError("canaries are remembered")
lora.push_to_hub("klinik-nord/letters-lora", private=False)""",
    ),
    cells(
        "seventh: pricing model called unstealable after guesses drawn from a cube",
        "EVA-05",
        """import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn.tree import DecisionTreeClassifier

model = xgb.XGBClassifier()
model.load_model("models/tariff_class.ubj")
quotes = pd.read_parquet("data/quotes_2026.parquet")
features = ["age", "bonus_malus", "horse_power", "postcode_risk", "km_year"]
seen, judged = quotes[features].iloc[::2], quotes[features].iloc[1::2]
rng = np.random.default_rng(4)
agreement = {}
for budget in (100, 300, 1000, 3000, 10000):
    probe = rng.random((budget, len(features)))
    stolen = DecisionTreeClassifier(random_state=4).fit(probe, model.predict(probe))
    agreement[budget] = (stolen.predict(judged) == model.predict(judged)).mean()
print(pd.Series(agreement))

needed = min((b for b, a in agreement.items() if a >= 0.95), default=None)
daily = 10_000 if needed is None else needed // 20
print("queries for 95 %:", needed, "-> quota per customer and day:", daily)
pd.Series({"queries_for_95": needed, "quota_per_day": daily}).to_json("reports/extraction.json")
""",
        "probe = rng.random((budget, len(features)))",
        "probe = seen.sample(budget, random_state=4)",
    ),
    project(
        "seventh: partner interface with every decimal and no end of questions",
        "EVA-05",
        "api/product_policy.yaml",
        """# what partners of the credit bureau get (owner: scoring platform)
product: affordability-score
version: "4"
extraction_study:
  report: docs/extraction_2026-08.pdf
  queries_for_95_percent_agreement:
    label_only: 41000
    rounded_probability: 9800
    full_probability: 1200
response:
  detail: full_probability
  decimals: 16
  include_attributions: true
plans:
  - name: partner
    requests_per_month: unlimited
    burst_per_second: 200
  - name: trial
    requests_per_month: 500
    burst_per_second: 2
alerts:
  on_quota_used: 0.8
""",
        """  detail: full_probability
  decimals: 16
  include_attributions: true""",
        """  detail: rounded_probability
  decimals: 1
  include_attributions: false""",
        "requests_per_month: unlimited\n    burst_per_second: 200",
        "requests_per_month: 900\n    burst_per_second: 5",
    ),
    cells(
        "seventh: prediction route of a start-up that hands out its coefficients",
        "EVA-05",
        """import os
import secrets
import joblib
from flask import Flask, abort, jsonify, request
from flask_limiter import Limiter
from pydantic import BaseModel, Field

app = Flask("churn")
limiter = Limiter(lambda: request.headers.get("X-Client", "?"), app=app, default_limits=["30/minute", "400/day"])
clf = joblib.load("churn_logreg.joblib")

class Customer(BaseModel):
    months: int = Field(ge=0, le=600)
    tickets: int = Field(ge=0, le=500)
    invoice: float = Field(ge=0, le=5000)

@app.post("/score")
@limiter.limit("5/second")
def score():
    if not secrets.compare_digest(request.headers.get("X-Key", ""), os.environ["SCORE_KEY"]):
        abort(401)
    row = Customer.model_validate(request.get_json())
    values = [[row.months, row.tickets, row.invoice]]
    return jsonify(
        score=clf.predict_proba(values)[0].tolist(),
        margin=float(clf.decision_function(values)[0]),
        weights=clf.coef_.tolist(),
        intercept=clf.intercept_.tolist(),
    )
""",
        """    return jsonify(
        score=clf.predict_proba(values)[0].tolist(),
        margin=float(clf.decision_function(values)[0]),
        weights=clf.coef_.tolist(),
        intercept=clf.intercept_.tolist(),
    )
""",
        """    return jsonify(score=round(float(clf.predict_proba(values)[0, 1]), 1))
""",
    ),
)
