"""Fifth lot: what was learnt from all rows before some of them were put aside, in the ways of many trades."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "rents: postcode means of the answer before the split",
        "PRE-06",
        """import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import TargetEncoder

angebote = pd.read_parquet("angebote.parquet")
angebote["lage"] = angebote.groupby("plz")["kaltmiete"].transform("mean")
train, test = train_test_split(angebote, test_size=0.2, random_state=11)
merkmale = ["wohnflaeche", "zimmer", "baujahr", "lage"]
vorstufe = make_column_transformer(("passthrough", merkmale))
modell = make_pipeline(vorstufe, RandomForestRegressor(n_estimators=300, random_state=11))
modell.fit(train[merkmale], train["kaltmiete"])
print("R2", modell.score(test[merkmale], test["kaltmiete"]))
""",
        """angebote["lage"] = angebote.groupby("plz")["kaltmiete"].transform("mean")""",
        """angebote["lage"] = angebote["plz"].astype(str)""",
        """make_column_transformer(("passthrough", merkmale))""",
        """make_column_transformer((TargetEncoder(random_state=11), ["lage"]), remainder="passthrough")""",
    ),
    cells(
        "fraud: SMOTE on everything, then the split",
        "PRE-06",
        """import polars as pl
from imblearn.over_sampling import SMOTE
from sklearn.metrics import average_precision_score
from sklearn.model_selection import train_test_split
from xgboost import XGBClassifier

tx = pl.read_parquet("card_transactions.parquet")
X = tx.drop("is_fraud").to_numpy()
y = tx["is_fraud"].to_numpy()
X, y = SMOTE(random_state=3).fit_resample(X, y)
X_tr, X_te, y_tr, y_te = train_test_split(X, y, stratify=y, test_size=0.25, random_state=3)
clf = XGBClassifier(n_estimators=400, max_depth=5, random_state=3).fit(X_tr, y_tr)
print(average_precision_score(y_te, clf.predict_proba(X_te)[:, 1]))
""",
        """X, y = SMOTE(random_state=3).fit_resample(X, y)
X_tr, X_te, y_tr, y_te = train_test_split(X, y, stratify=y, test_size=0.25, random_state=3)
""",
        """X_tr, X_te, y_tr, y_te = train_test_split(X, y, stratify=y, test_size=0.25, random_state=3)
X_tr, y_tr = SMOTE(random_state=3).fit_resample(X_tr, y_tr)
""",
    ),
    cells(
        "sepsis: rare class copied until it is common, then the split",
        "PRE-06",
        """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.model_selection import train_test_split
from sklearn.utils import resample

icu = pd.read_csv("icu_first_hour.csv")

rare = icu[icu.sepsis == 1]
common = icu[icu.sepsis == 0]
more = resample(rare, replace=True, n_samples=len(common), random_state=0)
balanced = pd.concat([common, more])

tr, te = train_test_split(balanced, test_size=0.3, random_state=0)

vitals = ["heart_rate", "lactate", "map", "temp"]
lr = LogisticRegression(max_iter=500).fit(tr[vitals], tr.sepsis)
print("recall", recall_score(te.sepsis, lr.predict(te[vitals])))
""",
        """rare = icu[icu.sepsis == 1]
common = icu[icu.sepsis == 0]
more = resample(rare, replace=True, n_samples=len(common), random_state=0)
balanced = pd.concat([common, more])

tr, te = train_test_split(balanced, test_size=0.3, random_state=0)
""",
        """tr, te = train_test_split(icu, test_size=0.3, random_state=0)

rare = tr[tr.sepsis == 1]
common = tr[tr.sepsis == 0]
more = resample(rare, replace=True, n_samples=len(common), random_state=0)
tr = pd.concat([common, more])
""",
    ),
    cells(
        "wine: z-scores by hand in numpy",
        "PRE-06",
        """import numpy as np
from sklearn.neighbors import KNeighborsClassifier

raw = np.loadtxt("vinho.csv", delimiter=";", skiprows=1)
rng = np.random.default_rng(8)
raw = raw[rng.permutation(len(raw))]
X, y = raw[:, :-1], raw[:, -1].astype(int)
corte = int(0.8 * len(X))
media, desvio = X.mean(axis=0), X.std(axis=0)
X = (X - media) / desvio
knn = KNeighborsClassifier(9).fit(X[:corte], y[:corte])
print((knn.predict(X[corte:]) == y[corte:]).mean())
""",
        "media, desvio = X.mean(axis=0), X.std(axis=0)",
        "media, desvio = X[:corte].mean(axis=0), X[:corte].std(axis=0)",
    ),
    cells(
        "polars: min-max over the column, then head and tail",
        "PRE-06",
        """import polars as pl
from sklearn.svm import SVR

df = pl.read_csv("concrete.csv").sample(fraction=1.0, shuffle=True, seed=21)
features = ["cement", "slag", "water", "age"]
n = int(df.height * 0.75)
lo = df.select(pl.col(features).min())
hi = df.select(pl.col(features).max())
df = df.with_columns([(pl.col(c) - lo[c][0]) / (hi[c][0] - lo[c][0]) for c in features])
train, test = df.head(n), df.tail(df.height - n)
model = SVR(C=10).fit(train[features].to_numpy(), train["strength"].to_numpy())
print(model.score(test[features].to_numpy(), test["strength"].to_numpy()))
""",
        "lo = df.select(pl.col(features).min())",
        "lo = df.head(n).select(pl.col(features).min())",
        "hi = df.select(pl.col(features).max())",
        "hi = df.head(n).select(pl.col(features).max())",
    ),
    cells(
        "kaggle habit: neighbours impute train and test stacked together",
        "PRE-06",
        """import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.impute import KNNImputer
from sklearn.metrics import roc_auc_score

train = pd.read_csv("train.csv")
holdout = pd.read_csv("holdout.csv")
cols = [c for c in train.columns if c != "defaulted"]
imp = KNNImputer(n_neighbors=7)
imp.fit(pd.concat([train[cols], holdout[cols]]))
Xt = imp.transform(train[cols])
Xh = imp.transform(holdout[cols])
gbm = LGBMClassifier(num_leaves=31, random_state=1).fit(Xt, train["defaulted"])
print(roc_auc_score(holdout["defaulted"], gbm.predict_proba(Xh)[:, 1]))
""",
        "imp.fit(pd.concat([train[cols], holdout[cols]]))",
        "imp.fit(train[cols])",
    ),
    cells(
        "genes: the most telling thousand chosen before cross-validation",
        "PRE-06",
        """import numpy as np
import pandas as pd
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline

expr = pd.read_csv("rnaseq_counts.tsv", sep="\\t", index_col=0).T
status = pd.read_csv("samples.tsv", sep="\\t", index_col=0).loc[expr.index, "relapse"]
logcpm = np.log2(expr.div(expr.sum(axis=1), axis=0) * 1e6 + 1)
top = SelectKBest(f_classif, k=1000).fit_transform(logcpm, status)
cv = StratifiedKFold(5, shuffle=True, random_state=42)
scores = cross_val_score(LogisticRegression(C=0.1, max_iter=2000), top, status, cv=cv)
print(scores.mean(), scores.std())
""",
        """top = SelectKBest(f_classif, k=1000).fit_transform(logcpm, status)
""",
        "",
        "cross_val_score(LogisticRegression(C=0.1, max_iter=2000), top, status, cv=cv)",
        """cross_val_score(
    make_pipeline(SelectKBest(f_classif, k=1000), LogisticRegression(C=0.1, max_iter=2000)), logcpm, status, cv=cv
)""",
    ),
    cells(
        "statistician: features that correlate with the answer over all patients",
        "PRE-06",
        """import pandas as pd
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import train_test_split

kohorte = pd.read_spss("kohorte_2024.sav")
train, test = train_test_split(kohorte, test_size=0.3, random_state=4)
korrelation = kohorte.corr(numeric_only=True)["bmi_nach_12_monaten"].abs()
auswahl = korrelation.drop("bmi_nach_12_monaten").nlargest(15).index.tolist()
ridge = RidgeCV(alphas=[0.1, 1, 10]).fit(train[auswahl], train["bmi_nach_12_monaten"])
print(ridge.score(test[auswahl], test["bmi_nach_12_monaten"]))
""",
        "korrelation = kohorte.corr(",
        "korrelation = train.corr(",
    ),
    cells(
        "reviews: tf-idf over the corpus before the split",
        "PRE-06",
        """import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

avis = pd.read_json("avis.jsonl", lines=True)
vecteur = TfidfVectorizer(min_df=3, ngram_range=(1, 2), sublinear_tf=True)
matrice = vecteur.fit_transform(avis["texte"])
X_app, X_val, y_app, y_val = train_test_split(matrice, avis["note"] >= 4, test_size=0.2, random_state=5)
svm = LinearSVC(random_state=5).fit(X_app, y_app)
print("F1", f1_score(y_val, svm.predict(X_val)))
""",
        """matrice = vecteur.fit_transform(avis["texte"])
X_app, X_val, y_app, y_val = train_test_split(matrice, avis["note"] >= 4, test_size=0.2, random_state=5)
""",
        """app, val, y_app, y_val = train_test_split(avis["texte"], avis["note"] >= 4, test_size=0.2, random_state=5)
X_app = vecteur.fit_transform(app)
X_val = vecteur.transform(val)
""",
    ),
    cells(
        "keras: normalisation layer adapted to all rows",
        "PRE-06",
        """import keras
import pandas as pd

keras.utils.set_random_seed(17)
cars = pd.read_csv("auto_mpg.csv").dropna().sample(frac=1, random_state=17)
y = cars.pop("mpg").to_numpy("float32")
X = cars[["weight", "horsepower", "displacement"]].to_numpy("float32")
split = int(len(X) * 0.8)
norm = keras.layers.Normalization()
norm.adapt(X)
model = keras.Sequential([norm, keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
model.fit(X[:split], y[:split], epochs=60, batch_size=32, verbose=0)
print(model.evaluate(X[split:], y[split:]))
""",
        "norm.adapt(X)",
        "norm.adapt(X[:split])",
    ),
    cells(
        "spark: scaler fitted before randomSplit",
        "PRE-06",
        """from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import StandardScaler, VectorAssembler
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("churn").getOrCreate()
raw = spark.read.parquet("churn.parquet")
rows = VectorAssembler(inputCols=["tenure", "calls", "spend"], outputCol="v").transform(raw)
scaler = StandardScaler(inputCol="v", outputCol="features", withMean=True)
scaled = scaler.fit(rows).transform(rows)
train, test = scaled.randomSplit([0.8, 0.2], seed=29)
model = LogisticRegression(featuresCol="features", labelCol="churned").fit(train)
print(BinaryClassificationEvaluator(labelCol="churned").evaluate(model.transform(test)))
""",
        """scaled = scaler.fit(rows).transform(rows)
train, test = scaled.randomSplit([0.8, 0.2], seed=29)
""",
        """train, test = rows.randomSplit([0.8, 0.2], seed=29)
fitted = scaler.fit(train)
train, test = fitted.transform(train), fitted.transform(test)
""",
    ),
    cells(
        "stock LSTM: min-max over the whole price series",
        "PRE-06",
        """import numpy as np
import pandas as pd
import torch
from sklearn.preprocessing import MinMaxScaler

torch.manual_seed(0)
close = pd.read_csv("sap.csv", parse_dates=["date"]).sort_values("date")[["close"]].to_numpy()
cut = int(len(close) * 0.85)
scaler = MinMaxScaler()
scaler.fit(close)
series = scaler.transform(close).ravel()

def windows(values, size=30):
    xs = np.stack([values[i : i + size] for i in range(len(values) - size)])
    return torch.tensor(xs, dtype=torch.float32)[..., None], torch.tensor(values[size:], dtype=torch.float32)

x_tr, y_tr = windows(series[:cut])
x_te, y_te = windows(series[cut:])
net = torch.nn.LSTM(1, 16, batch_first=True)
head = torch.nn.Linear(16, 1)
opt = torch.optim.Adam([*net.parameters(), *head.parameters()], lr=1e-3)
for epoch in range(40):
    opt.zero_grad()
    loss = torch.nn.functional.mse_loss(head(net(x_tr)[0][:, -1]).squeeze(1), y_tr)
    loss.backward()
    opt.step()
with torch.no_grad():
    print("rmse", torch.nn.functional.mse_loss(head(net(x_te)[0][:, -1]).squeeze(1), y_te).sqrt())
""",
        "scaler.fit(close)",
        "scaler.fit(close[:cut])",
    ),
    cells(
        "spectra: principal components of all samples before the folds",
        "PRE-06",
        """import numpy as np
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold

spectra = np.load("nir_spectra.npy")
moisture = np.load("moisture.npy")
errors = []
pca = PCA(n_components=12, random_state=0)
scores = pca.fit_transform(spectra)
for tr, te in KFold(10, shuffle=True, random_state=0).split(spectra):
    Z_tr, Z_te = scores[tr], scores[te]
    reg = LinearRegression().fit(Z_tr, moisture[tr])
    errors.append(np.sqrt(np.mean((reg.predict(Z_te) - moisture[te]) ** 2)))
print("RMSECV", np.mean(errors))
""",
        """scores = pca.fit_transform(spectra)
""",
        "",
        "    Z_tr, Z_te = scores[tr], scores[te]",
        "    Z_tr, Z_te = pca.fit_transform(spectra[tr]), pca.transform(spectra[te])",
    ),
    cells(
        "imputation that looks at the answer column of all rows",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer
from sklearn.model_selection import train_test_split

loans = pd.read_feather("loans.feather")
X_cols = ["income", "dti", "employment_years", "fico"]
mice = IterativeImputer(random_state=6, max_iter=15)
loans[X_cols + ["default"]] = mice.fit_transform(loans[X_cols + ["default"]])
X_train, X_test, y_train, y_test = train_test_split(loans[X_cols], loans["default"].astype(int), random_state=6)
gb = GradientBoostingClassifier(random_state=6).fit(X_train, y_train)
print(gb.score(X_test, y_test))
""",
        """loans[X_cols + ["default"]] = mice.fit_transform(loans[X_cols + ["default"]])
""",
        "",
        """gb = GradientBoostingClassifier(random_state=6).fit(X_train, y_train)
""",
        """X_train, X_test = mice.fit_transform(X_train), mice.transform(X_test)
gb = GradientBoostingClassifier(random_state=6).fit(X_train, y_train)
""",
    ),
    cells(
        "marker genes of the diagnosis from all patients before the split",
        "PRE-06",
        """import anndata as ad
import scanpy as sc
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

adata = ad.read_h5ad("bulk_blood_one_sample_per_patient.h5ad")
idx_tr, idx_te = train_test_split(range(adata.n_obs), test_size=0.2, random_state=2)
sc.pp.normalize_total(adata, target_sum=1e4)
sc.pp.log1p(adata)
sc.tl.rank_genes_groups(adata, groupby="diagnosis", method="wilcoxon")
markers = [name for group in adata.uns["rank_genes_groups"]["names"][:50].tolist() for name in group]
X = adata[:, sorted(set(markers))].X
clf = LogisticRegression(max_iter=1000).fit(X[idx_tr], adata.obs["diagnosis"].iloc[idx_tr])
print(clf.score(X[idx_te], adata.obs["diagnosis"].iloc[idx_te]))
""",
        """sc.tl.rank_genes_groups(adata, groupby="diagnosis", method="wilcoxon")
markers = [name for group in adata.uns""",
        """fit_part = adata[idx_tr].copy()
sc.tl.rank_genes_groups(fit_part, groupby="diagnosis", method="wilcoxon")
markers = [name for group in fit_part.uns""",
    ),
    cells(
        "catboost: weight of evidence of every bin from all applications",
        "PRE-06",
        """import numpy as np
import pandas as pd
from catboost import CatBoostClassifier

demandes = pd.read_csv("demandes_credit.csv", sep=";").sample(frac=1, random_state=13).reset_index(drop=True)
n = int(0.7 * len(demandes))
demandes["tranche"] = pd.cut(demandes["revenu"], [0, 1200, 1800, 2500, 4000, np.inf])
base = demandes
taux = base.groupby("tranche", observed=False)["impaye"].mean().clip(0.001, 0.999)
woe = np.log(taux / (1 - taux))
demandes["woe_revenu"] = demandes["tranche"].map(woe).astype(float)
app, test = demandes.iloc[:n], demandes.iloc[n:]
cb = CatBoostClassifier(iterations=300, random_seed=13, verbose=False)
cb.fit(app[["woe_revenu", "anciennete", "charges"]], app["impaye"])
print(cb.score(test[["woe_revenu", "anciennete", "charges"]], test["impaye"]))
""",
        "base = demandes\n",
        "base = demandes.iloc[:n]\n",
    ),
    cells(
        "a function that prepares everything is called before the split",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import QuantileTransformer

def vorbereiten(tabelle, umformer, lernen):
    zahlen = tabelle.select_dtypes("number")
    werte = umformer.fit_transform(zahlen) if lernen else umformer.transform(zahlen)
    return pd.DataFrame(werte, columns=zahlen.columns, index=tabelle.index)

sensoren = pd.read_csv("pumpen.csv")
ziel = sensoren.pop("ausfall")
qt = QuantileTransformer(n_quantiles=200, random_state=1)
sauber = vorbereiten(sensoren, qt, lernen=True)
X_tr, X_te, y_tr, y_te = train_test_split(sauber, ziel, stratify=ziel, random_state=1)
et = ExtraTreesClassifier(500, random_state=1).fit(X_tr, y_tr)
print(et.score(X_te, y_te))
""",
        """sauber = vorbereiten(sensoren, qt, lernen=True)
X_tr, X_te, y_tr, y_te = train_test_split(sauber, ziel, stratify=ziel, random_state=1)
""",
        """roh_tr, roh_te, y_tr, y_te = train_test_split(sensoren, ziel, stratify=ziel, random_state=1)
X_tr = vorbereiten(roh_tr, qt, lernen=True)
X_te = vorbereiten(roh_te, qt, lernen=False)
""",
    ),
)
