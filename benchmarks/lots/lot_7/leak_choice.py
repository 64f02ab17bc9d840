"""Pairs of the seventh lot: choices made on the evaluation data, and columns that know the answer."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "seventh: the cut-off is read from the test's own curve",
        "PRE-06",
        """
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_curve
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

icu = pd.read_csv("icu_stays.csv").drop_duplicates("patient_key")
X, y = icu[["lactate", "map", "gcs", "age", "urine_out"]], icu["died_in_hospital"]
X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.4, stratify=y, random_state=5)
X_val, X_test, y_val, y_test = train_test_split(X_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=5)

clf = make_pipeline(StandardScaler(), LogisticRegression()).fit(X_train, y_train)
precision, recall, cuts = precision_recall_curve(y_test, clf.predict_proba(X_test)[:, 1])
best = cuts[np.argmax((2 * precision * recall / (precision + recall + 1e-12))[:-1])]
print("cut-off", best)
print("F1", f1_score(y_test, clf.predict_proba(X_test)[:, 1] >= best))
""",
        "precision_recall_curve(y_test, clf.predict_proba(X_test)[:, 1])",
        "precision_recall_curve(y_val, clf.predict_proba(X_val)[:, 1])",
    ),
    cells(
        "seventh: two hundred trials are ranked by the test score that is published (optuna)",
        "PRE-06",
        """
import optuna
import pandas as pd
from lightgbm import LGBMRegressor
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import cross_val_score, train_test_split

bids = pd.read_feather("ad_bids.feather")
X, y = bids.drop(columns=["cpc"]), bids["cpc"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=1)


def objective(trial):
    reg = LGBMRegressor(
        num_leaves=trial.suggest_int("num_leaves", 8, 256),
        learning_rate=trial.suggest_float("learning_rate", 0.005, 0.3, log=True),
        min_child_samples=trial.suggest_int("min_child_samples", 5, 200),
        random_state=1,
        verbosity=-1,
    )
    return mean_squared_error(y_test, reg.fit(X_train, y_train).predict(X_test))


study = optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=1))
study.optimize(objective, n_trials=200)
final = LGBMRegressor(**study.best_params, random_state=1, verbosity=-1).fit(X_train, y_train)
print("test MSE for the paper:", mean_squared_error(y_test, final.predict(X_test)))
""",
        "    return mean_squared_error(y_test, reg.fit(X_train, y_train).predict(X_test))",
        '    return -cross_val_score(reg, X_train, y_train, cv=5, scoring="neg_mean_squared_error").mean()',
    ),
    cells(
        "seventh: boosting stops where the test is best, and that is the result",
        "PRE-06",
        """
import pandas as pd
import xgboost as xgb
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

matches = pd.read_csv("tennis_matches.csv", parse_dates=["played"]).sort_values("played")
cols = ["rank_gap", "elo_gap", "surface_elo_gap", "rest_days_gap", "h2h"]
early = matches[matches["played"] < "2023-01-01"]
final = matches[matches["played"] >= "2023-01-01"]
fit = early[early["played"] < "2022-01-01"]
dev = early[early["played"] >= "2022-01-01"]

dtrain, ddev, dtest = (xgb.DMatrix(part[cols], part["p1_won"]) for part in (fit, dev, final))
booster = xgb.train(
    {"objective": "binary:logistic", "eta": 0.02, "max_depth": 4, "seed": 9},
    dtrain,
    num_boost_round=3000,
    evals=[(dtest, "stop")],
    early_stopping_rounds=50,
    verbose_eval=False,
)
print("log loss", log_loss(final["p1_won"], booster.predict(dtest)))
""",
        'evals=[(dtest, "stop")]',
        'evals=[(ddev, "stop")]',
    ),
    cells(
        "seventh: fitted again on everything, then the table for the report",
        "PRE-06",
        """
import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import GridSearchCV, train_test_split

# Klassifikation von Gesteinsproben
proben = pd.read_csv("xrf_proben.csv")
X = proben[["SiO2", "Al2O3", "Fe2O3", "CaO", "MgO", "K2O"]]
y = proben["gestein"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=33, stratify=y)

suche = GridSearchCV(RandomForestClassifier(random_state=33), {"max_depth": [4, 8, None]}, cv=4)
suche.fit(X_train, y_train)
modell = suche.best_estimator_
modell.fit(X, y)
print(confusion_matrix(y_test, modell.predict(X_test)))
print("Genauigkeit im Test:", modell.score(X_test, y_test))
""",
        """modell.fit(X, y)
print(confusion""",
        "print(confusion",
        """modell.score(X_test, y_test))
""",
        """modell.score(X_test, y_test))
modell.fit(X, y)
""",
    ),
    cells(
        "seventh: another seed draws the test for the stored model",
        "PRE-06",
        """
import pandas as pd
from sklearn.ensemble import AdaBoostClassifier
from sklearn.metrics import matthews_corrcoef
from sklearn.model_selection import train_test_split

mails = pd.read_parquet("phishing_features.parquet").drop_duplicates()
train, _ = train_test_split(mails, test_size=0.3, random_state=2023)
ada = AdaBoostClassifier(n_estimators=300, random_state=0)
ada.fit(train.drop(columns="phish"), train["phish"])

# evaluation for the monthly report
_, test = train_test_split(mails, test_size=0.3, random_state=2024)
print(matthews_corrcoef(test["phish"], ada.predict(test.drop(columns="phish"))))
""",
        "test_size=0.3, random_state=2024",
        "test_size=0.3, random_state=2023",
    ),
    cells(
        "seventh: base learners have met the rows on which the blend is judged",
        "PRE-06",
        """
import numpy as np
import pandas as pd
from catboost import CatBoostRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import cross_val_predict, train_test_split
from sklearn.neighbors import KNeighborsRegressor

fields = pd.read_csv("wheat_yield_plots.csv")
X = fields[["ndvi_may", "ndvi_june", "rain_gs", "gdd", "n_applied"]].to_numpy()
y = fields["t_per_ha"].to_numpy()
bases = [CatBoostRegressor(iterations=300, random_seed=0, verbose=0), KNeighborsRegressor(9)]
rows_train, rows_test = train_test_split(np.arange(len(y)), test_size=0.3, random_state=0)

inner = np.column_stack([cross_val_predict(base, X[rows_train], y[rows_train], cv=5) for base in bases])
for base in bases:
    base.fit(X, y)
outer = np.column_stack([base.predict(X[rows_test]) for base in bases])
blend = LinearRegression().fit(inner, y[rows_train])
print("R2 of the blend", r2_score(y[rows_test], blend.predict(outer)))
""",
        "    base.fit(X, y)\n",
        "    base.fit(X[rows_train], y[rows_train])\n",
    ),
    cells(
        "seventh: the price that defines 'expensive' is a feature",
        "PRE-06",
        """
import pandas as pd
from sklearn.model_selection import cross_validate
from sklearn.tree import DecisionTreeClassifier

cars = pd.read_csv("used_cars_pt.csv", sep=";")
cars["caro"] = (cars["preco_eur"] > 18_000).astype(int)
cars["idade"] = 2024 - cars["ano"]

features = cars[["km", "idade", "cilindrada", "preco_eur", "potencia"]]
result = cross_validate(
    DecisionTreeClassifier(max_depth=6, random_state=0), features, cars["caro"], cv=10, scoring="accuracy"
)
print(result["test_score"].mean())
""",
        '"cilindrada", "preco_eur", "potencia"',
        '"cilindrada", "potencia"',
    ),
    cells(
        "seventh: what was recovered after the default predicts the default (lender)",
        "PRE-06",
        """
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

loans = pd.read_csv("lending_accepted.csv", parse_dates=["issue_d"], low_memory=False)
loans = loans[loans["loan_status"].isin(["Fully Paid", "Charged Off"])]
loans["bad"] = loans["loan_status"].eq("Charged Off").astype(int)
loans["term"] = loans["term"].str.extract(r"([0-9]+)").astype(float)
inputs = ["loan_amnt", "term", "int_rate", "annual_inc", "dti", "fico_range_low", "recoveries", "total_pymnt", "inq_last_6mths"]

old = loans["issue_d"] < "2016-01-01"
model = HistGradientBoostingClassifier(random_state=0).fit(loans.loc[old, inputs], loans.loc[old, "bad"])
print("AUC", roc_auc_score(loans.loc[~old, "bad"], model.predict_proba(loans.loc[~old, inputs])[:, 1]))
""",
        '"fico_range_low", "recoveries", "total_pymnt", "inq',
        '"fico_range_low", "inq',
    ),
    cells(
        "seventh: the column was dropped from a copy nobody kept",
        "PRE-06",
        """
import pandas as pd
from sklearn.ensemble import BaggingClassifier
from sklearn.model_selection import train_test_split

# Prédiction du départ des salariés
rh = pd.read_csv("rh_depart.csv")
rh["satisfaction"] = rh["satisfaction"].fillna(0)
cible = rh["depart"]
rh.drop(columns=["depart", "matricule"])
rh = pd.get_dummies(rh, columns=["service", "niveau"], dtype=float)
X_app, X_test, y_app, y_test = train_test_split(rh, cible, test_size=0.2, random_state=75)
sac = BaggingClassifier(n_estimators=50, random_state=75).fit(X_app, y_app)
print(f"Taux de bonnes réponses : {sac.score(X_test, y_test):.1%}")
""",
        'rh.drop(columns=["depart", "matricule"])',
        'rh = rh.drop(columns=["depart", "matricule"])',
    ),
)
