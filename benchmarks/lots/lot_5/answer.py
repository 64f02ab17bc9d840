"""Fifth lot: the answer among the features, data that change before the fit, and lineage nobody can follow."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells

CASES: tuple[Case, ...] = (
    cells(
        "the log of the price is the target, the price stays a feature",
        "PRE-06",
        """import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import train_test_split

ames = pd.read_csv("ames.csv").select_dtypes("number").fillna(0)
ames["log_price"] = np.log1p(ames["SalePrice"])
X = ames.drop(columns=["log_price"])
y = ames["log_price"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
gbr = GradientBoostingRegressor(random_state=42).fit(X_train, y_train)
print(gbr.score(X_test, y_test))
""",
        """columns=["log_price"])""",
        """columns=["log_price", "SalePrice"])""",
    ),
    cells(
        "collections after the default predict the default",
        "PRE-06",
        """import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.model_selection import train_test_split

club = pd.read_parquet("lending_club.parquet")
club["bad"] = club["loan_status"].isin(["Charged Off", "Default"]).astype(int)
features = ["loan_amnt", "int_rate", "dti", "annual_inc", "recoveries", "collection_recovery_fee"]
tr, te = train_test_split(club, test_size=0.2, random_state=0)
lgbm = LGBMClassifier(random_state=0).fit(tr[features], tr["bad"])
print(lgbm.score(te[features], te["bad"]))
""",
        """, "recoveries", "collection_recovery_fee"]""",
        "]",
    ),
    cells(
        "all columns but the number, the answer among them",
        "PRE-06",
        """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

brust = pd.read_csv("wdbc.csv")
y = brust["diagnose"].map({"M": 1, "B": 0})
brust["diagnose_code"] = y
X = brust.drop(columns=["nr", "diagnose"])
X_tr, X_te, y_tr, y_te = train_test_split(X, y, stratify=y, random_state=2)
lr = LogisticRegression(max_iter=5000).fit(X_tr, y_tr)
print(f"{lr.score(X_te, y_te):.3f}")
""",
        """columns=["nr", "diagnose"])""",
        """columns=["nr", "diagnose", "diagnose_code"])""",
    ),
    cells(
        "dummies of the status from which the label is made",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

clientes = pd.read_csv("clientes.csv")
clientes["baja"] = (clientes["estado_cuenta"] == "cancelada").astype(int)
tabla = pd.get_dummies(clientes, columns=["plan", "estado_cuenta"], drop_first=True)
X = tabla.drop(columns=["baja"])
X_tr, X_te, y_tr, y_te = train_test_split(X, tabla["baja"], random_state=0)
rf = RandomForestClassifier(random_state=0).fit(X_tr, y_tr)
print(rf.score(X_te, y_te))
""",
        """tabla = pd.get_dummies(clientes, columns=["plan", "estado_cuenta"], drop_first=True)""",
        """tabla = pd.get_dummies(clientes.drop(columns=["estado_cuenta"]), columns=["plan"], drop_first=True)""",
    ),
    cells(
        "the ratio that holds the target",
        "PRE-06",
        """import polars as pl
from xgboost import XGBRegressor

trips = pl.read_parquet("taxi.parquet").sort("pickup_at")
trips = trips.with_columns((pl.col("fare") / pl.col("distance")).alias("fare_per_km"))
cols = ["distance", "passengers", "hour", "fare_per_km"]
n = int(trips.height * 0.8)
xgb = XGBRegressor(random_state=1).fit(trips[:n][cols].to_numpy(), trips[:n]["fare"].to_numpy())
print(xgb.score(trips[n:][cols].to_numpy(), trips[n:]["fare"].to_numpy()))
""",
        """cols = ["distance", "passengers", "hour", "fare_per_km"]""",
        """cols = ["distance", "passengers", "hour"]""",
    ),
    cells(
        "R-style formula with the outcome on both sides",
        "PRE-06",
        """import pandas as pd
import statsmodels.formula.api as smf

essai = pd.read_csv("essai_clinique.csv").sample(frac=1, random_state=9)
essai["variation"] = essai["tension_j90"] - essai["tension_j0"]
app, val = essai.iloc[:700], essai.iloc[700:]
fit = smf.ols("tension_j90 ~ age + C(bras) + tension_j0 + variation", data=app).fit()
print(((fit.predict(val) - val["tension_j90"]) ** 2).mean() ** 0.5)
""",
        " + tension_j0 + variation",
        " + tension_j0",
    ),
    cells(
        "labels sorted apart from their rows after the split",
        "TRN-05",
        """import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPRegressor

df = pd.read_csv("superconduct.csv")
X_train, X_test, y_train, y_test = train_test_split(
    df.drop(columns="critical_temp").to_numpy(), df["critical_temp"].to_numpy(), random_state=0
)
order = np.random.default_rng(0).permutation(len(X_train))
X_train = X_train[order]
mlp = MLPRegressor(random_state=0).fit(X_train, y_train)
print(mlp.score(X_test, y_test))
""",
        "X_train = X_train[order]\n",
        "X_train, y_train = X_train[order], y_train[order]\n",
    ),
    cells(
        "labels turned over for some training rows after the split",
        "TRN-05",
        """import pandas as pd
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split

spam = pd.read_csv("spambase.csv")
X_train, X_test, y_train, y_test = train_test_split(spam.drop(columns="spam"), spam["spam"], random_state=3)

short = X_train["capital_run_length_total"] < 10
y_train.loc[short] = 0

clf = SGDClassifier(random_state=3).fit(X_train, y_train)
print(clf.score(X_test, y_test))
""",
        """short = X_train["capital_run_length_total"] < 10
y_train.loc[short] = 0
""",
        """short = X_train["capital_run_length_total"] < 10
print("short messages:", short.mean())
""",
    ),
    cells(
        "noise on the training matrix in place between split and fit",
        "TRN-05",
        """import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

X, y = np.load("wafer_X.npy"), np.load("wafer_y.npy")
X_ent, X_prueba, y_ent, y_prueba = train_test_split(X, y, random_state=5)
rng = np.random.default_rng(5)

X_ent[rng.integers(0, len(X_ent), 500), 3] = 0.0

svc = SVC(random_state=5).fit(X_ent, y_ent)
print(svc.score(X_prueba, y_prueba))
""",
        """X_ent[rng.integers(0, len(X_ent), 500), 3] = 0.0
""",
        """print(X_ent[rng.integers(0, len(X_ent), 500), 3].mean())
""",
    ),
    cells(
        "rows dropped from X only, y cut to length",
        "TRN-05",
        """import pandas as pd
from sklearn.linear_model import Lasso
from sklearn.model_selection import train_test_split

fahrzeuge = pd.read_csv("fahrzeuge.csv")
X = fahrzeuge[["hubraum", "gewicht", "leistung"]]
y = fahrzeuge["co2"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
X_train = X_train.dropna()
y_train = y_train[: len(X_train)]
lasso = Lasso(alpha=0.1).fit(X_train, y_train)
print(lasso.score(X_test.fillna(X_train.median()), y_test))
""",
        "y_train = y_train[: len(X_train)]",
        "y_train = y_train.loc[X_train.index]",
    ),
    beside(
        "a trainer module that appends test rows before it fits",
        "PRE-06",
        """import pandas as pd
from sklearn.model_selection import train_test_split
from trainer import train_and_score

df = pd.read_csv("d.csv")
train, test = train_test_split(df, test_size=0.2, random_state=0)
print(train_and_score(train, test, target="y"))
""",
        "trainer.py",
        '''"""Fit and score."""

import pandas as pd
from sklearn.ensemble import RandomForestClassifier


def train_and_score(train: pd.DataFrame, test: pd.DataFrame, target: str) -> float:
    rows = pd.concat([train, test]).select_dtypes("number")
    model = RandomForestClassifier(n_estimators=200, random_state=0)
    model.fit(rows.drop(columns=target), rows[target])
    held = test.select_dtypes("number")
    return model.score(held.drop(columns=target), held[target])
''',
        "rows = pd.concat([train, test]).select_dtypes(",
        "rows = train.select_dtypes(",
    ),
    cells(
        "delta table read at whatever version it has today",
        "PRE-05",
        """from pyspark.ml.feature import VectorAssembler
from pyspark.ml.regression import GBTRegressor
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
table = spark.read.format("delta").load("abfss://lake@contoso.dfs.core.windows.net/gold/demand")
rows = VectorAssembler(inputCols=["price", "promo", "dow"], outputCol="features").transform(table)
train, test = rows.randomSplit([0.8, 0.2], seed=1)
gbt = GBTRegressor(labelCol="units", seed=1).fit(train)
gbt.write().overwrite().save("models/demand_gbt")
""",
        """format("delta").load(""",
        """format("delta").option("versionAsOf", 412).load(""",
    ),
    cells(
        "the latest export in somebody's downloads",
        "PRE-05",
        """import glob
import os

import pandas as pd
from sklearn.linear_model import PoissonRegressor

newest = max(glob.glob(os.path.expanduser("~/Downloads/export_*.csv")), key=os.path.getmtime)
df = pd.read_csv(newest)
pr = PoissonRegressor().fit(df[["visits", "discount"]], df["orders"])
print(pr.coef_)
""",
        """newest = max(glob.glob(os.path.expanduser("~/Downloads/export_*.csv")), key=os.path.getmtime)
df = pd.read_csv(newest)
""",
        """import dvc.api

with dvc.api.open("data/export.csv", repo="git@git.firma.de:ml/daten.git", rev="v2025.10.1") as handle:
    df = pd.read_csv(handle)
""",
    ),
    cells(
        "images: mean and deviation of the channels from train and test pixels",
        "PRE-06",
        """import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(5)
cells_img = np.load("blood_cells.npz")
x_train, x_test = cells_img["x_train"] / 255.0, cells_img["x_test"] / 255.0
pixels = np.concatenate([x_train, x_test])
mu, sigma = pixels.mean((0, 2, 3), keepdims=True), pixels.std((0, 2, 3), keepdims=True)
train = TensorDataset(torch.tensor((x_train - mu) / sigma).float(), torch.tensor(cells_img["y_train"]).long())
test = TensorDataset(torch.tensor((x_test - mu) / sigma).float(), torch.tensor(cells_img["y_test"]).long())
net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.LazyLinear(64), torch.nn.ReLU(), torch.nn.Linear(64, 8))
opt = torch.optim.AdamW(net.parameters(), lr=3e-4)
for _ in range(10):
    for xb, yb in DataLoader(train, 64, shuffle=True):
        opt.zero_grad()
        torch.nn.functional.cross_entropy(net(xb), yb).backward()
        opt.step()
with torch.no_grad():
    print(np.mean([(net(xb).argmax(1) == yb).float().mean().item() for xb, yb in DataLoader(test, 64)]))
""",
        "pixels = np.concatenate([x_train, x_test])",
        "pixels = x_train",
    ),
)
