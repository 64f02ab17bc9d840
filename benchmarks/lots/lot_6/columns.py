"""Leakage as strangers write it: columns are scaled, chosen or encoded with rows that come later."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "sixth: statistician standardises the whole survey",
        "PRE-06",
        """import numpy as np
import pandas as pd
import statsmodels.api as sm

survey = pd.read_stata("wellbeing_cross_section.dta")
predictors = ["income", "age", "commute_min", "household_size"]

rng = np.random.default_rng(99)
in_sample = rng.random(len(survey)) < 0.7

# winsorise at 1/99 % and put on a common scale
low, high = survey[predictors].quantile(0.01), survey[predictors].quantile(0.99)
clipped = survey[predictors].clip(low, high, axis=1)
z = (clipped - clipped.mean()) / clipped.std(ddof=1)

logit = sm.Logit(survey.loc[in_sample, "satisfied"], sm.add_constant(z[in_sample])).fit()
p_out = logit.predict(sm.add_constant(z[~in_sample]))
brier = np.mean((p_out - survey.loc[~in_sample, "satisfied"]) ** 2)
print("out-of-sample Brier score", round(brier, 4))
""",
        """low, high = survey[predictors].quantile(0.01), survey[predictors].quantile(0.99)
clipped = survey[predictors].clip(low, high, axis=1)
z = (clipped - clipped.mean()) / clipped.std(ddof=1)
""",
        """base = survey.loc[in_sample, predictors]
low, high = base.quantile(0.01), base.quantile(0.99)
clipped = survey[predictors].clip(low, high, axis=1)
z = (clipped - clipped[in_sample].mean()) / clipped[in_sample].std(ddof=1)
""",
    ),
    cells(
        "sixth: lasso elige variables con todos los datos",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.feature_selection import SelectFromModel
from sklearn.linear_model import Lasso
from sklearn.model_selection import KFold, cross_val_score
from sklearn.pipeline import Pipeline

# parcelas de ensayo: una fila por parcela
ensayo = pd.read_excel("rendimiento_maiz.xlsx")
objetivo = ensayo.pop("rendimiento_t_ha")

selector = SelectFromModel(Lasso(alpha=0.02, random_state=5))
reducido = selector.fit_transform(ensayo, objetivo)
gbr = GradientBoostingRegressor(random_state=5)
kf = KFold(n_splits=10, shuffle=True, random_state=5)
r2 = cross_val_score(gbr, reducido, objetivo, cv=kf, scoring="r2")
print("R2 medio:", r2.mean())
""",
        """reducido = selector.fit_transform(ensayo, objetivo)
gbr = GradientBoostingRegressor(random_state=5)
""",
        """reducido = ensayo
gbr = Pipeline([("seleccion", selector), ("gbr", GradientBoostingRegressor(random_state=5))])
""",
    ),
    cells(
        "sixth: target encoder learns from every fold",
        "PRE-06",
        """import category_encoders as ce
import numpy as np
import pandas as pd
from catboost import CatBoostClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

claims = pd.read_feather("motor_claims.feather")
y = claims["fraud"]
X = claims[["postcode", "garage", "make", "amount", "age_of_car"]]

enc = ce.TargetEncoder(cols=["postcode", "garage", "make"], smoothing=10)
scores = []
X = enc.fit_transform(X, y)
for tr, va in StratifiedKFold(5, shuffle=True, random_state=1).split(X, y):
    X_tr, X_va = X.iloc[tr], X.iloc[va]
    cat = CatBoostClassifier(iterations=300, random_seed=1, verbose=False)
    cat.fit(X_tr, y.iloc[tr])
    scores.append(roc_auc_score(y.iloc[va], cat.predict_proba(X_va)[:, 1]))
print("OOF AUC", np.mean(scores))
""",
        """X = enc.fit_transform(X, y)
for tr, va in StratifiedKFold(5, shuffle=True, random_state=1).split(X, y):
    X_tr, X_va = X.iloc[tr], X.iloc[va]
""",
        """for tr, va in StratifiedKFold(5, shuffle=True, random_state=1).split(X, y):
    X_tr = enc.fit_transform(X.iloc[tr], y.iloc[tr])
    X_va = enc.transform(X.iloc[va])
""",
    ),
    cells(
        "sixth: duckdb z-scores over the whole table",
        "PRE-06",
        """import duckdb
from sklearn.metrics import average_precision_score
from sklearn.neural_network import MLPClassifier

con = duckdb.connect("claims.duckdb", read_only=True)
con.execute("SELECT setseed(0.31)")
tbl = con.execute('''
    WITH base AS (SELECT *, hash(claim_no) % 10 < 8 AS is_train FROM claims)
    SELECT
        (amount - avg(amount) OVER ()) / stddev(amount) OVER () AS amount_z,
        (delay_days - avg(delay_days) OVER ()) / stddev(delay_days) OVER () AS delay_z,
        prior_claims, disputed, is_train
    FROM base
''').df()

cols = ["amount_z", "delay_z", "prior_claims"]
train, test = tbl[tbl.is_train], tbl[~tbl.is_train]
mlp = MLPClassifier((32, 16), random_state=4).fit(train[cols], train["disputed"])
print(average_precision_score(test["disputed"], mlp.predict_proba(test[cols])[:, 1]))
""",
        """    SELECT
        (amount - avg(amount) OVER ()) / stddev(amount) OVER () AS amount_z,
        (delay_days - avg(delay_days) OVER ()) / stddev(delay_days) OVER () AS delay_z,
        prior_claims, disputed, is_train
    FROM base
""",
        """    , stats AS (SELECT avg(amount) am, stddev(amount) asd, avg(delay_days) dm, stddev(delay_days) dsd
                  FROM base WHERE is_train)
    SELECT
        (amount - am) / asd AS amount_z,
        (delay_days - dm) / dsd AS delay_z,
        prior_claims, disputed, is_train
    FROM base CROSS JOIN stats
""",
    ),
    cells(
        "sixth: jax 归一化使用全部样本",
        "PRE-06",
        """import jax
import jax.numpy as jnp
import numpy as np
import optax

# 读取数据
arr = np.load("wine_quality.npy")
rng = np.random.default_rng(7)
rng.shuffle(arr)
feats, target = jnp.asarray(arr[:, :-1]), jnp.asarray(arr[:, -1])
n = int(len(arr) * 0.8)

# 最小最大归一化
lo = feats.min(axis=0)
hi = feats.max(axis=0)
scaled = (feats - lo) / (hi - lo + 1e-9)
x_tr, x_te, y_tr, y_te = scaled[:n], scaled[n:], target[:n], target[n:]

params = {"w": jnp.zeros(x_tr.shape[1]), "b": jnp.array(0.0)}
opt = optax.adam(1e-2)
state = opt.init(params)


def loss(p, inputs, truth):
    return jnp.mean((inputs @ p["w"] + p["b"] - truth) ** 2)


for step in range(2000):
    grads = jax.grad(loss)(params, x_tr, y_tr)
    updates, state = opt.update(grads, state)
    params = optax.apply_updates(params, updates)
print("测试集 MSE", float(loss(params, x_te, y_te)))
""",
        """lo = feats.min(axis=0)
hi = feats.max(axis=0)
""",
        """lo = feats[:n].min(axis=0)
hi = feats[:n].max(axis=0)
""",
    ),
)
