"""Leakage as strangers write it: something is chosen by the rows that judge it."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells

CASES: tuple[Case, ...] = (
    cells(
        "sixth: best k by the test score",
        "PRE-06",
        """import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("mushrooms_num.csv")
X, y = df.drop(columns="edible"), df["edible"]
X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.25, random_state=0)

best_k, best_acc = 1, 0.0
for k in range(1, 40, 2):
    knn = make_pipeline(StandardScaler(), KNeighborsClassifier(n_neighbors=k))
    knn.fit(X_train, y_train)
    acc = knn.score(X_test, y_test)
    if acc > best_acc:
        best_k, best_acc = k, acc

final = make_pipeline(StandardScaler(), KNeighborsClassifier(n_neighbors=best_k)).fit(X_rest, y_rest)
print("best k", best_k, "final test accuracy", final.score(X_test, y_test))
""",
        "    acc = knn.score(X_test, y_test)",
        "    acc = knn.score(X_val, y_val)",
    ),
    cells(
        "sixth: Schwelle auf den Testpatienten gesucht",
        "PRE-06",
        """import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import precision_recall_curve, recall_score, precision_score
from sklearn.model_selection import train_test_split

# ein Aufenthalt je Patient
akte = pd.read_parquet("aufnahmen.parquet")
merkmale = ["puls", "temp", "atemfrequenz", "spo2", "alter"]
rest, test = train_test_split(akte, test_size=0.2, stratify=akte["its"], random_state=8)
train, val = train_test_split(rest, test_size=0.25, stratify=rest["its"], random_state=8)

gb = HistGradientBoostingClassifier(random_state=8).fit(train[merkmale], train["its"])

# Schwelle mit dem besten F1
wahl = test
p = gb.predict_proba(wahl[merkmale])[:, 1]
prec, rec, thr = precision_recall_curve(wahl["its"], p)
f1 = 2 * prec * rec / (prec + rec + 1e-12)
schwelle = thr[np.argmax(f1[:-1])]

ja = gb.predict_proba(test[merkmale])[:, 1] >= schwelle
print("Sensitivitaet", recall_score(test["its"], ja), "PPV", precision_score(test["its"], ja))
""",
        "wahl = test\n",
        "wahl = val\n",
    ),
    cells(
        "sixth: xgboost stops by the rows it is judged on",
        "PRE-06",
        """import pandas as pd
import xgboost as xgb
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

otto = pd.read_csv("otto_train.csv").drop(columns="id")
y = otto.pop("target").str[-1].astype(int) - 1
X_dev, X_test, y_dev, y_test = train_test_split(otto, y, test_size=0.2, stratify=y, random_state=5)
X_train, X_valid, y_train, y_valid = train_test_split(X_dev, y_dev, test_size=0.15, stratify=y_dev, random_state=5)

dtrain = xgb.DMatrix(X_train, y_train)
dvalid = xgb.DMatrix(X_valid, y_valid)
dtest = xgb.DMatrix(X_test, y_test)
params = {"objective": "multi:softprob", "num_class": 9, "eta": 0.05, "max_depth": 7, "seed": 5}
bst = xgb.train(params, dtrain, 3000, evals=[(dtrain, "train"), (dtest, "eval")], early_stopping_rounds=50, verbose_eval=100)

proba = bst.predict(dtest, iteration_range=(0, bst.best_iteration + 1))
print("test logloss:", log_loss(y_test, proba))
""",
        '(dtest, "eval")',
        '(dvalid, "eval")',
    ),
    cells(
        "sixth: keras keeps the epoch that suits the test set",
        "PRE-06",
        """import tensorflow as tf

tf.keras.utils.set_random_seed(21)
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.fashion_mnist.load_data()
x_train, x_test = x_train[..., None] / 255.0, x_test[..., None] / 255.0

cnn = tf.keras.Sequential([
    tf.keras.layers.Conv2D(32, 3, activation="relu", input_shape=(28, 28, 1)),
    tf.keras.layers.MaxPooling2D(),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(10, activation="softmax"),
])
cnn.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
stop = tf.keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=4, restore_best_weights=True)
cnn.fit(x_train, y_train, epochs=50, validation_data=(x_test, y_test), callbacks=[stop])

loss, acc = cnn.evaluate(x_test, y_test)
print(f"Test accuracy: {acc:.4f}")
""",
        "validation_data=(x_test, y_test)",
        "validation_split=0.1",
    ),
    cells(
        "sixth: torch loop saves the best test epoch",
        "PRE-06",
        """import torch
from torch import nn
from torch.utils.data import DataLoader, random_split
from torchvision import datasets, transforms
from torchvision.models import resnet18

torch.manual_seed(1)
tf = transforms.Compose([transforms.Resize((96, 96)), transforms.ToTensor()])
full = datasets.EuroSAT("data", transform=tf)
gen = torch.Generator().manual_seed(1)
train_ds, val_ds, test_ds = random_split(full, [0.7, 0.15, 0.15], generator=gen)
train_dl = DataLoader(train_ds, 128, shuffle=True)
val_dl, test_dl = DataLoader(val_ds, 256), DataLoader(test_ds, 256)
model = resnet18(num_classes=10)
optim = torch.optim.AdamW(model.parameters(), 3e-4)


def accuracy(net, loader):
    net.eval()
    with torch.no_grad():
        hits = sum((net(a).argmax(1) == b).sum().item() for a, b in loader)
    return hits / len(loader.dataset)


best = 0.0
for epoch in range(15):
    model.train()
    for xb, yb in train_dl:
        optim.zero_grad()
        nn.functional.cross_entropy(model(xb), yb).backward()
        optim.step()
    acc = accuracy(model, test_dl)
    if acc > best:
        best = acc
        torch.save(model.state_dict(), "best.pt")
model.load_state_dict(torch.load("best.pt", weights_only=True))
print("test accuracy of the best epoch", accuracy(model, test_dl))
""",
        "    acc = accuracy(model, test_dl)",
        "    acc = accuracy(model, val_dl)",
    ),
    cells(
        "sixth: hf trainer picks the checkpoint on test",
        "PRE-06",
        """from datasets import load_dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments, set_seed

set_seed(13)
ckpt = "distilbert-base-uncased"
rev = "6cdc0aad91f5ae2e6712e91bc7b65d1cf5c05411"
tok = AutoTokenizer.from_pretrained(ckpt, revision=rev)
ds = load_dataset("csv", data_files={"train": "tweets_train.csv", "validation": "tweets_val.csv", "test": "tweets_test.csv"})
ds = ds.map(lambda row: tok(row["text"], truncation=True, padding="max_length", max_length=96), batched=True)
net = AutoModelForSequenceClassification.from_pretrained(ckpt, revision=rev, num_labels=3)

args = TrainingArguments(
    "runs", num_train_epochs=8, eval_strategy="epoch", save_strategy="epoch",
    load_best_model_at_end=True, metric_for_best_model="eval_loss", seed=13,
)
trainer = Trainer(net, args, train_dataset=ds["train"], eval_dataset=ds["test"])
trainer.train()
print(trainer.evaluate(eval_dataset=ds["test"], metric_key_prefix="final"))
""",
        'train_dataset=ds["train"], eval_dataset=ds["test"])',
        'train_dataset=ds["train"], eval_dataset=ds["validation"])',
    ),
    cells(
        "sixth: grid search saw the held-out pupils",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV, train_test_split

# Leerlingen: wie haalt het diploma? een rij per leerling
leerlingen = pd.read_csv("leerlingen.csv")
X = leerlingen[["cijfer_wiskunde", "cijfer_taal", "verzuim_uren", "huiswerk"]]
y = leerlingen["geslaagd"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=6)

raster = {"n_estimators": [100, 300], "max_depth": [3, 6, None], "min_samples_leaf": [1, 5]}
zoek = GridSearchCV(RandomForestClassifier(random_state=6), raster, cv=5, n_jobs=-1)
zoek.fit(X, y)
print(zoek.best_params_)
print("score op de testset:", zoek.best_estimator_.score(X_test, y_test))
""",
        "zoek.fit(X, y)",
        "zoek.fit(X_train, y_train)",
    ),
    beside(
        "sixth: optuna objective scores the test part",
        "PRE-06",
        "from tune import run\nprint(run('bikes.csv'))",
        "tune.py",
        """\"\"\"Hyper-parameter search for the bike-damage model.\"\"\"
import lightgbm as lgb
import optuna
import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_score, train_test_split


def run(path):
    df = pd.read_csv(path)
    y = df.pop("damaged")
    X_train, X_test, y_train, y_test = train_test_split(df, y, test_size=0.2, random_state=3)

    def objective(trial):
        clf = lgb.LGBMClassifier(
            num_leaves=trial.suggest_int("num_leaves", 8, 128),
            learning_rate=trial.suggest_float("learning_rate", 0.01, 0.3, log=True),
            random_state=3,
        )
        clf.fit(X_train, y_train)
        return roc_auc_score(y_test, clf.predict_proba(X_test)[:, 1])

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=3))
    study.optimize(objective, n_trials=80)
    best = lgb.LGBMClassifier(**study.best_params, random_state=3).fit(X_train, y_train)
    return {"test_auc": roc_auc_score(y_test, best.predict_proba(X_test)[:, 1]), **study.best_params}
""",
        """        clf.fit(X_train, y_train)
        return roc_auc_score(y_test, clf.predict_proba(X_test)[:, 1])
""",
        """        return cross_val_score(clf, X_train, y_train, cv=5, scoring="roc_auc").mean()
""",
    ),
    cells(
        "sixth: blend weights tuned on the judge",
        "PRE-06",
        """import numpy as np
import pandas as pd
from scipy.optimize import minimize
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor
from sklearn.linear_model import RidgeCV
from sklearn.metrics import root_mean_squared_error
from sklearn.model_selection import train_test_split

houses = pd.read_csv("ames_numeric.csv")
target = np.log1p(houses.pop("SalePrice"))
dev_x, test_x, dev_y, test_y = train_test_split(houses, target, test_size=0.2, random_state=77)
fit_x, blend_x, fit_y, blend_y = train_test_split(dev_x, dev_y, test_size=0.25, random_state=77)

members = [RandomForestRegressor(random_state=77), ExtraTreesRegressor(random_state=77), RidgeCV()]
for m in members:
    m.fit(fit_x, fit_y)

stack = np.column_stack([m.predict(test_x) for m in members])
goal = lambda v: root_mean_squared_error(test_y, stack @ (np.abs(v) / np.abs(v).sum()))
w = np.abs(minimize(goal, np.ones(3) / 3, method="Nelder-Mead").x)
w = w / w.sum()
final = np.column_stack([m.predict(test_x) for m in members]) @ w
print("weights", w, "RMSLE of the blend on test", root_mean_squared_error(test_y, final))
""",
        """stack = np.column_stack([m.predict(test_x) for m in members])
goal = lambda v: root_mean_squared_error(test_y, stack @ (np.abs(v) / np.abs(v).sum()))
""",
        """stack = np.column_stack([m.predict(blend_x) for m in members])
goal = lambda v: root_mean_squared_error(blend_y, stack @ (np.abs(v) / np.abs(v).sum()))
""",
    ),
    cells(
        "sixth: features dropped by their importance on test",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

data = pd.read_csv("phishing_urls.csv")
label = data.pop("phishing")
x_dev, x_test, y_dev, y_test = train_test_split(data, label, test_size=0.2, random_state=10)
x_train, x_val, y_train, y_val = train_test_split(x_dev, y_dev, test_size=0.2, random_state=10)

rf = RandomForestClassifier(300, random_state=10).fit(x_train, y_train)
imp = permutation_importance(rf, x_test, y_test, n_repeats=10, random_state=10)
keep = data.columns[imp.importances_mean > 0]
print("kept", len(keep), "of", data.shape[1])

rf = RandomForestClassifier(300, random_state=10).fit(x_train[keep], y_train)
print("AUC", roc_auc_score(y_test, rf.predict_proba(x_test[keep])[:, 1]))
""",
        "permutation_importance(rf, x_test, y_test,",
        "permutation_importance(rf, x_val, y_val,",
    ),
    cells(
        "sixth: catboost com eval_set de teste",
        "PRE-06",
        """import pandas as pd
from catboost import CatBoostClassifier, Pool
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

# inadimplencia: um contrato por linha
contratos = pd.read_csv("contratos.csv")
alvo = contratos.pop("inadimplente")
cat = ["uf", "profissao", "produto"]
X_t, X_teste, y_t, y_teste = train_test_split(contratos, alvo, test_size=0.2, random_state=9, stratify=alvo)
X_treino, X_val, y_treino, y_val = train_test_split(X_t, y_t, test_size=0.2, random_state=9, stratify=y_t)

cb = CatBoostClassifier(iterations=5000, learning_rate=0.03, random_seed=9, od_type="Iter", od_wait=100)
cb.fit(Pool(X_treino, y_treino, cat), eval_set=Pool(X_teste, y_teste, cat), use_best_model=True, verbose=500)
print("AUC no teste", roc_auc_score(y_teste, cb.predict_proba(X_teste)[:, 1]))
""",
        "eval_set=Pool(X_teste, y_teste, cat)",
        "eval_set=Pool(X_val, y_val, cat)",
    ),
    cells(
        "sixth: calibrator learnt where it is measured",
        "PRE-06",
        """import pandas as pd
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB

# one appointment per person
appts = pd.read_csv("no_show.csv")
cols = ["lead_days", "age", "prior_no_shows", "sms"]
dev, test = train_test_split(appts, test_size=0.25, random_state=30)
train, cal = train_test_split(dev, test_size=0.3, random_state=30)

nb = GaussianNB().fit(train[cols], train["no_show"])
iso = IsotonicRegression(out_of_bounds="clip")
iso.fit(nb.predict_proba(test[cols])[:, 1], test["no_show"])

calibrated = iso.predict(nb.predict_proba(test[cols])[:, 1])
print("Brier after calibration", brier_score_loss(test["no_show"], calibrated))
""",
        'iso.fit(nb.predict_proba(test[cols])[:, 1], test["no_show"])',
        'iso.fit(nb.predict_proba(cal[cols])[:, 1], cal["no_show"])',
    ),
    cells(
        "sixth: lightning validates on the test loader",
        "PRE-06",
        """import lightning as L
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint
from torch.utils.data import DataLoader

from plankton import PlanktonData, PlanktonNet

L.seed_everything(4, workers=True)
data = PlanktonData("plankton")
train_dl = DataLoader(data.part("train"), batch_size=64, shuffle=True)
val_dl = DataLoader(data.part("val"), batch_size=128)
test_dl = DataLoader(data.part("test"), batch_size=128)

best = ModelCheckpoint(monitor="val_f1", mode="max")
net = PlanktonNet(classes=38)
trainer = L.Trainer(max_epochs=60, callbacks=[best, EarlyStopping("val_f1", mode="max", patience=6)])
trainer.fit(net, train_dataloaders=train_dl, val_dataloaders=test_dl)
trainer.test(net, dataloaders=test_dl, ckpt_path="best")
""",
        "val_dataloaders=test_dl",
        "val_dataloaders=val_dl",
    ),
    cells(
        "sixth: judged on rows it was fitted on",
        "PRE-06",
        """import pandas as pd
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier

titanic = pd.read_csv("titanic.csv")
titanic["Sex"] = (titanic["Sex"] == "female").astype(int)
X = titanic[["Pclass", "Sex", "SibSp", "Parch", "Fare"]]
y = titanic["Survived"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=100)

tree = DecisionTreeClassifier(random_state=100)
tree.fit(X, y)
prediction = tree.predict(X_test)
print("Accuracy on unseen passengers:", accuracy_score(y_test, prediction))
print(confusion_matrix(y_test, prediction))
""",
        "tree.fit(X, y)",
        "tree.fit(X_train, y_train)",
    ),
)
