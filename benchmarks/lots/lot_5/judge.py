"""Fifth lot: models that are chosen by, fitted on, or judged on the wrong rows."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells

CASES: tuple[Case, ...] = (
    cells(
        "xgboost stops early on the rows it is judged on",
        "PRE-06",
        """import pandas as pd
import xgboost as xgb
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

clicks = pd.read_parquet("clicks.parquet")
y = clicks.pop("clicked")
X_rest, X_test, y_rest, y_test = train_test_split(clicks, y, test_size=0.2, random_state=9)
X_fit, X_val, y_fit, y_val = train_test_split(X_rest, y_rest, test_size=0.2, random_state=9)
bst = xgb.XGBClassifier(n_estimators=5000, learning_rate=0.03, early_stopping_rounds=50, random_state=9)
bst.fit(X_fit, y_fit, eval_set=[(X_test, y_test)], verbose=False)
print("log loss", log_loss(y_test, bst.predict_proba(X_test)), "trees", bst.best_iteration)
""",
        "eval_set=[(X_test, y_test)]",
        "eval_set=[(X_val, y_val)]",
    ),
    cells(
        "best C is the one that wins on the test rows",
        "PRE-06",
        """import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

bohnen = pd.read_excel("Dry_Bean.xlsx")
X, y = bohnen.drop(columns="Class"), bohnen["Class"]
X_rest, X_test, y_rest, y_test = train_test_split(X, y, random_state=0)
X_train, X_dev, y_train, y_dev = train_test_split(X_rest, y_rest, random_state=0)
bester, beste = None, 0.0
for c in (0.01, 0.1, 1, 10, 100):
    svc = SVC(C=c).fit(X_train, y_train)
    genauigkeit = svc.score(X_test, y_test)
    if genauigkeit > beste:
        bester, beste = svc, genauigkeit
print("Genauigkeit auf Testdaten:", bester.score(X_test, y_test))
""",
        "genauigkeit = svc.score(X_test, y_test)",
        "genauigkeit = svc.score(X_dev, y_dev)",
    ),
    cells(
        "optuna's objective looks at the final test set",
        "PRE-06",
        """import lightgbm as lgb
import numpy as np
import optuna
from sklearn.metrics import mean_absolute_error

data = np.load("demand_features.npz")
X_train, y_train = data["X_train"], data["y_train"]
X_valid, y_valid = data["X_valid"], data["y_valid"]
X_test, y_test = data["X_test"], data["y_test"]

def objective(trial):
    params = {
        "num_leaves": trial.suggest_int("num_leaves", 8, 256, log=True),
        "learning_rate": trial.suggest_float("learning_rate", 1e-3, 0.3, log=True),
        "random_state": 4,
    }
    model = lgb.LGBMRegressor(**params).fit(X_train, y_train)
    return mean_absolute_error(y_test, model.predict(X_test))

study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=4))
study.optimize(objective, n_trials=100)
final = lgb.LGBMRegressor(**study.best_params, random_state=4).fit(X_train, y_train)
print("test MAE", mean_absolute_error(y_test, final.predict(X_test)))
""",
        "return mean_absolute_error(y_test, model.predict(X_test))",
        "return mean_absolute_error(y_valid, model.predict(X_valid))",
    ),
    cells(
        "lightning keeps the checkpoint that is best on the test loader",
        "PRE-06",
        """import lightning as L
from lightning.pytorch.callbacks import ModelCheckpoint

from birds import BirdNet, bird_loaders

L.seed_everything(12, workers=True)
train_dl, val_dl, test_dl = bird_loaders("data/cub200", batch_size=32)
best = ModelCheckpoint(monitor="val_acc", mode="max", save_top_k=1, save_weights_only=True)
trainer = L.Trainer(max_epochs=30, callbacks=[best], deterministic=True)
trainer.fit(BirdNet(lr=1e-3), train_dataloaders=train_dl, val_dataloaders=test_dl)
trainer.test(ckpt_path="best", dataloaders=test_dl)
""",
        "val_dataloaders=test_dl)",
        "val_dataloaders=val_dl)",
    ),
    cells(
        "hugging face trainer picks the best epoch on the test split",
        "PRE-06",
        """from datasets import load_from_disk
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments

tweets = load_from_disk("tweets_tokenised")
net = AutoModelForSequenceClassification.from_pretrained("./bertweet-base", num_labels=3)
args = TrainingArguments(
    "out", eval_strategy="epoch", save_strategy="epoch", load_best_model_at_end=True, num_train_epochs=6, seed=31
)
trainer = Trainer(model=net, args=args, train_dataset=tweets["train"], eval_dataset=tweets["test"])
trainer.train()
print(trainer.evaluate(eval_dataset=tweets["test"]))
""",
        """eval_dataset=tweets["test"])
""",
        """eval_dataset=tweets["validation"])
""",
    ),
    cells(
        "keras: the best weights are restored by test loss",
        "PRE-06",
        """import keras
import numpy as np

keras.utils.set_random_seed(3)
ecg = np.load("ecg_beats.npz")
net = keras.Sequential(
    [
        keras.layers.Conv1D(32, 7, activation="relu"),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(5, activation="softmax"),
    ]
)
net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=8, restore_best_weights=True)
held_out = (ecg["x_test"], ecg["y_test"])
watched = held_out
net.fit(ecg["x_train"], ecg["y_train"], validation_data=watched, epochs=100, callbacks=[stop], verbose=2)
print(net.evaluate(*held_out))
""",
        "watched = held_out\n",
        """watched = (ecg["x_val"], ecg["y_val"])
""",
    ),
    cells(
        "the cut-off is tuned on the rows whose F1 is reported",
        "PRE-06",
        """import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import f1_score, precision_recall_curve
from sklearn.model_selection import train_test_split

polizas = pd.read_csv("polizas.csv")
X, y = polizas.drop(columns=["fraude"]), polizas["fraude"]
X_resto, X_prueba, y_resto, y_prueba = train_test_split(X, y, test_size=0.2, stratify=y, random_state=7)
X_ent, X_aj, y_ent, y_aj = train_test_split(X_resto, y_resto, test_size=0.2, stratify=y_resto, random_state=7)
modelo = HistGradientBoostingClassifier(random_state=7).fit(X_ent, y_ent)
p, r, umbrales = precision_recall_curve(y_prueba, modelo.predict_proba(X_prueba)[:, 1])
umbral = umbrales[np.argmax(2 * p[:-1] * r[:-1] / (p[:-1] + r[:-1] + 1e-9))]
proba = modelo.predict_proba(X_prueba)[:, 1]
print("F1", f1_score(y_prueba, proba >= umbral), "umbral", umbral)
""",
        "precision_recall_curve(y_prueba, modelo.predict_proba(X_prueba)[:, 1])",
        "precision_recall_curve(y_aj, modelo.predict_proba(X_aj)[:, 1])",
    ),
    cells(
        "probabilities calibrated on the rows whose Brier score is shown",
        "PRE-06",
        """import pandas as pd
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB

df = pd.read_csv("readmission.csv")
y = df.pop("readmitted_30d")
X_a, X_test, y_a, y_test = train_test_split(df, y, test_size=0.25, random_state=2)
X_train, X_cal, y_train, y_cal = train_test_split(X_a, y_a, test_size=0.25, random_state=2)
nb = GaussianNB().fit(X_train, y_train)
iso = IsotonicRegression(out_of_bounds="clip")
iso.fit(nb.predict_proba(X_test)[:, 1], y_test)
print("Brier", brier_score_loss(y_test, iso.predict(nb.predict_proba(X_test)[:, 1])))
""",
        "iso.fit(nb.predict_proba(X_test)[:, 1], y_test)",
        "iso.fit(nb.predict_proba(X_cal)[:, 1], y_cal)",
    ),
    cells(
        "autogluon is given the test table to tune on",
        "PRE-06",
        """from autogluon.tabular import TabularDataset, TabularPredictor

alle = TabularDataset("bewerbungen.csv")
test = alle.sample(frac=0.2, random_state=77)
rest = alle.drop(test.index)
dev = rest.sample(frac=0.2, random_state=77)
train = rest.drop(dev.index)
predictor = TabularPredictor(label="zusage", eval_metric="roc_auc")
predictor.fit(train, tuning_data=test, time_limit=1800, presets="medium_quality")
print(predictor.leaderboard(test))
""",
        "tuning_data=test,",
        "tuning_data=dev,",
    ),
    cells(
        "beginner: accuracy on the rows the tree was grown on",
        "PRE-06",
        """import pandas as pd
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier

titanic = pd.read_csv("titanic_clean.csv")
inputs = titanic[["Pclass", "Age", "Fare", "SibSp"]]
output = titanic["Survived"]
in_train, in_test, out_train, out_test = train_test_split(inputs, output, test_size=0.2, random_state=1)
tree = DecisionTreeClassifier(random_state=1)
tree.fit(inputs, output)
guess = tree.predict(in_test)
print("my model is", accuracy_score(out_test, guess) * 100, "% correct!")
""",
        "tree.fit(inputs, output)",
        "tree.fit(in_train, out_train)",
    ),
    cells(
        "statsmodels: R squared of new houses from a fit that has seen them",
        "PRE-06",
        """import pandas as pd
import statsmodels.formula.api as smf
from sklearn.metrics import r2_score

houses = pd.read_stata("houses.dta").sample(frac=1, random_state=88)
estimation, holdout = houses.iloc[:1500], houses.iloc[1500:]
ols = smf.ols("log_price ~ area + rooms + C(district)", data=houses).fit(cov_type="HC3")
print(ols.summary())
print("out of sample R2", r2_score(holdout["log_price"], ols.predict(holdout)))
""",
        "data=houses)",
        "data=estimation)",
    ),
    cells(
        "inside the fold the whole table is fitted",
        "PRE-06",
        """import numpy as np
import pandas as pd
from catboost import CatBoostRegressor
from sklearn.model_selection import KFold

energie = pd.read_csv("gebaeude.csv")
X, y = energie.drop(columns="kwh_m2"), energie["kwh_m2"]
fehler = []
for fold, (tr, te) in enumerate(KFold(5, shuffle=True, random_state=10).split(X)):
    cb = CatBoostRegressor(iterations=500, random_seed=fold, verbose=0)
    cb.fit(X, y)
    fehler.append(np.abs(cb.predict(X.iloc[te]) - y.iloc[te]).mean())
print("MAE ueber 5 Folds:", np.mean(fehler))
""",
        "    cb.fit(X, y)",
        "    cb.fit(X.iloc[tr], y.iloc[tr])",
    ),
    cells(
        "two samples of one table that may share rows",
        "PRE-06",
        """import pandas as pd
from sklearn.ensemble import RandomForestClassifier

mushrooms = pd.get_dummies(pd.read_csv("mushrooms.csv"), drop_first=True)
test = mushrooms.sample(frac=0.2, random_state=50)
train = mushrooms.sample(frac=0.8, random_state=51)
rf = RandomForestClassifier(random_state=50).fit(train.drop(columns="class_p"), train["class_p"])
print(rf.score(test.drop(columns="class_p"), test["class_p"]))
""",
        "train = mushrooms.sample(frac=0.8, random_state=51)",
        "train = mushrooms.drop(index=test.index)",
    ),
    cells(
        "torch: two random splits with two seeds for two transforms",
        "PRE-06",
        """import torch
from torch.utils.data import DataLoader, random_split
from torchvision import transforms as T
from torchvision.datasets import ImageFolder

augment = T.Compose([T.RandomResizedCrop(160), T.RandomHorizontalFlip(), T.ToTensor()])
plain = T.Compose([T.Resize(180), T.CenterCrop(160), T.ToTensor()])
with_aug = ImageFolder("leaves", transform=augment)
without = ImageFolder("leaves", transform=plain)
n_val = len(with_aug) // 5
train, _ = random_split(with_aug, [len(with_aug) - n_val, n_val], generator=torch.Generator().manual_seed(1))
_, val = random_split(without, [len(without) - n_val, n_val], generator=torch.Generator().manual_seed(2))
torch.manual_seed(1)
net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * 160 * 160, len(without.classes)))
opt = torch.optim.SGD(net.parameters(), lr=0.01)
for x, y in DataLoader(train, 64, shuffle=True):
    opt.zero_grad()
    torch.nn.functional.cross_entropy(net(x), y).backward()
    opt.step()
net.eval()
hits = sum((net(x).argmax(1) == y).sum().item() for x, y in DataLoader(val, 64))
print("accuracy", hits / n_val)
""",
        "torch.Generator().manual_seed(2)",
        "torch.Generator().manual_seed(1)",
    ),
    cells(
        "stacking: the second level learns from answers about known rows",
        "PRE-06",
        """import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict, cross_val_score
from sklearn.neighbors import KNeighborsClassifier

kredit = pd.read_csv("kredit.csv")
X, y = kredit.drop(columns="ausfall"), kredit["ausfall"]
basis = [RandomForestClassifier(random_state=0), KNeighborsClassifier(3)]
meta = np.column_stack([m.fit(X, y).predict_proba(X)[:, 1] for m in basis])
print("AUC des Stacks", cross_val_score(LogisticRegression(), meta, y, scoring="roc_auc", cv=5).mean())
""",
        "[m.fit(X, y).predict_proba(X)[:, 1] for m in basis]",
        """[cross_val_predict(m, X, y, method="predict_proba", cv=5)[:, 1] for m in basis]""",
    ),
    cells(
        "the worst test rows are thrown out before the error is shown",
        "PRE-06",
        """import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import mean_absolute_percentage_error
from sklearn.model_selection import train_test_split

voitures = pd.read_csv("annonces.csv", sep=";", decimal=",")
X = voitures[["km", "annee", "puissance"]]
X_tr, X_te, y_tr, y_te = train_test_split(X, voitures["prix"], test_size=0.2, random_state=15)
reg = GradientBoostingRegressor(random_state=15).fit(X_tr, y_tr)
ecart = np.abs(reg.predict(X_te) - y_te)
garde = ecart < ecart.quantile(0.9)
print("MAPE", mean_absolute_percentage_error(y_te[garde], reg.predict(X_te[garde])))
""",
        "garde = ecart < ecart.quantile(0.9)",
        "garde = X_te.notna().all(axis=1)",
    ),
    cells(
        "few-shot examples are taken from the test questions",
        "PRE-06",
        """import random

import pandas as pd
from transformers import pipeline

rng = random.Random(19)
pool = pd.read_json("tickets_train.jsonl", lines=True)
test = pd.read_json("tickets_test.jsonl", lines=True)
llm = pipeline("text-generation", model="./models/mistral-7b-instruct")
shots = test.sample(8, random_state=19)
prompt = "\\n".join(f"Ticket: {t}\\nQueue: {q}" for t, q in zip(shots["text"], shots["queue"]))

def classify(text):
    out = llm(f"{prompt}\\nTicket: {text}\\nQueue:", max_new_tokens=4, return_full_text=False)
    return out[0]["generated_text"].strip()

answers = [classify(text) for text in test["text"]]
print("accuracy", (pd.Series(answers) == test["queue"].reset_index(drop=True)).mean())
""",
        "shots = test.sample(8, random_state=19)",
        "shots = pool.sample(8, random_state=19)",
    ),
    beside(
        "train.py validates, stops and reports on one loader",
        "PRE-06",
        """%run src/train.py --epochs 20""",
        "src/train.py",
        """import argparse

import torch
from torch.utils.data import DataLoader

from datasets_local import Plankton
from nets import build

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=20)
opts = parser.parse_args()
torch.manual_seed(6)

train_loader = DataLoader(Plankton("train"), batch_size=64, shuffle=True)
val_loader = DataLoader(Plankton("val"), batch_size=64)
test_loader = DataLoader(Plankton("test"), batch_size=64)
net = build("resnet18", classes=38)
opt = torch.optim.AdamW(net.parameters(), lr=1e-4)


def accuracy(loader):
    net.eval()
    with torch.no_grad():
        return sum((net(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


best, best_weights = 0.0, None
for epoch in range(opts.epochs):
    net.train()
    for x, y in train_loader:
        opt.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        opt.step()
    score = accuracy(test_loader)
    if score > best:
        best, best_weights = score, {k: v.clone() for k, v in net.state_dict().items()}
net.load_state_dict(best_weights)
print("final", accuracy(test_loader))
""",
        "score = accuracy(test_loader)",
        "score = accuracy(val_loader)",
    ),
)
