"""Pairs of the seventh lot: what is learnt from a whole table before it is split."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "seventh: group medians of the whole ward fill the gaps (hospital, German)",
        "PRE-06",
        """
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

# Sepsis-Vorhersage, Intensivstation 3
aufnahmen = pd.read_parquet("daten/aufnahmen_2019_2023.parquet").drop_duplicates("patient")
laborwerte = ["crp", "laktat", "leukozyten", "kreatinin", "thrombozyten"]
aufnahmen["altersgruppe"] = pd.cut(aufnahmen["alter"], [0, 18, 40, 60, 75, 120], labels=False)
for wert in laborwerte:
    aufnahmen[wert] = aufnahmen.groupby("altersgruppe")[wert].transform(lambda s: s.fillna(s.median()))

merkmale = [*laborwerte, "alter", "puls", "temperatur"]
training, pruefung = train_test_split(
    aufnahmen, test_size=0.25, stratify=aufnahmen["sepsis"], random_state=11
)
modell = GradientBoostingClassifier(random_state=11)
modell.fit(training[merkmale], training["sepsis"])
print(roc_auc_score(pruefung["sepsis"], modell.predict_proba(pruefung[merkmale])[:, 1]))
""",
        """for wert in laborwerte:
    aufnahmen[wert] = aufnahmen.groupby("altersgruppe")[wert].transform(lambda s: s.fillna(s.median()))

""",
        "",
        """modell = Gradient""",
        """mediane = training.groupby("altersgruppe")[laborwerte].median()
training, pruefung = training.copy(), pruefung.copy()
for tabelle in (training, pruefung):
    for wert in laborwerte:
        tabelle[wert] = tabelle[wert].fillna(tabelle["altersgruppe"].map(mediane[wert]))
modell = Gradient""",
    ),
    cells(
        "seventh: principal axes by hand from every row, then a cut by index",
        "PRE-06",
        """
import numpy as np
from sklearn.svm import SVC

spectra = np.load("nir_spectra.npz")
A, moisture_class = spectra["absorbance"], spectra["label"]
rng = np.random.default_rng(5)
order = rng.permutation(len(A))
cut = int(0.7 * len(A))
fit_idx, hold_idx = order[:cut], order[cut:]

centre = A.mean(axis=0)
_, _, Vt = np.linalg.svd(A - centre, full_matrices=False)
scores = (A - centre) @ Vt[:12].T

clf = SVC(C=10, gamma="scale").fit(scores[fit_idx], moisture_class[fit_idx])
print("held-out accuracy", (clf.predict(scores[hold_idx]) == moisture_class[hold_idx]).mean())
""",
        "centre = A.mean(axis=0)\n_, _, Vt = np.linalg.svd(A - centre,",
        "centre = A[fit_idx].mean(axis=0)\n_, _, Vt = np.linalg.svd(A[fit_idx] - centre,",
    ),
    cells(
        "seventh: a search over folds of a matrix that was scaled in one piece (startup churn)",
        "PRE-06",
        """
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

accounts = pd.read_csv("accounts.csv").set_index("account_id")
target = accounts.pop("churned")
numeric = accounts.select_dtypes("number")

scaled = MinMaxScaler().fit_transform(numeric)
grid = GridSearchCV(
    LogisticRegression(max_iter=2000),
    {"C": [0.01, 0.1, 1, 10]},
    cv=StratifiedKFold(5, shuffle=True, random_state=0),
    scoring="roc_auc",
)
grid.fit(scaled, target)
print("cross-validated AUC", round(grid.best_score_, 3))
""",
        """scaled = MinMaxScaler().fit_transform(numeric)
grid""",
        "grid",
        '    LogisticRegression(max_iter=2000),\n    {"C":',
        '    make_pipeline(MinMaxScaler(), LogisticRegression(max_iter=2000)),\n    {"logisticregression__C":',
        "grid.fit(scaled, target)",
        "grid.fit(numeric, target)",
    ),
    cells(
        "seventh: minority claims copied before the split (insurer, French)",
        "PRE-06",
        """
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.utils import resample

sinistres = pd.read_csv("sinistres_auto.csv", sep=";", decimal=",")
sinistres = sinistres.drop_duplicates("num_contrat").drop(columns=["num_contrat"])
fraude = sinistres[sinistres.fraude == 1]
normal = sinistres[sinistres.fraude == 0]

# rééquilibrage des classes
fraude_plus = resample(fraude, replace=True, n_samples=len(normal), random_state=3)
base = pd.concat([normal, fraude_plus]).sample(frac=1, random_state=3)

apprentissage, test = train_test_split(base, test_size=0.2, random_state=3)
foret = RandomForestClassifier(n_estimators=300, random_state=3)
foret.fit(apprentissage.drop(columns="fraude"), apprentissage.fraude)
print(classification_report(test.fraude, foret.predict(test.drop(columns="fraude"))))
""",
        """fraude = sinistres[sinistres.fraude == 1]
normal = sinistres[sinistres.fraude == 0]
""",
        """appr_brut, test = train_test_split(sinistres, test_size=0.2, random_state=3)
fraude = appr_brut[appr_brut.fraude == 1]
normal = appr_brut[appr_brut.fraude == 0]
""",
        """base = pd.concat([normal, fraude_plus]).sample(frac=1, random_state=3)

apprentissage, test = train_test_split(base, test_size=0.2, random_state=3)
""",
        """apprentissage = pd.concat([normal, fraude_plus]).sample(frac=1, random_state=3)
""",
    ),
    cells(
        "seventh: synthetic minority rows stand in every fold",
        "PRE-06",
        """
import pandas as pd
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline
from sklearn.model_selection import cross_validate
from sklearn.tree import DecisionTreeClassifier

pumps = pd.read_csv("end_of_line_tests.csv").drop_duplicates("serial_no")
y = pumps["failed_in_warranty"]
X = pumps[["vibration_rms", "bearing_temp", "flow", "rpm", "seal_torque"]]

smote = SMOTE(k_neighbors=5, random_state=1)
tree = DecisionTreeClassifier(max_depth=8, random_state=1)
X_bal, y_bal = smote.fit_resample(X, y)
result = cross_validate(tree, X_bal, y_bal, cv=10, scoring=["f1", "recall"])
print({key: value.mean() for key, value in result.items()})
""",
        """X_bal, y_bal = smote.fit_resample(X, y)
result = cross_validate(tree, X_bal, y_bal,""",
        """balanced = Pipeline([("smote", smote), ("tree", tree)])
result = cross_validate(balanced, X, y,""",
    ),
    cells(
        "seventh: neighbours fill gaps with the answer column among them",
        "PRE-06",
        """
import pandas as pd
from sklearn.impute import KNNImputer
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline

soil = pd.read_excel("soil_survey.xlsx", sheet_name="plots").select_dtypes("number")
soil = soil.dropna(subset=["organic_carbon"])
filled = pd.DataFrame(KNNImputer(n_neighbors=7).fit_transform(soil), columns=soil.columns)

y = filled.pop("organic_carbon")
X_tr, X_te, y_tr, y_te = train_test_split(filled, y, test_size=0.3, random_state=2024)
model = Ridge(alpha=2.0).fit(X_tr, y_tr)
print("MAE", mean_absolute_error(y_te, model.predict(X_te)))
""",
        """filled = pd.DataFrame(KNNImputer(n_neighbors=7).fit_transform(soil), columns=soil.columns)

y = filled.pop("organic_carbon")
X_tr, X_te, y_tr, y_te = train_test_split(filled, y,""",
        """
y = soil.pop("organic_carbon")
X_tr, X_te, y_tr, y_te = train_test_split(soil, y,""",
        "model = Ridge(alpha=2.0).fit(",
        "model = make_pipeline(KNNImputer(n_neighbors=7), Ridge(alpha=2.0)).fit(",
    ),
    cells(
        "seventh: postcode replaced by its mean outcome in all rows (bank, Spanish)",
        "PRE-06",
        """
import category_encoders as ce
import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

solicitudes = pd.read_csv("solicitudes_credito.csv", dtype={"codigo_postal": str})
impago = solicitudes.pop("impago_12m")
solicitudes = solicitudes.drop(columns=["id_solicitud"])

codificador = ce.TargetEncoder(cols=["codigo_postal", "profesion", "sucursal"], smoothing=10)
solicitudes = codificador.fit_transform(solicitudes, impago)
X_ent, X_val, y_ent, y_val = train_test_split(solicitudes, impago, test_size=0.25, random_state=8, stratify=impago)
modelo = LGBMClassifier(n_estimators=400, learning_rate=0.03, random_state=8)
modelo.fit(X_ent, y_ent)
print("AUC", roc_auc_score(y_val, modelo.predict_proba(X_val)[:, 1]))
""",
        "solicitudes = codificador.fit_transform(solicitudes, impago)\n",
        "",
        "modelo = LGBM",
        "X_ent = codificador.fit_transform(X_ent, y_ent)\nX_val = codificador.transform(X_val)\nmodelo = LGBM",
    ),
    cells(
        "seventh: genes picked by correlation over all patients",
        "PRE-06",
        """
import pandas as pd
from sklearn.linear_model import LogisticRegressionCV
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import train_test_split

expr = pd.read_csv("tcga_brca_expression.tsv.gz", sep="\\t", index_col=0).T
labels = pd.read_csv("tcga_brca_labels.tsv", sep="\\t", index_col=0)["er_status"].eq("Positive").astype(int)
expr = expr.loc[labels.index]

train_ids, test_ids = train_test_split(labels.index, test_size=0.3, stratify=labels, random_state=42)
strength = expr.corrwith(labels).abs()
genes = strength.nlargest(100).index

clf = LogisticRegressionCV(Cs=10, max_iter=5000).fit(expr.loc[train_ids, genes], labels[train_ids])
print(balanced_accuracy_score(labels[test_ids], clf.predict(expr.loc[test_ids, genes])))
""",
        "strength = expr.corrwith(labels).abs()",
        "strength = expr.loc[train_ids].corrwith(labels[train_ids]).abs()",
    ),
    cells(
        "seventh: a design matrix standardised over the whole cohort",
        "PRE-06",
        """
import pandas as pd
import statsmodels.api as sm
from patsy import build_design_matrices, dmatrices
from sklearn.metrics import brier_score_loss

cohort = pd.read_stata("elderly_falls.dta")
formula = "fell ~ standardize(gait_speed) + standardize(grip) + C(sex) + age"
held = cohort.sample(frac=0.3, random_state=17).index

y, design = dmatrices(formula, cohort, return_type="dataframe")
fit = sm.Logit(y.drop(index=held), design.drop(index=held)).fit(disp=0)
print(fit.summary())
print("Brier", brier_score_loss(y.loc[held], fit.predict(design.loc[held])))
""",
        """y, design = dmatrices(formula, cohort, return_type="dataframe")
fit = sm.Logit(y.drop(index=held), design.drop(index=held)).fit(disp=0)""",
        """y, design = dmatrices(formula, cohort.drop(index=held), return_type="dataframe")
y_held, x_held = build_design_matrices(
    [y.design_info, design.design_info], cohort.loc[held], return_type="dataframe"
)
fit = sm.Logit(y, design).fit(disp=0)""",
        "brier_score_loss(y.loc[held], fit.predict(design.loc[held]))",
        "brier_score_loss(y_held, fit.predict(x_held))",
    ),
)
