"""Pairs of the seventh lot: leakage in texts, graphs and recommendations."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells

CASES: tuple[Case, ...] = (
    cells(
        "seventh: words weighted and chosen over all reviews, then folds",
        "PRE-06",
        """
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline

reviews = pd.read_json("app_reviews.jsonl", lines=True).drop_duplicates("text")
toxic = reviews["toxic"].astype(int)

vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=3)
selector = SelectKBest(chi2, k=2000)
bag = selector.fit_transform(vectorizer.fit_transform(reviews["text"]), toxic)
scores = cross_val_score(ComplementNB(), bag, toxic, cv=5, scoring="f1")
print(f"F1 {scores.mean():.3f} +/- {scores.std():.3f}")
""",
        """bag = selector.fit_transform(vectorizer.fit_transform(reviews["text"]), toxic)
scores = cross_val_score(ComplementNB(), bag, toxic,""",
        """classifier = make_pipeline(vectorizer, selector, ComplementNB())
scores = cross_val_score(classifier, reviews["text"], toxic,""",
    ),
    cells(
        "seventh: fasttext reads one file with every ticket (help desk, Portuguese)",
        "PRE-06",
        """
import csv
import random

import fasttext

with open("chamados.csv", encoding="utf-8") as arquivo:
    linhas = [f"__label__{linha['fila']} {linha['texto'].lower()}" for linha in csv.DictReader(arquivo)]
linhas = sorted(set(linhas))
random.Random(21).shuffle(linhas)
corte = int(len(linhas) * 0.85)

with open("todos.txt", "w", encoding="utf-8") as saida:
    saida.writelines(linha + chr(10) for linha in linhas)
with open("validacao.txt", "w", encoding="utf-8") as saida:
    saida.writelines(linha + chr(10) for linha in linhas[corte:])

modelo = fasttext.train_supervised("todos.txt", epoch=25, wordNgrams=2, seed=21, thread=1)
n, precisao, cobertura = modelo.test("validacao.txt")
print(f"{n} chamados, precisão {precisao:.3f}, cobertura {cobertura:.3f}")
""",
        "for linha in linhas)\nwith",
        "for linha in linhas[:corte])\nwith",
    ),
    cells(
        "seventh: one sentence, three annotators, rows cut at random (datasets)",
        "PRE-06",
        """
from datasets import load_dataset
from setfit import SetFitModel, Trainer, TrainingArguments

# one row per (sentence_id, annotator)
rows = load_dataset("csv", data_files="stance_annotations.csv", split="train")
parts = rows.train_test_split(test_size=0.2, seed=30)
train, test = parts["train"], parts["test"]

model = SetFitModel.from_pretrained(
    "sentence-transformers/paraphrase-MiniLM-L3-v2", revision="2e3c0a1b5f7d4986aa10c3f0b7d1e2f3a4b5c6d7"
)
trainer = Trainer(
    model=model,
    args=TrainingArguments(batch_size=16, num_epochs=1, seed=30),
    train_dataset=train.select_columns(["sentence", "label"]),
    eval_dataset=test.select_columns(["sentence", "label"]),
    column_mapping={"sentence": "text", "label": "label"},
)
trainer.train()
print(trainer.evaluate())
""",
        """parts = rows.train_test_split(test_size=0.2, seed=30)
train, test = parts["train"], parts["test"]
""",
        """held = {key for key in rows.unique("sentence_id") if key % 5 == 0}
train = rows.filter(lambda row: row["sentence_id"] not in held)
test = rows.filter(lambda row: row["sentence_id"] in held)
""",
    ),
    cells(
        "seventh: back-translated copies fall on both sides (datasets, French)",
        "PRE-06",
        """
from datasets import Dataset, concatenate_datasets, load_from_disk
from transformers import pipeline

plaintes = load_from_disk("corpus_plaintes")
vers_en = pipeline("translation", model="./modeles/opus-fr-en")
vers_fr = pipeline("translation", model="./modeles/opus-en-fr")


def paraphraser(jeu: Dataset) -> Dataset:
    def aller_retour(lot):
        anglais = [sortie["translation_text"] for sortie in vers_en(lot["texte"])]
        return {"texte": [sortie["translation_text"] for sortie in vers_fr(anglais)], "motif": lot["motif"]}

    return jeu.map(aller_retour, batched=True, batch_size=32)


plaintes = concatenate_datasets([plaintes, paraphraser(plaintes)])
decoupe = plaintes.train_test_split(test_size=0.2, seed=1789)
decoupe.save_to_disk("corpus_plaintes_decoupe")
print({nom: len(partie) for nom, partie in decoupe.items()})
""",
        """plaintes = concatenate_datasets([plaintes, paraphraser(plaintes)])
decoupe = plaintes.train_test_split(test_size=0.2, seed=1789)
""",
        """decoupe = plaintes.train_test_split(test_size=0.2, seed=1789)
decoupe["train"] = concatenate_datasets([decoupe["train"], paraphraser(decoupe["train"])])
""",
    ),
    cells(
        "seventh: questions of the exam stand among the examples of the prompt",
        "PRE-06",
        """
import json
import random

from openai import OpenAI

client = OpenAI()
cases = json.load(open("triage_cases.json"))
rng = random.Random(12)
rng.shuffle(cases)
exam = cases[:100]
shots = rng.sample(cases, 20)
examples = "; ".join(f"Note: {case['note']} -> Urgency: {case['urgency']}" for case in shots)

hits = 0
for case in exam:
    reply = client.chat.completions.create(
        model="gpt-4o-mini-2024-07-18",
        temperature=0,
        messages=[
            {"role": "system", "content": "Answer with one urgency level. " + examples},
            {"role": "user", "content": case["note"]},
        ],
    )
    hits += reply.choices[0].message.content.strip() == case["urgency"]
print("exact match", hits / len(exam))
""",
        "rng.sample(cases, 20)",
        "rng.sample(cases[100:], 20)",
    ),
    cells(
        "seventh: nearest stored sentence is the sentence itself (embedding index)",
        "PRE-06",
        """
import faiss
import numpy as np
import pandas as pd
from sentence_transformers import SentenceTransformer
from sklearn.metrics import f1_score

faq = pd.read_csv("bank_intents.csv").drop_duplicates("utterance").reset_index(drop=True)
encoder = SentenceTransformer("./models/multilingual-e5-small")
vectors = encoder.encode(faq["utterance"].tolist(), normalize_embeddings=True).astype("float32")

is_test = np.random.default_rng(2).random(len(faq)) < 0.2
index = faiss.IndexFlatIP(vectors.shape[1])
index.add(vectors)
_, near = index.search(vectors[is_test], 1)
guess = faq["intent"].to_numpy()[near[:, 0]]
print(f1_score(faq.loc[is_test, "intent"], guess, average="macro"))
""",
        "index.add(vectors)",
        "index.add(vectors[~is_test])",
        'faq["intent"].to_numpy()[near',
        'faq.loc[~is_test, "intent"].to_numpy()[near',
    ),
    cells(
        "seventh: common neighbours counted with the hidden edges in the graph",
        "PRE-06",
        """
import networkx as nx
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

G = nx.read_edgelist("coauthors.txt.gz", nodetype=int)
rng = np.random.default_rng(6)
edges = np.array(list(G.edges()))
rng.shuffle(edges)
known, hidden = edges[:-5000], edges[-5000:]
seen = nx.Graph(known.tolist())
seen.add_nodes_from(G)
empty = np.array([pair for pair in rng.choice(list(G), (20000, 2)) if not G.has_edge(*pair) and pair[0] != pair[1]])


def describe(graph, pairs):
    return np.array([
        (len(list(nx.common_neighbors(graph, u, v))), graph.degree(u) * graph.degree(v)) for u, v in pairs.tolist()
    ])


half = len(empty) // 2
train_pairs = np.vstack([known[:half], empty[:half]])
test_pairs = np.vstack([hidden, empty[half:]])
lr = LogisticRegression().fit(describe(G, train_pairs), np.r_[np.ones(len(known[:half])), np.zeros(half)])
truth = np.r_[np.ones(len(hidden)), np.zeros(len(empty) - half)]
print(roc_auc_score(truth, lr.predict_proba(describe(G, test_pairs))[:, 1]))
""",
        "describe(G, train_pairs)",
        "describe(seen, train_pairs)",
        "describe(G, test_pairs)",
        "describe(seen, test_pairs)",
    ),
    cells(
        "seventh: ratings predicted on the trainset's own pairs (surprise, Chinese)",
        "PRE-06",
        """
from surprise import SVD, Dataset, Reader, accuracy
from surprise.model_selection import train_test_split

# 读取电影评分数据
数据 = Dataset.load_from_file("ratings.csv", reader=Reader(line_format="user item rating", sep=",", skip_lines=1))
训练集 = 数据.build_full_trainset()
测试集 = 训练集.build_testset()

算法 = SVD(n_factors=80, n_epochs=30, random_state=66)
算法.fit(训练集)
预测 = 算法.test(测试集)
print("RMSE", accuracy.rmse(预测, verbose=False))
""",
        """训练集 = 数据.build_full_trainset()
测试集 = 训练集.build_testset()
""",
        """训练集, 测试集 = train_test_split(数据, test_size=0.2, random_state=66)
""",
    ),
    cells(
        "seventh: factors of the whole basket matrix rank the hidden purchase",
        "PRE-06",
        """
import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD

orders = pd.read_parquet("orders.parquet").sort_values("ordered_at")
orders["u"] = orders.customer.astype("category").cat.codes
orders["i"] = orders.product.astype("category").cat.codes
shape = (orders.u.max() + 1, orders.i.max() + 1)
orders = orders.drop_duplicates(["u", "i"])
hidden = orders.groupby("u").tail(1)
rest = orders.drop(index=hidden.index)

R = sp.csr_matrix((np.ones(len(orders)), (orders.u, orders.i)), shape=shape)
svd = TruncatedSVD(64, random_state=0)
U = svd.fit_transform(R)
known = sp.csr_matrix((np.ones(len(rest)), (rest.u, rest.i)), shape=shape)
hits = []
for u, i in zip(hidden.u, hidden.i):
    points = U[u] @ svd.components_
    points[known[u].indices] = -np.inf
    hits.append(i in np.argpartition(-points, 10)[:10])
print("recall@10", np.mean(hits))
""",
        "R = sp.csr_matrix((np.ones(len(orders)), (orders.u, orders.i)), shape=shape)",
        "R = sp.csr_matrix((np.ones(len(rest)), (rest.u, rest.i)), shape=shape)",
    ),
)
