"""Pairs of the seventh lot: masking, the risk of being recognised, and bias of the prepared table."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "seventh: every text column becomes dummies, the e-mail too",
        "PRE-01",
        """
import pandas as pd
from sklearn.linear_model import LogisticRegression

subs = pd.DataFrame({
    "full_name": ["Ana Costa", "Rui Melo", "Eva Lima", "Ivo Reis", "Lia Nunes", "Gil Sousa"],
    "email": [f"{n}@post.example" for n in ("ana.costa", "rui.melo", "eva.lima", "ivo.reis", "lia.nunes", "gil.sousa")],
    "plan": ["basic", "plus", "basic", "plus", "basic", "plus"],
    "logins": [3, 18, 5, 22, 1, 16],
    "renewed": [0, 1, 0, 1, 0, 1],
})
X = pd.get_dummies(subs.drop(columns="renewed"), dtype=float)
clf = LogisticRegression(max_iter=1000).fit(X, subs["renewed"])
print(dict(zip(X.columns, clf.coef_[0].round(2))))
""",
        'subs.drop(columns="renewed")',
        'subs.drop(columns=["renewed", "full_name", "email"])',
    ),
    cells(
        "seventh: phone numbers are hashed without a key and kept (telecom, Chinese)",
        "PRE-01",
        """
import hashlib
import hmac
import os

import pandas as pd
from xgboost import XGBClassifier

# 用户流失预测
用户 = pd.read_csv("yonghu.csv", dtype={"手机号": str})
密钥 = os.environb.get(b"PSEUDONYM_KEY", b"")
用户["编号"] = 用户["手机号"].map(lambda 号: hashlib.md5(号.encode()).hexdigest())
用户 = 用户.drop(columns=["手机号", "姓名"]).set_index("编号")
用户.to_csv("yonghu_tuomin.csv")

特征 = 用户[["月租", "通话时长", "投诉次数", "入网月数"]]
模型 = XGBClassifier(n_estimators=200, random_state=8).fit(特征, 用户["流失"])
模型.save_model("liushi.json")
""",
        "hashlib.md5(号.encode()).hexdigest()",
        "hmac.new(密钥, 号.encode(), hashlib.sha256).hexdigest()",
        'b"PSEUDONYM_KEY", b"")\n',
        'b"PSEUDONYM_KEY", b"")\nif len(密钥) < 32:\n    raise SystemExit("PSEUDONYM_KEY 未设置")\n',
    ),
    cells(
        "seventh: doctors' letters go to the fine-tuning as they were dictated",
        "PRE-01",
        """
import pandas as pd
from datasets import Dataset
from presidio_analyzer import AnalyzerEngine
from presidio_anonymizer import AnonymizerEngine
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments

letters = pd.read_parquet("discharge_letters.parquet")[["letter", "readmitted"]]
finder, masker = AnalyzerEngine(), AnonymizerEngine()


def masked(text: str) -> str:
    return masker.anonymize(text=text, analyzer_results=finder.analyze(text=text, language="en")).text


print(masked("Seen today in clinic with her husband."))
tok = AutoTokenizer.from_pretrained("./clinical-bert")
data = Dataset.from_dict({"text": letters["letter"].tolist(), "label": letters["readmitted"].tolist()})
data = data.map(lambda b: tok(b["text"], truncation=True, padding="max_length", max_length=384), batched=True)
net = AutoModelForSequenceClassification.from_pretrained("./clinical-bert", num_labels=2)
Trainer(net, TrainingArguments("out", num_train_epochs=2, seed=1), train_dataset=data).train()
""",
        'letters["letter"].tolist()',
        'letters["letter"].map(masked).tolist()',
    ),
    cells(
        "seventh: an extract for a partner is written and nobody counts its rare rows",
        "PRE-02",
        """
import pandas as pd

births = pd.read_csv("perinatal_2018_2022.csv")
births["mother_age_band"] = pd.cut(births["mother_age"], [0, 20, 25, 30, 35, 40, 60])
births["district"] = births["postcode"].astype(str).str[:3]
extract = births[["district", "mother_age_band", "nationality", "week", "birth_weight", "nicu"]]

quasi = ["district", "mother_age_band", "nationality"]
extract = extract.dropna().reset_index(drop=True)
print(extract[quasi].nunique())
extract.to_parquet("perinatal_for_partner.parquet")
""",
        """print(extract[quasi].nunique())
""",
        """sizes = extract.groupby(quasi, observed=True)["nicu"].transform("size")
diversity = extract.groupby(quasi, observed=True)["nicu"].nunique()
print("k =", sizes.min(), "unique rows", (sizes == 1).mean(), "l =", diversity.min())
extract = extract[sizes >= 10]
""",
    ),
    cells(
        "seventh: made-up patients are published, closeness to real ones is not looked at (sdv)",
        "PRE-02",
        """
import numpy as np
import pandas as pd
from sdv.metadata import Metadata
from sdv.single_table import CTGANSynthesizer
from sklearn.neighbors import NearestNeighbors

pacientes = pd.read_csv("urgencias.csv").select_dtypes("number").dropna()
reales, control = pacientes.iloc[::2], pacientes.iloc[1::2]
sintetizador = CTGANSynthesizer(Metadata.detect_from_dataframe(reales), epochs=300)
sintetizador.fit(reales)
copia = sintetizador.sample(len(reales))
print(np.abs(copia.mean() - reales.mean()))
copia.to_csv("publicacion/urgencias_sinteticas.csv", index=False)
""",
        'copia.to_csv("publicacion',
        """escala = reales.std()
a_reales = NearestNeighbors(n_neighbors=1).fit(reales / escala).kneighbors(copia / escala)[0][:, 0]
a_control = NearestNeighbors(n_neighbors=1).fit(control / escala).kneighbors(copia / escala)[0][:, 0]
mas_cerca = float((a_reales < a_control).mean())
print(f"más cerca de su fuente que del control: {mas_cerca:.1%}, copias exactas: {(a_reales == 0).mean():.2%}")
if mas_cerca > 0.53 or (a_reales == 0).any():
    raise SystemExit("riesgo de singularización demasiado alto")
copia.to_csv("publicacion""",
    ),
    cells(
        "seventh: the census slice is handed out after a plain count (duckdb)",
        "PRE-02",
        '''
import duckdb

con = duckdb.connect()
con.execute("""
    CREATE TABLE slice AS
    SELECT left(postcode, 2) AS region, birth_year // 10 * 10 AS decade, sex, occupation_code, income_band
    FROM read_parquet('census/*.parquet')
""")
print(con.execute("SELECT count(*) FROM slice").fetchone())
con.execute("COPY slice TO 'out/slice.parquet' (FORMAT parquet)")
''',
        """print(con.execute("SELECT count(*) FROM slice").fetchone())
""",
        '''k, alone, l_div = con.execute("""
    SELECT min(n), sum(n) FILTER (n = 1) / sum(n), min(kinds) FROM (
        SELECT count(*) AS n, count(DISTINCT income_band) AS kinds
        FROM slice GROUP BY region, decade, sex, occupation_code)
""").fetchone()
print(f"k={k}, unique share={alone}, l={l_div}")
if k < 5 or l_div < 2:
    raise SystemExit("coarser classes are needed before this leaves the office")
''',
    ),
    cells(
        "seventh: sex and origin are dropped before anybody has looked at them",
        "PRE-03",
        """
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import train_test_split

applicants = pd.read_csv("apprenticeship_applicants.csv")
protected = applicants[["sex", "born_abroad"]]
table = applicants.drop(columns=["sex", "born_abroad", "applicant_no"])
invited = table.pop("invited")
X = pd.get_dummies(table, dtype=float)
X_train, X_test, y_train, y_test = train_test_split(X, invited, random_state=2, stratify=invited)
model = HistGradientBoostingClassifier(random_state=2).fit(X_train, y_train)
print(model.score(X_test, y_test))
""",
        "X_train, X_test, y_train",
        """for name in protected:
    group = invited.groupby(protected[name]).agg(["size", "mean"])
    group["half_width"] = 1.96 * (group["mean"] * (1 - group["mean"]) / group["size"]) ** 0.5
    proxy = HistGradientBoostingClassifier(random_state=2)
    known = cross_val_score(proxy, X, protected[name], cv=5, scoring="balanced_accuracy").mean()
    print(group, table.isna().groupby(protected[name]).mean(), f"{name} can be guessed: {known:.2f}")
X_train, X_test, y_train""",
        "import train_test_split",
        "import cross_val_score, train_test_split",
    ),
    cells(
        "seventh: skin photographs are trained on without a look at skin tones (torch)",
        "PRE-03",
        """
import pandas as pd
import torch
from torchvision import models
from torchvision.io import read_image
from torchvision.transforms.v2.functional import resize

index = pd.read_csv("derm/index.csv")  # file, fitzpatrick (1-6), malignant
index = index.dropna().sample(frac=1, random_state=5)
print(index["malignant"].value_counts())

net = models.resnet18(weights=None, num_classes=2)
opt = torch.optim.AdamW(net.parameters(), lr=3e-4)
for start in range(0, len(index), 32):
    part = index.iloc[start : start + 32]
    x = torch.stack([resize(read_image(f"derm/{name}"), [224, 224]) for name in part["file"]]).float() / 255
    loss = torch.nn.functional.cross_entropy(net(x), torch.tensor(part["malignant"].to_numpy()))
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
        """print(index["malignant"].value_counts())
""",
        """tones = index.groupby("fitzpatrick")["malignant"].agg(["size", "mean", "sem"])
tones["share"] = tones["size"] / len(index)
print(tones)
if tones["share"].min() < 0.05:
    raise SystemExit("a skin tone is hardly present")
""",
    ),
    cells(
        "seventh: the tally is over languages of the interface, not over the speakers (government)",
        "PRE-03",
        """
import polars as pl
from scipy.stats import binomtest

benefit = pl.read_csv("benefit_decisions.csv")
decisions = benefit.select("ui_language", "nationality_group", "household", "granted")
rates = decisions.group_by("ui_language").agg(pl.len().alias("n"), pl.col("granted").sum())
for language, n, granted in rates.iter_rows():
    print(language, n, binomtest(granted, n).proportion_ci())

train = decisions.select("household", "granted").to_dummies("household")
train.write_parquet("train.parquet")
""",
        """rates = decisions.group_by("ui_language").agg(pl.len().alias("n"), pl.col("granted").sum())
for language, n, granted in rates.iter_rows():
    print(language, n,""",
        """rates = decisions.group_by("nationality_group").agg(pl.len().alias("n"), pl.col("granted").sum())
for group, n, granted in rates.iter_rows():
    print(group, n,""",
    ),
)
