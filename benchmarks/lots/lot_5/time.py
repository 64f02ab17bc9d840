"""Fifth lot: the future, the same patient, and the answer itself, where a model must not see them."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "electricity load with lags, shuffled",
        "PRE-06",
        """import pandas as pd
from lightgbm import LGBMRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

last = pd.read_csv("smard_netzlast.csv", parse_dates=["zeitpunkt"]).sort_values("zeitpunkt")
for stunden in (1, 24, 168):
    last[f"lag_{stunden}"] = last["netzlast"].shift(stunden)
last = last.dropna()
X, y = last[["lag_1", "lag_24", "lag_168", "temperatur"]], last["netzlast"]
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, shuffle=True, random_state=1)
gbm = LGBMRegressor(random_state=1).fit(X_tr, y_tr)
print(mean_absolute_error(y_te, gbm.predict(X_te)))
""",
        "shuffle=True, random_state=1)",
        "shuffle=False)",
    ),
    cells(
        "web traffic: five random folds over days",
        "PRE-06",
        """import pandas as pd
from sklearn.linear_model import ElasticNet
from sklearn.model_selection import KFold, TimeSeriesSplit, cross_val_score

visites = pd.read_csv("visites.csv", parse_dates=["jour"], index_col="jour").sort_index()
visites["hier"] = visites["visites"].shift(1)
visites["semaine"] = visites["visites"].shift(1).rolling(7).mean()
visites = visites.dropna()
plis = KFold(n_splits=5, shuffle=True, random_state=0)
rmse = -cross_val_score(
    ElasticNet(), visites[["hier", "semaine"]], visites["visites"], cv=plis, scoring="neg_root_mean_squared_error"
)
print(rmse.mean())
""",
        "plis = KFold(n_splits=5, shuffle=True, random_state=0)",
        "plis = TimeSeriesSplit(n_splits=5)",
    ),
    cells(
        "centred moving average as a feature",
        "PRE-06",
        """import pandas as pd
from xgboost import XGBRegressor

vendas = pd.read_parquet("vendas_diarias.parquet").sort_values("data")
vendas["tendencia"] = vendas["quantidade"].rolling(15, center=True).mean()
vendas["dia_semana"] = vendas["data"].dt.dayofweek
vendas = vendas.dropna()
treino = vendas[vendas["data"] < "2025-06-01"]
teste = vendas[vendas["data"] >= "2025-06-01"]
cols = ["tendencia", "dia_semana"]
xgb = XGBRegressor(n_estimators=300, random_state=2).fit(treino[cols], treino["quantidade"])
print("R2", xgb.score(teste[cols], teste["quantidade"]))
""",
        """vendas["quantidade"].rolling(15, center=True).mean()""",
        """vendas["quantidade"].shift(1).rolling(15).mean()""",
    ),
    cells(
        "tomorrow's open among today's features",
        "PRE-06",
        """import polars as pl
from sklearn.linear_model import LogisticRegression

bars = pl.read_csv("btc_daily.csv", try_parse_dates=True).sort("date")
bars = bars.with_columns(
    (pl.col("close").shift(-1) > pl.col("close")).cast(pl.Int8).alias("up"),
    (pl.col("open").shift(-1) / pl.col("close") - 1).alias("gap"),
    (pl.col("close") / pl.col("close").shift(5) - 1).alias("momentum"),
).drop_nulls()
cut = bars.height * 3 // 4
past, later = bars[:cut], bars[cut:]
lr = LogisticRegression().fit(past[["gap", "momentum"]].to_numpy(), past["up"].to_numpy())
print("hit rate", lr.score(later[["gap", "momentum"]].to_numpy(), later["up"].to_numpy()))
""",
        """(pl.col("open").shift(-1) / pl.col("close") - 1)""",
        """(pl.col("open") / pl.col("close").shift(1) - 1)""",
    ),
    cells(
        "gaps in a sensor filled from later readings",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import RandomForestRegressor

klaerwerk = pd.read_csv("klaerwerk.csv", parse_dates=["ts"], index_col="ts").sort_index()
klaerwerk["truebung"] = klaerwerk["truebung"].bfill()
klaerwerk["ph"] = klaerwerk["ph"].ffill()
frueher, spaeter = klaerwerk.loc[:"2025-03"].dropna(), klaerwerk.loc["2025-04":].dropna()
wald = RandomForestRegressor(random_state=3).fit(frueher[["truebung", "ph"]], frueher["ammonium_in_2h"])
print(wald.score(spaeter[["truebung", "ph"]], spaeter["ammonium_in_2h"]))
""",
        """klaerwerk["truebung"].bfill()""",
        """klaerwerk["truebung"].ffill()""",
    ),
    cells(
        "asof join takes the nearest rating, later ones too",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

loans = pd.read_parquet("loans.parquet").sort_values("granted_at")
ratings = pd.read_parquet("agency_ratings.parquet").sort_values("rated_at")
joined = pd.merge_asof(
    loans, ratings, left_on="granted_at", right_on="rated_at", by="issuer", direction="nearest"
)
train = joined[joined.granted_at < "2023-01-01"]
test = joined[joined.granted_at >= "2023-01-01"]
inputs = ["rating_score", "coupon", "tenor"]
clf = HistGradientBoostingClassifier(random_state=0).fit(train[inputs], train.defaulted)
print(clf.score(test[inputs], test.defaulted))
""",
        """direction="nearest\"""",
        """direction="backward\"""",
    ),
    cells(
        "duckdb: a customer's average over all time, also after the order",
        "PRE-06",
        """import duckdb
from sklearn.linear_model import LogisticRegression

orders = duckdb.sql(
    \"\"\"
    SELECT order_id, ordered_at, basket, returned,
           AVG(returned) OVER (PARTITION BY customer) AS return_rate
    FROM 'orders.parquet' ORDER BY ordered_at
    \"\"\"
).df()
orders = orders.fillna({"return_rate": 0.0})
early = orders[orders.ordered_at < "2025-01-01"]
late = orders[orders.ordered_at >= "2025-01-01"]
lr = LogisticRegression().fit(early[["basket", "return_rate"]], early.returned)
print(lr.score(late[["basket", "return_rate"]], late.returned))
""",
        "OVER (PARTITION BY customer)",
        "OVER (PARTITION BY customer ORDER BY ordered_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)",
    ),
    cells(
        "prophet is fitted on the month it is judged on",
        "PRE-06",
        """import pandas as pd
from prophet import Prophet

serie = pd.read_csv("pasajeros.csv").rename(columns={"fecha": "ds", "pasajeros": "y"})
serie["ds"] = pd.to_datetime(serie["ds"])
historia, ultimo_mes = serie.iloc[:-30], serie.iloc[-30:]
m = Prophet(weekly_seasonality=True)
m.fit(serie)
pron = m.predict(ultimo_mes[["ds"]])
mape = (abs(pron["yhat"].values - ultimo_mes["y"].values) / ultimo_mes["y"].values).mean()
print(f"MAPE del ultimo mes: {mape:.2%}")
""",
        "m.fit(serie)",
        "m.fit(historia)",
    ),
    cells(
        "sarimax in-sample answers sold as a forecast",
        "PRE-06",
        """import pandas as pd
from statsmodels.tools.eval_measures import rmse
from statsmodels.tsa.statespace.sarimax import SARIMAX

cpi = pd.read_csv("cpi.csv", index_col=0, parse_dates=True).asfreq("MS")["cpi"]
train, test = cpi[:-24], cpi[-24:]
res = SARIMAX(cpi, order=(1, 1, 1), seasonal_order=(0, 1, 1, 12)).fit(disp=False)
pred = res.predict(start=test.index[0], end=test.index[-1])
print("24-month forecast RMSE", rmse(test, pred))
""",
        "SARIMAX(cpi, order",
        "SARIMAX(train, order",
    ),
    cells(
        "sktime: season and trend taken out with the test years in it",
        "PRE-06",
        """import pandas as pd
from sktime.forecasting.ets import AutoETS
from sktime.performance_metrics.forecasting import mean_absolute_scaled_error
from sktime.split import temporal_train_test_split
from sktime.transformations.series.detrend import STLTransformer

riego = pd.read_csv("riego.csv", index_col=0, parse_dates=True).asfreq("MS")["m3"].to_period("M")
y_train, y_test = temporal_train_test_split(riego, test_size=24)
stl = STLTransformer(sp=12)
stl.fit(riego)
ets = AutoETS(auto=True, sp=1).fit(stl.transform(y_train))
pron = stl.inverse_transform(ets.predict(fh=list(range(1, 25))))
print("MASE", mean_absolute_scaled_error(y_test, pron, y_train=y_train))
""",
        "stl.fit(riego)",
        "stl.fit(y_train)",
    ),
    cells(
        "zero-phase filter over the recording before past and future are parted",
        "PRE-06",
        """import numpy as np
from scipy.signal import butter, filtfilt, lfilter
from sklearn.linear_model import Ridge

glucose = np.load("cgm_patient_07.npy")
b, a = butter(3, 0.1)
smooth = filtfilt(b, a, glucose)
X = np.stack([smooth[i : i + 12] for i in range(len(smooth) - 18)])
y = glucose[18:]
half = len(X) * 7 // 10
ridge = Ridge().fit(X[:half], y[:half])
print("30 min ahead R2", ridge.score(X[half + 18 :], y[half + 18 :]))
""",
        "smooth = filtfilt(b, a, glucose)",
        "smooth = lfilter(b, a, glucose)",
    ),
    cells(
        "recommender: random plays held out, and called what they play next",
        "PRE-06",
        """import pandas as pd
from lightfm import LightFM
from lightfm.data import Dataset
from lightfm.evaluation import auc_score

plays = pd.read_csv("plays.tsv", sep="\\t", parse_dates=["at"]).sort_values("at").reset_index(drop=True)
test = plays.sample(frac=0.1, random_state=0)
train = plays.drop(test.index)
ds = Dataset()
ds.fit(plays.user.unique(), plays.song.unique())
train_m, _ = ds.build_interactions(train[["user", "song"]].to_records(index=False).tolist())
test_m, _ = ds.build_interactions(test[["user", "song"]].to_records(index=False).tolist())
model = LightFM(loss="warp", random_state=0).fit(train_m, epochs=20)
print("AUC on what they play next", auc_score(model, test_m, train_interactions=train_m).mean())
""",
        "test = plays.sample(frac=0.1, random_state=0)",
        "test = plays.tail(len(plays) // 10)",
    ),
    cells(
        "retina: both eyes and all visits of a patient on both sides",
        "PRE-06",
        """import pandas as pd
import torch
from sklearn.model_selection import GroupShuffleSplit, train_test_split

from retina import RetinaDataset, evaluate, fit

torch.manual_seed(8)
fundus = pd.read_csv("fundus.csv")
train, test = train_test_split(fundus, test_size=0.2, stratify=fundus["grade"], random_state=8)
print(train["patient_id"].nunique(), test["patient_id"].nunique())
net = fit(RetinaDataset(train["path"], train["grade"]))
print("kappa", evaluate(net, RetinaDataset(test["path"], test["grade"])))
""",
        """train, test = train_test_split(fundus, test_size=0.2, stratify=fundus["grade"], random_state=8)
""",
        """gss = GroupShuffleSplit(n_splits=1, test_size=0.2, random_state=8)
tr, te = next(gss.split(fundus, fundus["grade"], groups=fundus["patient_id"]))
train, test = fundus.iloc[tr], fundus.iloc[te]
""",
    ),
    cells(
        "passages of one contract in training and in test",
        "PRE-06",
        """from datasets import Dataset, load_from_disk

vertraege = load_from_disk("vertraege")

def zerlegen(stapel):
    teile = {"text": [], "klausel": [], "vertrag": []}
    for nr, text, klausel in zip(stapel["nr"], stapel["text"], stapel["klausel"]):
        for start in range(0, len(text), 800):
            teile["text"].append(text[start : start + 1000])
            teile["klausel"].append(klausel)
            teile["vertrag"].append(nr)
    return teile

def passagen(ds):
    return ds.map(zerlegen, batched=True, remove_columns=ds.column_names)

halb = passagen(vertraege).train_test_split(test_size=0.15, seed=2)
lernen, pruefen = halb["train"], halb["test"]
lernen.save_to_disk("lernen")
pruefen.save_to_disk("pruefen")
""",
        """halb = passagen(vertraege).train_test_split(test_size=0.15, seed=2)
lernen, pruefen = halb["train"], halb["test"]
""",
        """halb = vertraege.train_test_split(test_size=0.15, seed=2)
lernen, pruefen = passagen(halb["train"]), passagen(halb["test"])
""",
    ),
    cells(
        "EEG windows that overlap, folds without subjects",
        "PRE-06",
        """import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.model_selection import GroupKFold, StratifiedKFold, cross_val_score

raw = np.load("eeg_all.npz")
step, width = 64, 256
X, y, who = [], [], []
for subject, signal, label in zip(raw["subject"], raw["signal"], raw["label"]):
    for start in range(0, signal.shape[-1] - width, step):
        X.append(np.log(np.var(signal[:, start : start + width], axis=1)))
        y.append(label)
        who.append(subject)
folds = StratifiedKFold(10, shuffle=True, random_state=0).split(X, y)
acc = cross_val_score(LinearDiscriminantAnalysis(), np.array(X), np.array(y), cv=folds)
print("decoding accuracy", acc.mean())
""",
        "folds = StratifiedKFold(10, shuffle=True, random_state=0).split(X, y)",
        "folds = GroupKFold(10).split(X, y, groups=who)",
    ),
    cells(
        "paraphrases are made before the rows are parted",
        "PRE-06",
        """import nlpaug.augmenter.word as naw
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline

aug = naw.SynonymAug(aug_src="wordnet")

def enlarge(frame):
    twin = frame.assign(text=[aug.augment(t)[0] for t in frame["text"]])
    return pd.concat([frame, twin], ignore_index=True)

mails = pd.read_csv("complaints.csv")
mails = enlarge(mails)
train, test = train_test_split(mails, test_size=0.2, random_state=0)
pipe = make_pipeline(CountVectorizer(), LogisticRegression(max_iter=1000)).fit(train["text"], train["topic"])
print(pipe.score(test["text"], test["topic"]))
""",
        """mails = enlarge(mails)
train, test = train_test_split(mails, test_size=0.2, random_state=0)
""",
        """train, test = train_test_split(mails, test_size=0.2, random_state=0)
train = enlarge(train)
""",
    ),
)
