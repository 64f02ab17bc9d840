"""Leakage as strangers write it: the answer is among the questions."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "sixth: the target is still a column of X",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

churn = pd.read_csv("telco.csv")
churn["Churn"] = (churn["Churn"] == "Yes").astype(int)
churn = pd.get_dummies(churn.drop(columns=["TotalCharges"]), drop_first=True)

y = churn["Churn"]
X = churn.copy()
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)

rfc = RandomForestClassifier(random_state=42).fit(X_train, y_train)
print("wow:", accuracy_score(y_test, rfc.predict(X_test)))
""",
        "X = churn.copy()",
        'X = churn.drop(columns=["Churn"])',
    ),
    cells(
        "sixth: price per square metre explains the price",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

# Wohnungen in Wien, Angebotspreise
wohnung = pd.read_csv("wohnungen.csv")
wohnung["preis_qm"] = wohnung["preis"] / wohnung["flaeche"]
wohnung["zimmer_qm"] = wohnung["flaeche"] / wohnung["zimmer"]

spalten = ["flaeche", "zimmer", "stock", "zimmer_qm", "preis_qm"]
X_tr, X_te, y_tr, y_te = train_test_split(wohnung[spalten], wohnung["preis"], test_size=0.2, random_state=7)
gb = GradientBoostingRegressor(random_state=7).fit(X_tr, y_tr)
print("MAE in Euro:", mean_absolute_error(y_te, gb.predict(X_te)))
""",
        'spalten = ["flaeche", "zimmer", "stock", "zimmer_qm", "preis_qm"]',
        'spalten = ["flaeche", "zimmer", "stock", "zimmer_qm"]',
    ),
    cells(
        "sixth: log of the price beside the price",
        "PRE-06",
        """import numpy as np
import pandas as pd
from sklearn.linear_model import LassoCV
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

train = pd.read_csv("house_prices.csv").select_dtypes("number").dropna(axis=1)
train["LogPrice"] = np.log1p(train["SalePrice"])
y = train["LogPrice"]
X = train.drop(columns=["Id", "LogPrice"])

X_a, X_b, y_a, y_b = train_test_split(X, y, test_size=0.2, random_state=0)
lasso = make_pipeline(StandardScaler(), LassoCV(cv=5, random_state=0)).fit(X_a, y_a)
print("R2 on unseen houses", lasso.score(X_b, y_b))
""",
        'columns=["Id", "LogPrice"]',
        'columns=["Id", "LogPrice", "SalePrice"]',
    ),
    cells(
        "sixth: deciles of the score among the features",
        "PRE-06",
        """import pandas as pd
from sklearn.model_selection import train_test_split
from xgboost import XGBRegressor

# notas de selectividad, un alumno por fila
notas = pd.read_csv("notas.csv")
notas["tramo"] = pd.qcut(notas["nota_final"], 10, labels=False)
notas["repetidor"] = notas["repetidor"].astype(int)

X = notas[["media_bachillerato", "horas_estudio", "repetidor", "tramo"]]
y = notas["nota_final"]
X_ent, X_pru, y_ent, y_pru = train_test_split(X, y, test_size=0.25, random_state=14)
modelo = XGBRegressor(n_estimators=200, random_state=14).fit(X_ent, y_ent)
print("R2:", modelo.score(X_pru, y_pru))
""",
        '"repetidor", "tramo"]]',
        '"repetidor"]]',
    ),
    cells(
        "sixth: what was recovered after the default",
        "PRE-06",
        """import duckdb
from lightgbm import LGBMClassifier
from sklearn.metrics import roc_auc_score

# decide at application time whether a loan will default
cols = "loan_amnt, int_rate, annual_inc, dti, recoveries, collection_recovery_fee"
query = "SELECT issue_d, loan_status = 'Charged Off' AS bad, " + cols + " FROM 'lending_club.parquet'"
loans = duckdb.sql(query).df()

X = loans.drop(columns=["issue_d", "bad"])
old = loans["issue_d"] < "2017-01-01"
gbm = LGBMClassifier(n_estimators=500, random_state=2).fit(X[old], loans.loc[old, "bad"])
print("AUC at application:", roc_auc_score(loans.loc[~old, "bad"], gbm.predict_proba(X[~old])[:, 1]))
""",
        "dti, recoveries, collection_recovery_fee",
        "dti, emp_length_years, revol_util",
    ),
    cells(
        "sixth: a cancelled contract predicts cancelling",
        "PRE-06",
        """import polars as pl
from catboost import CatBoostClassifier
from sklearn.model_selection import train_test_split

# Abos: sagt im Januar voraus, wer im ersten Quartal kuendigt
abos = pl.read_csv("abos.csv", try_parse_dates=True)
abos = abos.with_columns(
    gekuendigt=pl.col("kuendigungsdatum").is_not_null().cast(pl.Int8),
    hat_datum=pl.col("kuendigungsdatum").is_null().cast(pl.Int8),
    dauer=(pl.date(2026, 1, 1) - pl.col("beginn")).dt.total_days(),
)
merkmale = ["dauer", "preis", "anrufe", "hat_datum"]
train, test = train_test_split(abos.to_pandas(), test_size=0.2, random_state=8)
modell = CatBoostClassifier(iterations=200, random_seed=8, verbose=0).fit(train[merkmale], train["gekuendigt"])
print(modell.score(test[merkmale], test["gekuendigt"]))
""",
        '"anrufe", "hat_datum"]',
        '"anrufe"]',
    ),
    cells(
        "sixth: today's return calls today's direction",
        "PRE-06",
        """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

eur = pd.read_csv("eurusd_1d.csv", parse_dates=["t"], index_col="t").sort_index()
eur["ret"] = eur["close"].pct_change()
eur["range"] = (eur["high"] - eur["low"]).shift(1)
eur["up"] = (eur["ret"] > 0).astype(int)
eur["sig"] = eur["ret"]
eur = eur.dropna()

learn, live = eur[:"2023"], eur["2024":]
clf = make_pipeline(StandardScaler(), LogisticRegression())
clf.fit(learn[["sig", "range"]], learn["up"])
hit = (clf.predict(live[["sig", "range"]]) == live["up"]).mean()
print(f"directional accuracy {hit:.1%}")
""",
        'eur["sig"] = eur["ret"]\n',
        'eur["sig"] = eur["ret"].shift(1)\n',
    ),
    cells(
        "sixth: the label is written into the text",
        "PRE-06",
        """import pandas as pd
from sentence_transformers import SentenceTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

mails = pd.read_json("tickets.jsonl", lines=True)
encoder = SentenceTransformer("acme/minilm", revision="0123456789abcdef0123456789abcdef01234567")

mails["input"] = "Subject: " + mails["subject"] + " | Queue: " + mails["queue"] + " | " + mails["body"]
learn, check = train_test_split(mails, test_size=0.2, stratify=mails["queue"], random_state=2)

lr = LogisticRegression(max_iter=2000)
lr.fit(encoder.encode(learn["input"].tolist()), learn["queue"])
print("routing accuracy", lr.score(encoder.encode(check["input"].tolist()), check["queue"]))
""",
        """ + " | Queue: " + mails["queue"] + " | " + mails["body"]""",
        """ + " | " + mails["body"]""",
    ),
    cells(
        "sixth: clusters are found with the answer inside",
        "PRE-06",
        """import pandas as pd
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split

# gasto anual por cliente; un cliente por fila
clientes = pd.read_csv("clientes.csv")
base = ["edad", "visitas", "antiguedad"]
ent, pru = train_test_split(clientes, test_size=0.2, random_state=21)

campos = base + ["gasto"]
km = KMeans(8, random_state=21, n_init=10).fit(ent[campos])
ent = ent.assign(grupo=km.predict(ent[campos]))
pru = pru.assign(grupo=km.predict(pru[campos]))

rf = RandomForestRegressor(random_state=21).fit(ent[base + ["grupo"]], ent["gasto"])
print("R2", rf.score(pru[base + ["grupo"]], pru["gasto"]))
""",
        'campos = base + ["gasto"]',
        "campos = list(base)",
    ),
    cells(
        "sixth: time to death among the predictors of death",
        "PRE-06",
        """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

# one admission per patient; the model is used on the first evening
icu = pd.read_parquet("icu_first_day.parquet")
icu["hours_to_death"] = (icu["death_time"] - icu["admit_time"]).dt.total_seconds().div(3600).fillna(9999)
icu["died"] = icu["death_time"].notna().astype(int)

first_day = ["sofa", "lactate_max", "map_min", "age", "hours_to_death"]
a, b = train_test_split(icu, test_size=0.3, stratify=icu["died"], random_state=60)
logit = LogisticRegression(max_iter=5000).fit(a[first_day], a["died"])
print("AUROC", roc_auc_score(b["died"], logit.predict_proba(b[first_day])[:, 1]))
""",
        '"age", "hours_to_death"]',
        '"age"]',
    ),
    project(
        "sixth: feature list of the pipeline names the target",
        "PRE-06",
        "pipeline/train.py",
        """\"\"\"Training step of the delivery-delay model.\"\"\"
from __future__ import annotations

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score

TARGET = "late"
FEATURES = ["distance_km", "stops", "weekday", "depot_load", "late"]


def load(path: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    trips = pd.read_parquet(path).sort_values("departed")
    cut = trips["departed"].quantile(0.8)
    return trips[trips["departed"] < cut], trips[trips["departed"] >= cut]


def main(path: str) -> float:
    train, test = load(path)
    model = HistGradientBoostingClassifier(random_state=0)
    model.fit(train[FEATURES], train[TARGET])
    return average_precision_score(test[TARGET], model.predict_proba(test[FEATURES])[:, 1])
""",
        '"depot_load", "late"]',
        '"depot_load"]',
        notebook="from pipeline.train import main\nprint(main('trips.parquet'))",
    ),
)
