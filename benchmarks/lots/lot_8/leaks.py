"""Eighth lot: what the test rows should not have told (PRE-06)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "eighth: imputer, scaler and components fitted before the split of a heat-pump table",
        "PRE-06",
        """import pandas as pd
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

messwerte = pd.read_csv("waermepumpen.csv")
ziel = messwerte.pop("stoerung")
vorbereitung = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), PCA(n_components=8))
komponenten = vorbereitung.fit_transform(messwerte)
K_train, K_test, z_train, z_test = train_test_split(komponenten, ziel, test_size=0.2, random_state=31, stratify=ziel)
klassifikator = SVC(C=2.0, gamma="scale").fit(K_train, z_train)
print("Trefferquote", klassifikator.score(K_test, z_test))
""",
        "komponenten = vorbereitung.fit_transform(messwerte)\n",
        "",
        "train_test_split(komponenten, ziel,",
        "train_test_split(messwerte, ziel,",
        'klassifikator = SVC(C=2.0, gamma="scale").fit(K_train, z_train)',
        'klassifikator = make_pipeline(vorbereitung, SVC(C=2.0, gamma="scale")).fit(K_train, z_train)',
    ),
    cells(
        "eighth: minority of card frauds multiplied before it is divided",
        "PRE-06",
        """import pandas as pd
from imblearn.over_sampling import SMOTE
from lightgbm import LGBMClassifier
from sklearn.metrics import average_precision_score
from sklearn.model_selection import train_test_split

cards = pd.read_parquet("cards_2026_09.parquet")
features, fraud = cards.drop(columns=["is_fraud", "txn_id"]), cards["is_fraud"]
features, fraud = SMOTE(random_state=6).fit_resample(features, fraud)
F_train, F_test, f_train, f_test = train_test_split(features, fraud, test_size=0.25, stratify=fraud, random_state=6)
booster = LGBMClassifier(n_estimators=400, learning_rate=0.05, random_state=6)
booster.fit(F_train, f_train)
print("AP", average_precision_score(f_test, booster.predict_proba(F_test)[:, 1]))
""",
        "features, fraud = SMOTE(random_state=6).fit_resample(features, fraud)\n",
        "",
        "booster.fit(F_train, f_train)",
        "booster.fit(*SMOTE(random_state=6).fit_resample(F_train, f_train))",
    ),
    cells(
        "eighth: hourly load of a tram network shuffled across time",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

load = pd.read_csv("tram_load.csv", parse_dates=["hour"]).sort_values("hour").set_index("hour")
for lag in (1, 2, 24, 168):
    load[f"lag_{lag}"] = load["kw"].shift(lag)
load["mean_day"] = load["kw"].shift(1).rolling(24).mean()
load = load.dropna()
inputs = load.drop(columns="kw")
X_train, X_test, y_train, y_test = train_test_split(inputs, load["kw"], test_size=0.2, shuffle=True, random_state=77)
forecast = HistGradientBoostingRegressor(max_iter=300, random_state=77).fit(X_train, y_train)
print("MAE", mean_absolute_error(y_test, forecast.predict(X_test)))
""",
        "test_size=0.2, shuffle=True, random_state=77)",
        "test_size=0.2, shuffle=False)",
    ),
    cells(
        "eighth: slides of one patient on both sides",
        "PRE-06",
        """import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupShuffleSplit, StratifiedShuffleSplit

slides = pd.read_csv("slides.csv")
patches = np.load("patch_embeddings.npy", allow_pickle=False)
patient, tumour = slides["patient_id"].to_numpy(), slides["tumour"].to_numpy()
splitter = StratifiedShuffleSplit(n_splits=1, test_size=0.3, random_state=12)
train_rows, test_rows = next(splitter.split(patches, tumour))
reader = LogisticRegression(max_iter=3000, C=0.1).fit(patches[train_rows], tumour[train_rows])
print(roc_auc_score(tumour[test_rows], reader.decision_function(patches[test_rows])))
print("patients", len(np.unique(patient[test_rows])))
""",
        "splitter = StratifiedShuffleSplit(",
        "splitter = GroupShuffleSplit(",
        "next(splitter.split(patches, tumour))",
        "next(splitter.split(patches, tumour, groups=patient))",
    ),
    cells(
        "eighth: mean of the target per borough taken over all rows",
        "PRE-06",
        """import pandas as pd
from catboost import CatBoostClassifier
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

pedidos = pd.read_csv("pedidos.csv")
pedidos["tasa_barrio"] = pedidos.groupby("barrio")["retrasado"].transform("mean")
pedidos["tasa_repartidor"] = pedidos.groupby("repartidor")["retrasado"].transform("mean")
entreno, prueba = train_test_split(pedidos, test_size=0.2, random_state=5)
columnas = ["tasa_barrio", "tasa_repartidor", "distancia", "hora", "lluvia"]
modelo = CatBoostClassifier(iterations=250, verbose=0, random_seed=5)
modelo.fit(entreno[columnas], entreno["retrasado"])
print(log_loss(prueba["retrasado"], modelo.predict_proba(prueba[columnas])))
""",
        'pedidos["tasa_barrio"] = pedidos.groupby("barrio")["retrasado"].transform("mean")\n',
        "",
        'pedidos["tasa_repartidor"] = pedidos.groupby("repartidor")["retrasado"].transform("mean")\n',
        "",
        'columnas = ["tasa_barrio", "tasa_repartidor", "distancia", "hora", "lluvia"]\n',
        'columnas = ["barrio", "repartidor", "distancia", "hora", "lluvia"]\n',
        "iterations=250, verbose=0, random_seed=5)",
        'iterations=250, verbose=0, random_seed=5, cat_features=["barrio", "repartidor"])',
    ),
    cells(
        "eighth: test set that stops the boosting, picks the depth and gives the mark",
        "PRE-06",
        """import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from xgboost import XGBClassifier

policies = pd.read_csv("policies.csv")
X, y = policies.drop(columns="cancelled"), policies["cancelled"]
X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, random_state=14, stratify=y)
X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.2, random_state=14, stratify=y_rest)
best, best_auc = None, 0.0
for depth in (2, 3, 4, 6, 8):
    booster = XGBClassifier(max_depth=depth, n_estimators=2000, early_stopping_rounds=40, eval_metric="auc", random_state=14)
    booster.fit(X_train, y_train, eval_set=[(X_test, y_test)], verbose=False)
    auc = roc_auc_score(y_test, booster.predict_proba(X_test)[:, 1])
    if auc > best_auc:
        best, best_auc = booster, auc
print("test AUC", roc_auc_score(y_test, best.predict_proba(X_test)[:, 1]))
""",
        "eval_set=[(X_test, y_test)]",
        "eval_set=[(X_val, y_val)]",
        "auc = roc_auc_score(y_test, booster.predict_proba(X_test)[:, 1])",
        "auc = roc_auc_score(y_val, booster.predict_proba(X_val)[:, 1])",
    ),
)
