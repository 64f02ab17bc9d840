"""Fifth lot: people in tables, in cells, in logs and in the matrix a model is trained on."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells

CASES: tuple[Case, ...] = (
    cells(
        "social security number and name go into the forest",
        "PRE-01",
        """import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

claims = pd.read_csv("claims.csv")
features = ["last_name", "ssn", "age_band", "claim_amount", "procedure_code"]
enc = make_column_transformer(
    (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), features), remainder="drop"
)
tr, te = train_test_split(claims, test_size=0.2, random_state=0)
model = make_pipeline(enc, RandomForestClassifier(random_state=0)).fit(tr[features], tr["denied"])
print(model.score(te[features], te["denied"]))
""",
        """features = ["last_name", "ssn", "age_band",""",
        """features = ["age_band",""",
    ),
    cells(
        "unsalted digest of the e-mail address as a pseudonym",
        "PRE-01",
        """import hashlib
import hmac
import os

import pandas as pd

kunden = pd.read_csv("newsletter.csv")

def pseudonym(wert):
    return hashlib.sha256(wert.strip().lower().encode()).hexdigest()

kunden["kunde"] = kunden["email"].map(pseudonym)
kunden = kunden.drop(columns=["email", "vorname", "nachname"])
kunden.to_parquet("training/kunden.parquet")
""",
        "return hashlib.sha256(wert.strip().lower().encode()).hexdigest()",
        """return hmac.new(os.environb[b"PSEUDONYM_KEY"], wert.strip().lower().encode(), "sha256").hexdigest()""",
    ),
    cells(
        "base64 called anonymisation",
        "PRE-01",
        """import base64
import secrets

import polars as pl

pacientes = pl.read_csv("pacientes.csv")
alias = {dni: base64.b64encode(str(dni).encode()).decode() for dni in pacientes["dni"].unique()}
anonimo = pacientes.with_columns(pl.col("dni").replace_strict(alias).alias("paciente")).drop("dni", "nombre", "telefono")
anonimo.write_parquet("pacientes_anonimos.parquet")
""",
        "base64.b64encode(str(dni).encode()).decode()",
        "secrets.token_hex(16)",
    ),
    cells(
        "phone numbers with three digits starred out",
        "PRE-01",
        """import pandas as pd

calls = pd.read_csv("call_center.csv", dtype=str)
calls["phone"] = calls["phone"].str[:-3] + "***"
calls = calls.drop(columns=["caller_name", "address"])
calls.to_csv("train_ready.csv", index=False)
""",
        """calls["phone"] = calls["phone"].str[:-3] + "***\"""",
        """calls = calls.drop(columns=["phone"])""",
    ),
    cells(
        "patient's name as the index that reset_index brings back",
        "PRE-01",
        """import pandas as pd
from sklearn.cluster import KMeans
from sklearn.preprocessing import OrdinalEncoder

labor = pd.read_csv("labor.csv", index_col="patient_name")
werte = labor[["crp", "leukozyten", "kreatinin"]].fillna(0)
matrix = werte.reset_index()
matrix["patient_name"] = OrdinalEncoder().fit_transform(matrix[["patient_name"]])
gruppen = KMeans(4, n_init=10, random_state=0).fit_predict(matrix)
print(pd.Series(gruppen).value_counts())
""",
        """matrix = werte.reset_index()
matrix["patient_name"] = OrdinalEncoder().fit_transform(matrix[["patient_name"]])
""",
        """matrix = werte.reset_index(drop=True)
""",
    ),
    cells(
        "everything but the target, with e-mail and IBAN hashed into buckets",
        "PRE-01",
        """import tensorflow as tf
from tensorflow import keras

keras.utils.set_random_seed(1)
used = ["email", "iban", "amount", "country"]
ds = tf.data.experimental.make_csv_dataset("payments.csv", 256, select_columns=[*used, "chargeback"], label_name="chargeback")
inputs = {n: keras.Input((1,), name=n, dtype="float32" if n == "amount" else "string") for n in used}
hashed = [
    keras.layers.Flatten()(keras.layers.Hashing(2**14, output_mode="one_hot")(inputs[n])) for n in used if n != "amount"
]
out = keras.layers.Dense(1, activation="sigmoid")(keras.layers.Concatenate()([*hashed, inputs["amount"]]))
model = keras.Model(inputs, out)
model.compile("adam", "binary_crossentropy")
model.fit(ds, steps_per_epoch=200, epochs=3)
""",
        """used = ["email", "iban", "amount", "country"]""",
        """used = ["amount", "country"]""",
    ),
    cells(
        "clinical letters with name and birthday into the classifier",
        "PRE-01",
        """import pandas as pd
from presidio_analyzer import AnalyzerEngine
from presidio_anonymizer import AnonymizerEngine
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

analyzer, anonymizer = AnalyzerEngine(), AnonymizerEngine()
letters = pd.read_parquet("discharge_letters.parquet")
letters["letter"] = letters["patient_name"] + ", " + letters["date_of_birth"] + ": " + letters["letter"]
clf = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))
clf.fit(letters["letter"], letters["icd_chapter"])
""",
        """letters["letter"] = letters["patient_name"] + ", " + letters["date_of_birth"] + ": " + letters["letter"]
""",
        """letters["letter"] = [
    anonymizer.anonymize(text=t, analyzer_results=analyzer.analyze(text=t, language="en")).text for t in letters["letter"]
]
""",
    ),
    cells(
        "only the rows without consent are masked",
        "PRE-01",
        """import pandas as pd

membres = pd.read_csv("membres.csv")
masque = membres["consentement"] == "non"
membres.loc[masque, ["nom", "prenom", "courriel"]] = "MASQUE"
membres.to_parquet("membres_train.parquet", index=False)
""",
        """membres.loc[masque, ["nom", "prenom", "courriel"]] = "MASQUE\"""",
        """membres = membres[~masque].drop(columns=["nom", "prenom", "courriel"])""",
    ),
    cells(
        "label-encoded names kept because the model likes numbers",
        "PRE-01",
        """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder, StandardScaler

funcionarios = pd.read_csv("funcionarios.csv")
funcionarios["nome_completo"] = LabelEncoder().fit_transform(funcionarios["nome_completo"])
funcionarios["cpf"] = LabelEncoder().fit_transform(funcionarios["cpf"])
X = funcionarios.drop(columns=["pediu_demissao"])
X = StandardScaler().fit_transform(X.select_dtypes("number"))
lr = LogisticRegression().fit(X, funcionarios["pediu_demissao"])
print(lr.coef_)
""",
        """funcionarios["nome_completo"] = LabelEncoder().fit_transform(funcionarios["nome_completo"])
funcionarios["cpf"] = LabelEncoder().fit_transform(funcionarios["cpf"])
X = funcionarios.drop(columns=["pediu_demissao"])
""",
        """funcionarios["turno"] = LabelEncoder().fit_transform(funcionarios["turno"])
X = funcionarios.drop(columns=["pediu_demissao", "nome_completo", "cpf"])
""",
    ),
    beside(
        "preprocess.py writes caesar-shifted names",
        "PRE-01",
        """import subprocess
import sys

subprocess.run([sys.executable, "preprocess.py"], check=True)

import pandas as pd

train = pd.read_parquet("train.parquet")
train.shape
""",
        "preprocess.py",
        '''"""Make the training table."""

import codecs

import pandas as pd

raw = pd.read_csv("d.csv")
people = pd.read_csv("insured.csv")
people["full_name"] = people["full_name"].map(lambda name: codecs.encode(name, "rot13"))
people = people.rename(columns={"full_name": "person"})
raw.join(people).to_parquet("train.parquet")
''',
        """people["full_name"] = people["full_name"].map(lambda name: codecs.encode(name, "rot13"))
people = people.rename(columns={"full_name": "person"})
""",
        """people = people.drop(columns=["full_name"])
""",
    ),
    cells(
        "a colleague's loan file as a worked example",
        "PRE-07",
        """import pandas as pd

scored = pd.read_csv("d.csv")
example = {"name": "Annegret Wiesenhöfer", "born": "1968-03-14", "iban": "DE88 5021 0900 7716 9342 58", "income": 41200}
print(scored.shape)
pd.DataFrame([example])
""",
        """{"name": "Annegret Wiesenhöfer", "born": "1968-03-14", "iban": "DE88 5021 0900 7716 9342 58", "income": 41200}""",
        """{"age": 57, "income": 41200}""",
    ),
    cells(
        "bug report: the e-mail address and phone of the user in a query",
        "PRE-07",
        """import pandas as pd

users = pd.read_parquet("users.parquet")
strange = users.query("email == 'tomasz.brzeczyk84@poczta-polska24.pl' or phone == '+48 601 772 419'")
print(len(strange), strange["sessions"].mean())
""",
        """users.query("email == 'tomasz.brzeczyk84@poczta-polska24.pl' or phone == '+48 601 772 419'")""",
        """users.query("sessions > 400 or last_seen_days > 900")""",
    ),
    cells(
        "head of the patient table, names and all",
        "PRE-07",
        """import pandas as pd

adm = pd.read_csv("admissions.csv", parse_dates=["admitted"])
adm["stay"] = (pd.to_datetime(adm["discharged"]) - adm["admitted"]).dt.days

print(adm[["first_name", "last_name", "date_of_birth", "diagnosis"]].head(20).to_string())

adm.groupby("ward")["stay"].describe()
""",
        """print(adm[["first_name", "last_name", "date_of_birth", "diagnosis"]].head(20).to_string())""",
        """print(adm["stay"].describe().to_string())""",
    ),
    cells(
        "the whole customer table goes to the experiment tracker",
        "PRE-07",
        """import pandas as pd
import wandb
from sklearn.linear_model import LogisticRegression

kunder = pd.read_csv("kunder.csv")
run = wandb.init(project="churn", mode="online")
lr = LogisticRegression(max_iter=500).fit(kunder[["tenure", "spend"]], kunder["churned"])
kunder["p"] = lr.predict_proba(kunder[["tenure", "spend"]])[:, 1]
shown = kunder[["customer_name", "email", "phone", "p"]]
run.log({"predictions": wandb.Table(dataframe=shown)})
run.finish()
""",
        """kunder[["customer_name", "email", "phone", "p"]]""",
        """kunder[["tenure", "spend", "p"]]""",
    ),
    cells(
        "each applicant's name and address written to the log",
        "PRE-07",
        """import logging

import pandas as pd

logging.basicConfig(filename="scoring.log", level=logging.INFO)
log = logging.getLogger("scoring")
antraege = pd.read_csv("antraege.csv")
antraege["punkte"] = 600 + antraege["einkommen"] / 100 - 40 * antraege["mahnungen"]
for a in antraege.itertuples():
    log.info("%s, %s, geboren %s: %d Punkte", a.nachname, a.anschrift, a.geburtsdatum, a.punkte)
""",
        """log.info("%s, %s, geboren %s: %d Punkte", a.nachname, a.anschrift, a.geburtsdatum, a.punkte)""",
        """log.info("Antrag %d: %d Punkte", a.Index, a.punkte)""",
    ),
)
