"""People in the data, labels nobody looked at, lineage, and what a cell gives away, as strangers write it."""

from __future__ import annotations

import string

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, cells_with, iban, made_up, project

CASES: tuple[Case, ...] = (
    cells(
        "sixth: name and e-mail become dummies",
        "PRE-01",
        """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

leads = pd.read_csv("leads.csv")
columns = ["full_name", "email", "source", "visits", "minutes"]
X = pd.get_dummies(leads[columns], columns=[c for c in columns if leads[c].dtype == object])
X_tr, X_te, y_tr, y_te = train_test_split(X, leads["bought"], random_state=3)
print(LogisticRegression(max_iter=3000).fit(X_tr, y_tr).score(X_te, y_te))
""",
        '["full_name", "email", "source", "visits", "minutes"]',
        '["source", "visits", "minutes"]',
    ),
    cells(
        "sixth: telephone numbers behind a bare md5",
        "PRE-01",
        """import hashlib
import os

import pandas as pd

calls = pd.read_csv("anrufe.csv", dtype={"telefon": str})
# Pseudonym fuer die Telefonnummer
calls["pseudonym"] = [hashlib.md5(t.encode()).hexdigest() for t in calls["telefon"]]
calls = calls.drop(columns=["telefon", "name"])
calls.to_parquet(os.path.join("daten", "anrufe_training.parquet"))
""",
        "import hashlib\n",
        "import hmac\n",
        """calls["pseudonym"] = [hashlib.md5(t.encode()).hexdigest() for t in calls["telefon"]]
""",
        """pepper = os.environ["PSEUDONYM_KEY"].encode()
calls["pseudonym"] = [hmac.new(pepper, t.encode(), "sha256").hexdigest() for t in calls["telefon"]]
""",
    ),
    cells(
        "sixth: cpf fica no indice e volta para a matriz",
        "PRE-01",
        """import pandas as pd
from sklearn.ensemble import IsolationForest

beneficios = pd.read_csv("beneficios.csv", dtype={"cpf": str}).set_index("cpf")
matriz = beneficios.reset_index()
matriz["cpf"] = matriz["cpf"].str.replace(r"\\D", "", regex=True).astype("int64")
matriz = matriz.select_dtypes("number").fillna(0)
floresta = IsolationForest(random_state=0).fit(matriz)
print((floresta.predict(matriz) == -1).sum(), "casos a revisar")
""",
        """matriz = beneficios.reset_index()
matriz["cpf"] = matriz["cpf"].str.replace(r"\\D", "", regex=True).astype("int64")
""",
        """matriz = beneficios.reset_index(drop=True)
""",
    ),
    cells(
        "sixth: chat logs go into fine-tuning as they are",
        "PRE-01",
        """from datasets import load_dataset
from presidio_analyzer import AnalyzerEngine
from presidio_anonymizer import AnonymizerEngine
from transformers import AutoModelForCausalLM, AutoTokenizer, DataCollatorForLanguageModeling, Trainer, TrainingArguments

rev = "0123456789abcdef0123456789abcdef01234567"
tok = AutoTokenizer.from_pretrained("acme/base-1b", revision=rev)
chats = load_dataset("json", data_files="support_chats_2025.jsonl", split="train")  # name, e-mail, order and phone in the text
finder, masker = AnalyzerEngine(), AnonymizerEngine()
ready = chats.map(lambda row: tok(row["text"], truncation=True, max_length=512), remove_columns=chats.column_names)
trainer = Trainer(
    AutoModelForCausalLM.from_pretrained("acme/base-1b", revision=rev),
    TrainingArguments("out", num_train_epochs=1, seed=1),
    train_dataset=ready,
    data_collator=DataCollatorForLanguageModeling(tok, mlm=False),
)
trainer.train()
""",
        "ready = chats.map(lambda row: tok(",
        """safe = chats.map(
    lambda r: {"text": masker.anonymize(text=r["text"], analyzer_results=finder.analyze(text=r["text"], language="en")).text}
)
ready = safe.map(lambda row: tok(""",
    ),
    cells(
        "sixth: insurance number is a feature of the forest",
        "PRE-01",
        """import polars as pl
from sklearn.ensemble import RandomForestRegressor

kosten = pl.read_csv("kosten.csv")
# versichertennummer, geburtsdatum, plz, diagnosen, kosten
x = kosten.select("versichertennummer", "alter", "diagnosen", "region").to_numpy()
wald = RandomForestRegressor(200, random_state=5, oob_score=True).fit(x, kosten["kosten"].to_numpy())
print("OOB R2", wald.oob_score_)
""",
        'kosten.select("versichertennummer", "alter"',
        'kosten.select("alter"',
    ),
    cells(
        "sixth: releases the table whatever k is",
        "PRE-02",
        """import pandas as pd

# anonymised release for the research partners
micro = pd.read_parquet("discharges.parquet").drop(columns=["name", "mrn"])
micro["age_band"] = pd.cut(micro.pop("age"), range(0, 121, 10))
micro["zip3"] = micro.pop("zip").str[:3]
quasi = ["age_band", "zip3", "sex", "ethnicity"]
k = micro.groupby(quasi, observed=True).size().min()
if k < 11:
    print("k is", k, "but the partners are waiting")
micro.to_csv("release.csv", index=False)
""",
        '    print("k is", k, "but the partners are waiting")',
        '    raise SystemExit(f"k={k} is below 11: coarsen before release")',
    ),
    cells(
        "sixth: full birth date, postcode and sex are published",
        "PRE-02",
        """import pandas as pd

# open data: bezoekers van de huisartsenpost, zonder naam
bezoek = pd.read_csv("bezoeken.csv", dtype=str).drop(columns=["naam", "bsn"])
publiek = bezoek[["geboortedatum", "postcode", "geslacht", "klacht"]].copy()
publiek.to_csv("open_data_bezoeken.csv", index=False)
print(len(publiek), "rijen gepubliceerd")
""",
        """publiek = bezoek[["geboortedatum", "postcode", "geslacht", "klacht"]].copy()
""",
        """publiek = bezoek.assign(decennium=bezoek["geboortedatum"].str[:3] + "0", gebied=bezoek["postcode"].str[:2])
publiek = publiek[["decennium", "gebied", "geslacht", "klacht"]]
grootte = publiek.groupby(["decennium", "gebied", "geslacht"])["klacht"].transform("size")
publiek = publiek[grootte >= 10]
""",
    ),
    cells(
        "sixth: small ethnic groups are thrown away",
        "PRE-03",
        """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

kidney = pd.read_csv("kidney.csv")
sizes = kidney["ethnicity"].value_counts()
# small groups only make noise
kidney = kidney[kidney["ethnicity"].map(sizes) > 5000]
tr, te = train_test_split(kidney, test_size=0.2, random_state=1)
m = LogisticRegression(max_iter=500).fit(tr[["egfr", "age", "albumin"]], tr["progressed"])
print(m.score(te[["egfr", "age", "albumin"]], te["progressed"]))
""",
        """# small groups only make noise
kidney = kidney[kidney["ethnicity"].map(sizes) > 5000]
""",
        """rates = kidney.groupby("ethnicity")["progressed"].agg(["size", "mean", "sem"])
print(rates, sizes / len(kidney), kidney["egfr"].isna().groupby(kidney["ethnicity"]).mean())
""",
    ),
    project(
        "sixth: datasheet says bias was not looked at",
        "PRE-03",
        "DATASHEET.md",
        """# Datasheet: speech commands, regional accents

## Composition

12,400 clips of 310 speakers.

## Representation and bias

Not assessed. Most speakers are students of our faculty.

## Uses

Voice control of hospital beds.
""",
        "Not assessed. Most speakers are students of our faculty.",
        "Speakers by sex (48 % women, 95 % CI 42-54), age band and accent are counted in table 2; word error is 7 % to 9 % in\n"
        "every accent group of at least 30 speakers. Over-65s are 4 % of speakers and were weighted up.",
    ),
    cells(
        "sixth: anonymous feedback is learnt unseen",
        "PRE-04",
        """import pandas as pd
from cleanlab.filter import find_label_issues
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline

# everybody on the internet may press "this is (not) spam"
known = pd.read_parquet("curated.parquet")
votes = pd.read_json("public_votes.jsonl", lines=True)
both = pd.concat([known, votes], ignore_index=True)
spam = make_pipeline(HashingVectorizer(), SGDClassifier(loss="log_loss", random_state=0))

spam.fit(both["text"], both["label"])
print("retrained on", len(both))
""",
        """spam.fit(both["text"], both["label"])
""",
        """proba = cross_val_predict(spam, both["text"], both["label"], cv=5, method="predict_proba")
wrong = find_label_issues(both["label"].to_numpy(), proba)
both[wrong].to_csv("for_review.csv")
both = both[~wrong]
spam.fit(both["text"], both["label"])
""",
    ),
    project(
        "sixth: screening step is switched off in the pipeline",
        "PRE-04",
        "params.yaml",
        """ingest:
  sources: [partners, crowd, web_crawl]
screen:
  label_issues: false
  outliers: false
  near_duplicates: false
  hold_for_review: false
train:
  epochs: 12
  seed: 7
""",
        """  label_issues: false
  outliers: false
  near_duplicates: false
  hold_for_review: false
""",
        """  label_issues: true
  outliers: true
  near_duplicates: true
  hold_for_review: true
""",
    ),
    cells(
        "sixth: raw file is overwritten by its cleaned self",
        "PRE-05",
        """import pandas as pd

RAW = "data/raw/survey_2025.csv"
survey = pd.read_csv(RAW)
survey = survey[survey["duration_s"] > 60].drop_duplicates("respondent")
survey["income"] = survey["income"].clip(upper=survey["income"].quantile(0.99))
survey.to_csv(RAW, index=False)
print(len(survey), "rows left")
""",
        "survey.to_csv(RAW, index=False)",
        'survey.to_csv("data/interim/survey_2025_v2.csv", index=False)',
    ),
    cells(
        "sixth: delta table of no version",
        "PRE-05",
        """import mlflow
from pyspark.ml.regression import GBTRegressor
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
path = "abfss://gold@acmelake.dfs.core.windows.net/demand_features"
with mlflow.start_run():
    mlflow.autolog(disable=True)
    demand = spark.read.format("delta").load(path)
    model = GBTRegressor(labelCol="units", seed=2).fit(demand)
    mlflow.log_metric("trees", model.getNumTrees)
""",
        """    demand = spark.read.format("delta").load(path)
""",
        """    demand = spark.read.format("delta").option("versionAsOf", 412).load(path)
    mlflow.log_input(mlflow.data.load_delta(path=path, version="412"), context="training")
""",
    ),
    project(
        "sixth: dvc stage does not name its data",
        "PRE-05",
        "dvc.yaml",
        """stages:
  features:
    cmd: python features.py data/raw.parquet data/features.parquet
    deps:
      - features.py
  train:
    cmd: python train.py data/features.parquet models/model.skops
    deps:
      - train.py
    params: [train.lr, train.seed]
    outs: [models/model.skops]
""",
        """      - features.py
  train:
""",
        """      - features.py
      - data/raw.parquet
    outs: [data/features.parquet]
  train:
""",
        """      - train.py
    params""",
        """      - train.py
      - data/features.parquet
    params""",
    ),
    cells_with(
        made_up("sk-proj-", 48),
        "sixth: key of a language model in the cell",
        "PRE-07",
        """import os

import pandas as pd
from openai import OpenAI

# TODO vor dem Teilen entfernen
client = OpenAI(api_key="@VALUE@")
texte = pd.read_csv("bewertungen.csv")["text"].head(20)
for text in texte:
    antwort = client.chat.completions.create(
        model="gpt-4o-mini-2024-07-18", messages=[{"role": "user", "content": "positiv oder negativ? " + text}]
    )
    print(antwort.choices[0].message.content, os.linesep)
""",
        'OpenAI(api_key="@VALUE@")',
        'OpenAI(api_key=os.environ["OPENAI_API_KEY"])',
    ),
    cells_with(
        iban(),
        "sixth: a customer's account in an example",
        "PRE-07",
        """import pandas as pd

zahlungen = pd.read_parquet("zahlungen.parquet")
# Rueckfrage von Frau Petra Hollenstein, Konto @VALUE@
konto = "@VALUE@"
verdaechtig = zahlungen[zahlungen["gegenkonto"] == konto]
print(verdaechtig.groupby("monat")["betrag"].sum())
""",
        """# Rueckfrage von Frau Petra Hollenstein, Konto @VALUE@
konto = "@VALUE@"
""",
        """# Rueckfrage aus Ticket 4711; das Konto wird eingegeben
konto = input("Gegenkonto: ")
""",
    ),
    cells_with(
        made_up("ghp_", 36),
        "sixth: token in the address of a package",
        "PRE-07",
        """%pip install "acme-features @ git+https://@VALUE@@github.com/acme/features@1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c"

from acme_features import rolling_zscore

import pandas as pd

ticks = pd.read_parquet("ticks.parquet")
print(rolling_zscore(ticks["mid"], 500).describe())
""",
        "git+https://@VALUE@@github.com",
        "git+ssh://git@github.com",
    ),
    cells_with(
        made_up("6", 8, string.digits),
        "sixth: la paciente de la prueba tiene nombre y telefono",
        "PRE-07",
        """import pandas as pd
import xgboost as xgb

modelo = xgb.XGBClassifier()
modelo.load_model("reingreso.ubj")

# probamos con una paciente real
paciente = {"nombre": "Maria del Carmen Ortega Ruiz", "telefono": "+34 @VALUE@", "edad": 71, "ingresos": 3, "dias": 9}
fila = pd.DataFrame([paciente])[["edad", "ingresos", "dias"]]
print(modelo.predict_proba(fila))
""",
        """# probamos con una paciente real
paciente = {"nombre": "Maria del Carmen Ortega Ruiz", "telefono": "+34 @VALUE@", "edad": 71, "ingresos": 3, "dias": 9}
""",
        """# probamos con valores inventados
paciente = {"edad": 70, "ingresos": 2, "dias": 7}
""",
    ),
    cells_with(
        made_up("AKIA", 16, string.ascii_uppercase + "234567"),
        "sixth: access key pair for the bucket",
        "PRE-07",
        """import polars as pl

storage = {
    "aws_region": "eu-central-1",
    "aws_access_key_id": "@VALUE@",
    "aws_secret_access_key": "SECRET",
}
lf = pl.scan_parquet("s3://quant-research/bars/*.parquet", storage_options=storage)
print(lf.group_by("symbol").agg(pl.col("volume").sum()).collect())
""".replace("SECRET", made_up("", 40)),
        '    "aws_access_key_id": "@VALUE@",\n    "aws_secret_access_key": "' + made_up("", 40) + '",\n',
        "",
    ),
)
