"""Leakage as strangers write it: something is learnt from all rows before they are split."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "sixth: scaler over all rows, Kreditdaten",
        "PRE-06",
        """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

# Kreditantraege 2024, eine Zeile je Antrag
daten = pd.read_csv("kredite.csv")
merkmale = ["einkommen", "alter_jahre", "laufzeit", "betrag"]
X = daten[merkmale].to_numpy()
ziel = daten["ausfall"].to_numpy()

skalierer = StandardScaler()
X = skalierer.fit_transform(X)
X_tr, X_te, y_tr, y_te = train_test_split(X, ziel, test_size=0.25, stratify=ziel, random_state=11)

modell = LogisticRegression(max_iter=500)
modell.fit(X_tr, y_tr)
print("AUC:", roc_auc_score(y_te, modell.predict_proba(X_te)[:, 1]))
""",
        """X = skalierer.fit_transform(X)
X_tr, X_te, y_tr, y_te = train_test_split(X, ziel, test_size=0.25, stratify=ziel, random_state=11)
""",
        """X_tr, X_te, y_tr, y_te = train_test_split(X, ziel, test_size=0.25, stratify=ziel, random_state=11)
X_tr = skalierer.fit_transform(X_tr)
X_te = skalierer.transform(X_te)
""",
    ),
    cells(
        "sixth: polars fills gaps with the mean of everything",
        "PRE-06",
        """import polars as pl
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import balanced_accuracy_score

frame = pl.read_parquet("penguins.parquet").sample(fraction=1.0, shuffle=True, seed=3)
numeric = ["bill_length", "bill_depth", "flipper", "mass"]

cut = int(frame.height * 0.8)
frame = frame.with_columns([pl.col(c).fill_null(pl.col(c).mean()) for c in numeric])
train, held = frame[:cut], frame[cut:]

forest = RandomForestClassifier(n_estimators=300, random_state=3)
forest.fit(train.select(numeric).to_numpy(), train["species"].to_numpy())
guess = forest.predict(held.select(numeric).to_numpy())
print(balanced_accuracy_score(held["species"].to_numpy(), guess))
""",
        """frame = frame.with_columns([pl.col(c).fill_null(pl.col(c).mean()) for c in numeric])
train, held = frame[:cut], frame[cut:]
""",
        """train, held = frame[:cut], frame[cut:]
means = {c: train[c].mean() for c in numeric}
train = train.with_columns([pl.col(c).fill_null(means[c]) for c in numeric])
held = held.with_columns([pl.col(c).fill_null(means[c]) for c in numeric])
""",
    ),
    cells(
        "sixth: synthetic minority rows made before the split",
        "PRE-06",
        """import pandas as pd
from imblearn.over_sampling import SMOTE
from lightgbm import LGBMClassifier
from sklearn.metrics import f1_score, recall_score
from sklearn.model_selection import train_test_split

fraud = pd.read_csv("creditcard.csv")
features = fraud.drop(columns=["Class"])
label = fraud["Class"]

# classes are very unbalanced (0.17 % fraud)
sampler = SMOTE(random_state=42)
features_bal, label_bal = sampler.fit_resample(features, label)
x_train, x_test, y_train, y_test = train_test_split(features_bal, label_bal, test_size=0.2, random_state=42)

clf = LGBMClassifier(n_estimators=400, random_state=42)
clf.fit(x_train, y_train)
pred = clf.predict(x_test)
print("recall", recall_score(y_test, pred), "f1", f1_score(y_test, pred))
""",
        """features_bal, label_bal = sampler.fit_resample(features, label)
x_train, x_test, y_train, y_test = train_test_split(features_bal, label_bal, test_size=0.2, random_state=42)
""",
        """x_train, x_test, y_train, y_test = train_test_split(features, label, test_size=0.2, random_state=42)
x_train, y_train = sampler.fit_resample(x_train, y_train)
""",
    ),
    cells(
        "sixth: tf-idf sur tout le corpus",
        "PRE-06",
        """import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

# avis de clients, un avis par client
avis = pd.read_csv("avis_clients.csv", sep=";")
vectoriseur = TfidfVectorizer(ngram_range=(1, 2), min_df=3, max_features=30000)
matrice = vectoriseur.fit_transform(avis["texte"])
app_x, ess_x, app_y, ess_y = train_test_split(matrice, avis["sentiment"], test_size=0.2, random_state=1)

classifieur = LinearSVC(C=0.5, random_state=1)
classifieur.fit(app_x, app_y)
print(classification_report(ess_y, classifieur.predict(ess_x)))
""",
        """matrice = vectoriseur.fit_transform(avis["texte"])
app_x, ess_x, app_y, ess_y = train_test_split(matrice, avis["sentiment"], test_size=0.2, random_state=1)
""",
        """app_t, ess_t, app_y, ess_y = train_test_split(avis["texte"], avis["sentiment"], test_size=0.2, random_state=1)
app_x = vectoriseur.fit_transform(app_t)
ess_x = vectoriseur.transform(ess_t)
""",
    ),
    cells(
        "sixth: genes chosen before cross-validation",
        "PRE-06",
        """import numpy as np
import pandas as pd
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# 20k genes x 96 tumour samples, one sample per donor
expr = pd.read_csv("counts_tpm.tsv", sep="\\t", index_col=0).T
status = pd.read_csv("samples.tsv", sep="\\t", index_col=0).loc[expr.index, "responder"]
logged = np.log2(expr + 1)

top = SelectKBest(f_classif, k=50).fit_transform(logged, status)
pipe = make_pipeline(StandardScaler(), LogisticRegression(penalty="l2", C=0.1, max_iter=2000))
folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=0)
auc = cross_val_score(pipe, top, status, cv=folds, scoring="roc_auc")
print(f"AUC {auc.mean():.3f} +- {auc.std():.3f}")
""",
        """top = SelectKBest(f_classif, k=50).fit_transform(logged, status)
pipe = make_pipeline(StandardScaler(), LogisticRegression(penalty="l2", C=0.1, max_iter=2000))
""",
        """top = logged
pipe = make_pipeline(SelectKBest(f_classif, k=50), StandardScaler(), LogisticRegression(penalty="l2", C=0.1, max_iter=2000))
""",
    ),
    cells(
        "sixth: media do alvo por bairro com todas as linhas",
        "PRE-06",
        """import pandas as pd
import xgboost as xgb
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

imoveis = pd.read_csv("imoveis_sp.csv")

# o bairro tem 400 valores: trocar pela media do preco
preco_bairro = imoveis.groupby("bairro")["preco"].mean()
imoveis["bairro_enc"] = imoveis["bairro"].map(preco_bairro)
treino, teste = train_test_split(imoveis, test_size=0.2, random_state=2024)

cols = ["area", "quartos", "vagas", "bairro_enc"]
modelo = xgb.XGBRegressor(n_estimators=500, learning_rate=0.05, random_state=2024)
modelo.fit(treino[cols], treino["preco"])
print("MAE", mean_absolute_error(teste["preco"], modelo.predict(teste[cols])))
""",
        """preco_bairro = imoveis.groupby("bairro")["preco"].mean()
imoveis["bairro_enc"] = imoveis["bairro"].map(preco_bairro)
treino, teste = train_test_split(imoveis, test_size=0.2, random_state=2024)
""",
        """treino, teste = train_test_split(imoveis, test_size=0.2, random_state=2024)
preco_bairro = treino.groupby("bairro")["preco"].mean()
treino = treino.assign(bairro_enc=treino["bairro"].map(preco_bairro))
teste = teste.assign(bairro_enc=teste["bairro"].map(preco_bairro).fillna(treino["preco"].mean()))
""",
    ),
    cells(
        "sixth: neighbours of both tables fill the gaps",
        "PRE-06",
        """import pandas as pd
from sklearn.impute import KNNImputer
from sklearn.linear_model import RidgeClassifier

# the two files come split from the registry; the second one has labels as well
learn = pd.read_csv("sepsis_learn.csv")
check = pd.read_csv("sepsis_check.csv")
lab = ["lactate", "crp", "wbc", "creatinine", "bilirubin"]

imputer = KNNImputer(n_neighbors=7)
imputer.fit(pd.concat([learn[lab], check[lab]]))
learn_x = imputer.transform(learn[lab])
check_x = imputer.transform(check[lab])

ridge = RidgeClassifier(alpha=1.0).fit(learn_x, learn["sepsis"])
print("accuracy on the check file:", ridge.score(check_x, check["sepsis"]))
""",
        "imputer.fit(pd.concat([learn[lab], check[lab]]))",
        "imputer.fit(learn[lab])",
    ),
    cells(
        "sixth: keras layer adapted to all rows",
        "PRE-06",
        """import keras
import numpy as np
import pandas as pd
from keras import layers

keras.utils.set_random_seed(812)
auto = pd.read_csv("auto-mpg.csv").dropna()
x = auto[["cylinders", "displacement", "horsepower", "weight"]].to_numpy("float32")
y = auto["mpg"].to_numpy("float32")
order = np.random.default_rng(812).permutation(len(x))
fit_rows, test_rows = order[:300], order[300:]

normalizer = layers.Normalization()
normalizer.adapt(x)
net = keras.Sequential([normalizer, layers.Dense(64, activation="relu"), layers.Dense(1)])
net.compile(loss="mae", optimizer=keras.optimizers.Adam(1e-3))
net.fit(x[fit_rows], y[fit_rows], epochs=100, verbose=0)
print("test MAE", net.evaluate(x[test_rows], y[test_rows], verbose=0))
""",
        "normalizer.adapt(x)",
        "normalizer.adapt(x[fit_rows])",
    ),
    cells(
        "sixth: torch の標準化",
        "PRE-06",
        """import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
raw = np.load("vibration_features.npz")
X = torch.tensor(raw["x"], dtype=torch.float32)
y = torch.tensor(raw["fault"], dtype=torch.long)

# 標準化してから分割する
n_train = int(0.8 * len(X))
perm = torch.randperm(len(X))
idx_train, idx_test = perm[:n_train], perm[n_train:]
mu, sigma = X.mean(dim=0), X.std(dim=0)
X = (X - mu) / (sigma + 1e-8)
train_set = TensorDataset(X[idx_train], y[idx_train])
test_set = TensorDataset(X[idx_test], y[idx_test])

net = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 4))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(30):
    for xb, yb in DataLoader(train_set, batch_size=64, shuffle=True):
        opt.zero_grad()
        nn.functional.cross_entropy(net(xb), yb).backward()
        opt.step()
with torch.no_grad():
    hits = (net(test_set.tensors[0]).argmax(1) == test_set.tensors[1]).float().mean()
print("正解率", hits.item())
""",
        "mu, sigma = X.mean(dim=0), X.std(dim=0)",
        "mu, sigma = X[idx_train].mean(dim=0), X[idx_train].std(dim=0)",
    ),
    cells(
        "sixth: spark imputer and scaler before randomSplit",
        "PRE-06",
        """from pyspark.ml.classification import GBTClassifier
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import Imputer, StandardScaler, VectorAssembler
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("churn").getOrCreate()
subs = spark.read.parquet("s3a://telco-lake/churn/subscribers_one_row_each/")
cols = ["tenure", "monthly_charge", "calls", "data_gb"]

imputer = Imputer(inputCols=cols, outputCols=cols, strategy="median")
assembler = VectorAssembler(inputCols=cols, outputCol="raw")
scaler = StandardScaler(inputCol="raw", outputCol="features", withMean=True)

filled = imputer.fit(subs).transform(subs)
wide = assembler.transform(filled)
wide = scaler.fit(wide).transform(wide)
train, test = wide.randomSplit([0.8, 0.2], seed=17)

gbt = GBTClassifier(labelCol="churned", featuresCol="features", maxIter=40, seed=17).fit(train)
auc = BinaryClassificationEvaluator(labelCol="churned").evaluate(gbt.transform(test))
print(auc)
""",
        """filled = imputer.fit(subs).transform(subs)
wide = assembler.transform(filled)
wide = scaler.fit(wide).transform(wide)
train, test = wide.randomSplit([0.8, 0.2], seed=17)
""",
        """part_a, part_b = subs.randomSplit([0.8, 0.2], seed=17)
filler = imputer.fit(part_a)
wide_a = assembler.transform(filler.transform(part_a))
wide_b = assembler.transform(filler.transform(part_b))
scaling = scaler.fit(wide_a)
train, test = scaling.transform(wide_a), scaling.transform(wide_b)
""",
    ),
)
