"""Leakage as strangers write it: the future helps to foretell the past."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells

CASES: tuple[Case, ...] = (
    cells(
        "sixth: shuffled days of a share price",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import mean_absolute_percentage_error
from sklearn.model_selection import train_test_split

px = pd.read_csv("sp500_daily.csv", parse_dates=["date"]).sort_values("date")
for lag in (1, 2, 3, 5, 10):
    px[f"close_lag{lag}"] = px["close"].shift(lag)
px["vol_20"] = px["close"].pct_change().rolling(20).std().shift(1)
px = px.dropna()

cols = [c for c in px if c.startswith("close_lag")] + ["vol_20"]
X_train, X_test, y_train, y_test = train_test_split(px[cols], px["close"], test_size=0.2, random_state=42)
gbr = GradientBoostingRegressor(random_state=42).fit(X_train, y_train)
print("MAPE", mean_absolute_percentage_error(y_test, gbr.predict(X_test)))
""",
        "test_size=0.2, random_state=42)",
        "test_size=0.2, shuffle=False)",
    ),
    cells(
        "sixth: Lastprognose mit gemischten Faltungen",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.model_selection import KFold, TimeSeriesSplit, cross_val_score

# Viertelstundenwerte des Netzbetreibers, 2021-2025
last = pd.read_csv("netzlast.csv", parse_dates=["zeit"], index_col="zeit").sort_index()
last["stunde"] = last.index.hour
last["wochentag"] = last.index.dayofweek
last["vor_einem_tag"] = last["mw"].shift(96)
last["vor_einer_woche"] = last["mw"].shift(96 * 7)
last = last.dropna()

X, y = last.drop(columns="mw"), last["mw"]
faltung = KFold(n_splits=5, shuffle=True, random_state=0)
mae = -cross_val_score(HistGradientBoostingRegressor(random_state=0), X, y, cv=faltung, scoring="neg_mean_absolute_error")
print("MAE der Prognose:", mae.mean().round(1), "MW")
""",
        "faltung = KFold(n_splits=5, shuffle=True, random_state=0)",
        "faltung = TimeSeriesSplit(n_splits=5, gap=96 * 7)",
    ),
    cells(
        "sixth: centred window as a feature",
        "PRE-06",
        """import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error

# hourly river gauge: predict the level from what is known before the hour
level = pd.read_csv("gauge.csv", parse_dates=["ts"], index_col="ts").sort_index()
level["smooth"] = level["cm"].rolling(7, center=True).mean()
level["rain_24h"] = level["rain_mm"].shift(1).rolling(24).sum()
level["cm_1h"] = level["cm"].shift(1)
level = level.dropna()

train, test = level[:"2024-12-31"], level["2025-01-01":]
feats = ["smooth", "rain_24h", "cm_1h"]
ridge = Ridge(alpha=1.0).fit(train[feats], train["cm"])
print("RMSE one hour ahead", mean_squared_error(test["cm"], ridge.predict(test[feats])) ** 0.5)
""",
        'level["cm"].rolling(7, center=True).mean()',
        'level["cm"].shift(1).rolling(7).mean()',
    ),
    cells(
        "sixth: tomorrow's sales as an input",
        "PRE-06",
        """import polars as pl
from lightgbm import LGBMRegressor

# vendas por loja e dia
vendas = pl.read_csv("vendas.csv", try_parse_dates=True).sort("loja", "dia")
vendas = vendas.with_columns(
    pl.col("qtd").shift(1).over("loja").alias("qtd_ontem"),
    pl.col("qtd").shift(7).over("loja").alias("qtd_semana"),
    pl.col("qtd").shift(-1).over("loja").alias("qtd_viz"),
    pl.col("dia").dt.weekday().alias("dow"),
).drop_nulls()

corte = pl.date(2025, 6, 1)
treino = vendas.filter(pl.col("dia") < corte)
teste = vendas.filter(pl.col("dia") >= corte)
x = ["qtd_ontem", "qtd_semana", "qtd_viz", "dow"]
m = LGBMRegressor(random_state=1).fit(treino[x].to_numpy(), treino["qtd"].to_numpy())
erro = (teste["qtd"] - pl.Series(m.predict(teste[x].to_numpy()))).abs().mean()
print("MAE:", erro)
""",
        'pl.col("qtd").shift(-1).over("loja").alias("qtd_viz")',
        'pl.col("qtd").shift(2).over("loja").alias("qtd_viz")',
    ),
    cells(
        "sixth: 系列全体で MinMax",
        "PRE-06",
        """import numpy as np
import pandas as pd
from keras import Sequential
from keras.layers import LSTM, Dense
from keras.utils import set_random_seed
from sklearn.preprocessing import MinMaxScaler

set_random_seed(5)
# 気温の時系列 (毎時)
temp = pd.read_csv("tokyo_temp.csv", parse_dates=["time"]).sort_values("time")
values = temp[["celsius"]].to_numpy("float32")
boundary = int(len(values) * 0.8)

mm = MinMaxScaler()
mm.fit(values)
scaled = mm.transform(values)


def windows(series, width=24):
    xs = np.stack([series[i : i + width] for i in range(len(series) - width)])
    return xs, series[width:]


x_tr, y_tr = windows(scaled[:boundary])
x_te, y_te = windows(scaled[boundary:])
net = Sequential([LSTM(32), Dense(1)])
net.compile(optimizer="adam", loss="mae")
net.fit(x_tr, y_tr, epochs=10, verbose=0)
print("テスト誤差", net.evaluate(x_te, y_te, verbose=0))
""",
        "mm.fit(values)",
        "mm.fit(values[:boundary])",
    ),
    cells(
        "sixth: darts scaler sees the months it forecasts",
        "PRE-06",
        """import pandas as pd
from darts import TimeSeries
from darts.dataprocessing.transformers import Scaler
from darts.metrics import smape
from darts.models import NBEATSModel

air = TimeSeries.from_dataframe(pd.read_csv("passengers.csv"), "Month", "Passengers", freq="MS")
scaler = Scaler()
series = scaler.fit_transform(air)
train, val = series.split_before(pd.Timestamp("1958-01-01"))

model = NBEATSModel(input_chunk_length=24, output_chunk_length=12, n_epochs=80, random_state=0)
model.fit(train)
forecast = model.predict(n=len(val))
print("sMAPE", smape(scaler.inverse_transform(val), scaler.inverse_transform(forecast)))
""",
        """series = scaler.fit_transform(air)
train, val = series.split_before(pd.Timestamp("1958-01-01"))
""",
        """train, val = air.split_before(pd.Timestamp("1958-01-01"))
train = scaler.fit_transform(train)
val = scaler.transform(val)
""",
    ),
    cells(
        "sixth: prophet is scored on days it was fitted to",
        "PRE-06",
        """import pandas as pd
from prophet import Prophet

visits = pd.read_csv("er_visits.csv").rename(columns={"day": "ds", "arrivals": "y"})
visits["ds"] = pd.to_datetime(visits["ds"])
cutoff = visits["ds"].max() - pd.Timedelta(days=60)
history, recent = visits[visits["ds"] <= cutoff], visits[visits["ds"] > cutoff]

m = Prophet(weekly_seasonality=True, yearly_seasonality=True)
m.fit(visits)
fc = m.predict(recent[["ds"]])
mape = ((recent["y"].to_numpy() - fc["yhat"].to_numpy()) / recent["y"].to_numpy())
print("MAPE of the 60-day forecast:", abs(mape).mean())
""",
        "m.fit(visits)",
        "m.fit(history)",
    ),
    cells(
        "sixth: overlapping windows dealt out at random",
        "PRE-06",
        """import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(2)
signal = np.load("bearing_run_to_failure.npy").astype("float32")
wear = np.load("bearing_wear.npy").astype("float32")

# windows of 256 samples, moved by 16: neighbours share 94 % of their samples
starts = np.arange(0, len(signal) - 256, 16)
x = torch.tensor(np.stack([signal[s : s + 256] for s in starts]))
y = torch.tensor(wear[starts + 255]).unsqueeze(1)
n = int(0.8 * len(x))
ds = TensorDataset(x, y)
train_ds, test_ds = random_split(ds, [n, len(ds) - n], generator=torch.Generator().manual_seed(2))

mlp = nn.Sequential(nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, 1))
adam = torch.optim.Adam(mlp.parameters())
for _ in range(20):
    for a, b in DataLoader(train_ds, batch_size=64, shuffle=True):
        adam.zero_grad()
        nn.functional.l1_loss(mlp(a), b).backward()
        adam.step()
with torch.no_grad():
    print(np.mean([nn.functional.l1_loss(mlp(a), b).item() for a, b in DataLoader(test_ds, 256)]))
""",
        "train_ds, test_ds = random_split(ds, [n, len(ds) - n], generator=torch.Generator().manual_seed(2))",
        "train_ds, test_ds = TensorDataset(x[: n - 16], y[: n - 16]), TensorDataset(x[n:], y[n:])",
    ),
    cells(
        "sixth: spark average over the account's whole life",
        "PRE-06",
        """from pyspark.ml.classification import RandomForestClassifier
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

spark = SparkSession.builder.getOrCreate()
tx = spark.table("risk.card_transactions")

# how does this payment compare to the usual one of the account?
w = Window.partitionBy("account").orderBy("ts").rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
tx = tx.withColumn("usual", F.avg("amount").over(w)).withColumn("ratio", F.col("amount") / F.col("usual"))
tx = VectorAssembler(inputCols=["amount", "ratio"], outputCol="features", handleInvalid="skip").transform(tx)

train = tx.where("ts < '2025-07-01'")
test = tx.where("ts >= '2025-07-01'")
rf = RandomForestClassifier(labelCol="fraud", numTrees=80, seed=11).fit(train)
print(BinaryClassificationEvaluator(labelCol="fraud").evaluate(rf.transform(test)))
""",
        "Window.unboundedFollowing",
        "-1",
    ),
    cells(
        "sixth: learns from later years, judged on earlier ones",
        "PRE-06",
        """import pandas as pd
import statsmodels.formula.api as smf
from sklearn.metrics import mean_absolute_error

# panel de municipios: prediccion del paro registrado
panel = pd.read_csv("paro_municipal.csv", parse_dates=["mes"])
panel["paro_previo"] = panel.sort_values("mes").groupby("municipio")["paro"].shift(1)
panel = panel.dropna()

corte = pd.Timestamp("2022-01-01")
entreno = panel[panel["mes"] >= corte]
prueba = panel[panel["mes"] < corte]

ols = smf.ols("paro ~ paro_previo + poblacion + turismo", data=entreno).fit()
print("MAE de la prediccion:", mean_absolute_error(prueba["paro"], ols.predict(prueba)))
""",
        """entreno = panel[panel["mes"] >= corte]
prueba = panel[panel["mes"] < corte]
""",
        """entreno = panel[panel["mes"] < corte]
prueba = panel[panel["mes"] >= corte]
""",
    ),
    beside(
        "sixth: win rate counts the matches still to come",
        "PRE-06",
        "from matches import evaluate\nprint(evaluate('matches.csv'))",
        "matches.py",
        """\"\"\"Who wins the match? Features are what was known before kick-off.\"\"\"
import pandas as pd
from sklearn.linear_model import LogisticRegression


def prepare(path):
    df = pd.read_csv(path, parse_dates=["kickoff"]).sort_values("kickoff")
    df["home_form"] = df.groupby("home")["home_won"].transform("mean")
    df["rest_diff"] = df["home_rest_days"] - df["away_rest_days"]
    return df.dropna()


def evaluate(path):
    df = prepare(path)
    past, future = df[df["kickoff"] < "2025-01-01"], df[df["kickoff"] >= "2025-01-01"]
    clf = LogisticRegression().fit(past[["home_form", "rest_diff"]], past["home_won"])
    return clf.score(future[["home_form", "rest_diff"]], future["home_won"])
""",
        'df.groupby("home")["home_won"].transform("mean")',
        'df.groupby("home")["home_won"].transform(lambda won: won.shift(1).expanding().mean())',
    ),
    cells(
        "sixth: gaps are filled with the next reading",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import r2_score

# capteurs de pollution: prevoir NO2 a partir des mesures disponibles a l'heure h
air = pd.read_csv("no2_paris.csv", parse_dates=["heure"], index_col="heure").sort_index()
mesures = ["trafic", "vent", "temperature", "no2_h_moins_1"]
air["no2_h_moins_1"] = air["no2"].shift(1)
air[mesures] = air[mesures].bfill()
air = air.dropna()

appr, test = air.loc[:"2024-06-30"], air.loc["2024-07-01":]
foret = RandomForestRegressor(200, random_state=12).fit(appr[mesures], appr["no2"])
print("R2 =", r2_score(test["no2"], foret.predict(test[mesures])))
""",
        "air[mesures].bfill()",
        "air[mesures].ffill()",
    ),
)
