"""Pairs of the seventh lot: the future in what is known today."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "seventh: shuffled folds over hourly load (grid operator)",
        "PRE-06",
        """
import pandas as pd
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.model_selection import KFold, TimeSeriesSplit, cross_val_score

load = pd.read_csv("load_hourly.csv", index_col="utc", parse_dates=True).sort_index()
load["yesterday"] = load["mw"].shift(24)
load["last_week"] = load["mw"].shift(168)
load["hour"] = load.index.hour
load = load.dropna()

cv = KFold(n_splits=5, shuffle=True, random_state=12)
scores = cross_val_score(
    ExtraTreesRegressor(200, random_state=12),
    load[["yesterday", "last_week", "hour", "temp_forecast"]],
    load["mw"],
    cv=cv,
    scoring="neg_mean_absolute_percentage_error",
)
print("MAPE", -scores.mean())
""",
        "KFold(n_splits=5, shuffle=True, random_state=12)",
        "TimeSeriesSplit(n_splits=5)",
    ),
    cells(
        "seventh: the window of last week ends with today's sales",
        "PRE-06",
        """
import lightgbm as lgb
import pandas as pd

sales = pd.read_parquet("store_sales.parquet").sort_values(["store", "day"])
per_store = sales.groupby("store")["units"]
sales["mean_7"] = per_store.transform(lambda s: s.rolling(7).mean())
sales["mean_28"] = per_store.transform(lambda s: s.rolling(28).mean())
sales["weekday"] = sales["day"].dt.dayofweek
sales = sales.dropna()

train = sales[sales["day"] < "2024-03-01"]
test = sales[sales["day"] >= "2024-03-01"]
features = ["mean_7", "mean_28", "weekday", "promo"]
booster = lgb.train(
    {"objective": "poisson", "learning_rate": 0.05, "seed": 3, "verbosity": -1},
    lgb.Dataset(train[features], train["units"]),
    num_boost_round=400,
)
print((booster.predict(test[features]) - test["units"]).abs().mean())
""",
        "lambda s: s.rolling(7).mean()",
        "lambda s: s.shift(1).rolling(7).mean()",
        "lambda s: s.rolling(28).mean()",
        "lambda s: s.shift(1).rolling(28).mean()",
    ),
    cells(
        "seventh: a smoother that looks both ways (catboost, trading)",
        "PRE-06",
        """
import pandas as pd
from catboost import CatBoostClassifier

bars = pd.read_csv("eurusd_m15.csv", parse_dates=["ts"], index_col="ts").sort_index()
bars["trend"] = bars["close"].rolling(21, center=True).mean() / bars["close"] - 1
bars["range"] = (bars["high"] - bars["low"]).rolling(8).mean()
bars["up"] = (bars["close"].shift(-4) > bars["close"]).astype(int)
bars = bars.dropna()

fit, oos = bars.loc[:"2022-12-30"].iloc[:-4], bars.loc["2023-01-02":]
cb = CatBoostClassifier(iterations=600, depth=5, random_seed=1, verbose=False)
cb.fit(fit[["trend", "range"]], fit["up"])
print("directional accuracy", cb.score(oos[["trend", "range"]], oos["up"]))
""",
        "rolling(21, center=True)",
        "rolling(21)",
    ),
    cells(
        "seventh: tomorrow's wind is a column (shift with the wrong sign)",
        "PRE-06",
        """
import numpy as np
import pandas as pd
from sklearn.linear_model import HuberRegressor

mast = pd.read_csv("mast_60m.csv", parse_dates=["t"]).set_index("t").sort_index()
for k in range(1, 7):
    mast[f"v_{k}"] = mast["v"].shift(-k)
    mast[f"dir_{k}"] = np.sin(np.deg2rad(mast["dir"].shift(k)))
mast = mast.dropna()
lagged = [c for c in mast if c.startswith(("v_", "dir_"))]

n = int(len(mast) * 0.75)
reg = HuberRegressor(max_iter=500).fit(mast[lagged].iloc[:n], mast["v"].iloc[:n])
residual = mast["v"].iloc[n:] - reg.predict(mast[lagged].iloc[n:])
print("RMSE", float(np.sqrt((residual**2).mean())))
""",
        'mast["v"].shift(-k)',
        'mast["v"].shift(k)',
    ),
    cells(
        "seventh: prophet has seen the month it is asked for (retail, Japanese)",
        "PRE-06",
        """
import pandas as pd
from prophet import Prophet

# 店舗の売上予測
売上 = pd.read_csv("uriage.csv").rename(columns={"日付": "ds", "売上高": "y"})
売上["ds"] = pd.to_datetime(売上["ds"])
売上 = 売上.sort_values("ds")
学習 = 売上.iloc[:-30]
検証 = 売上.iloc[-30:]

モデル = Prophet(weekly_seasonality=True, changepoint_prior_scale=0.3)
モデル.fit(売上)
予測 = モデル.predict(検証[["ds"]])
誤差 = (予測["yhat"].to_numpy() - 検証["y"].to_numpy()) / 検証["y"].to_numpy()
print("MAPE", abs(誤差).mean())
""",
        "モデル.fit(売上)",
        "モデル.fit(学習)",
    ),
    cells(
        "seventh: overlapping windows are cut first and dealt out afterwards (keras)",
        "PRE-06",
        """
import keras
import numpy as np
from sklearn.model_selection import train_test_split

glucose = np.load("cgm_subject07.npy").astype("float32") / 400.0
WINDOW, AHEAD = 36, 6
starts = np.arange(len(glucose) - WINDOW - AHEAD)
windows = np.stack([glucose[s : s + WINDOW] for s in starts])[..., None]
later = glucose[starts + WINDOW + AHEAD - 1]

X_train, X_test, y_train, y_test = train_test_split(windows, later, test_size=0.2, random_state=9)
net = keras.Sequential([keras.Input((WINDOW, 1)), keras.layers.LSTM(32), keras.layers.Dense(1)])
net.compile(optimizer="adam", loss="mae")
net.fit(X_train, y_train, epochs=20, batch_size=128, verbose=0)
print("mg/dl", 400 * net.evaluate(X_test, y_test, verbose=0))
""",
        "X_train, X_test, y_train, y_test = train_test_split(windows, later, test_size=0.2, random_state=9)",
        """cut = int(len(starts) * 0.8)
X_train, y_train = windows[: cut - WINDOW - AHEAD], later[: cut - WINDOW - AHEAD]
X_test, y_test = windows[cut:], later[cut:]""",
    ),
    cells(
        "seventh: thirty-day outcome reaches over the border of the split",
        "PRE-06",
        """
import pandas as pd
import xgboost as xgb
from sklearn.metrics import roc_auc_score

logins = pd.read_parquet("daily_activity.parquet").sort_values(["user", "day"])
logins["active_next_30"] = (
    logins.groupby("user")["sessions"].transform(lambda s: s[::-1].rolling(30).sum()[::-1].shift(-1)).gt(0).astype(int)
)
logins["sum_14"] = logins.groupby("user")["sessions"].transform(lambda s: s.rolling(14).sum())
logins = logins.dropna()
border = pd.Timestamp("2024-02-01")
past = logins[logins["day"] < border]
future = logins[(logins["day"] >= border) & (logins["day"] < "2024-05-01")]

clf = xgb.XGBClassifier(n_estimators=150, random_state=2)
clf.fit(past[["sum_14", "sessions"]], past["active_next_30"])
print(roc_auc_score(future["active_next_30"], clf.predict_proba(future[["sum_14", "sessions"]])[:, 1]))
""",
        'past = logins[logins["day"] < border]',
        'past = logins[logins["day"] < border - pd.Timedelta(days=31)]',
    ),
)
