"""Models of other libraries, measured as they are in a kernel: networks, boosters, wrappers, pipelines of texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import catboost
import keras
import lightgbm
import numpy as np
import pandas as pd
import pytest
import torch
import xgboost
from aif360.datasets import BinaryLabelDataset
from aif360.metrics import ClassificationMetric
from art.estimators.classification import PyTorchClassifier, SklearnClassifier
from fairlearn.reductions import DemographicParity, ExponentiatedGradient
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from skorch import NeuralNetClassifier
from torch import nn

from jupyter_mlsec.measure import Measured, measure_model
from jupyter_mlsec.model.checklist import Status

RAW, Y = load_breast_cancer(return_X_y=True)
X = StandardScaler().fit_transform(RAW).astype(np.float32)
PATIENTS, GROWTH = load_diabetes(return_X_y=True, as_frame=True)
RANDOM = np.random.default_rng(0)
PEOPLE = pd.DataFrame(
    {
        "age": RANDOM.integers(18, 90, 800).astype(float),
        "city": pd.Categorical(RANDOM.choice(["Rome", "Oslo", "Lima"], 800)),
        "sex": pd.Categorical(RANDOM.choice(["f", "m"], 800)),
    }
)
LATE = np.where(PEOPLE["age"] + 10 * (PEOPLE["city"] == "Rome") + RANDOM.normal(0, 8, 800) > 55, "yes", "no")
QUIET = {"allow_writing_files": False, "verbose": False, "iterations": 30}
# what the probes may be unable to show on any model: it depends on the model, not on the library that it is from
HONEST = {
    "backdoor-trigger",
    "explanation-of-the-past",
    "implausible-features",
    "judged-on-its-own-rows",
    "misleading-probabilities",
}


def network(outputs: int = 2) -> Any:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, outputs))


def trained(net: Any, y: Any, loss: Any) -> Any:
    optimiser = torch.optim.Adam(net.parameters(), 0.02)
    for _ in range(150):
        optimiser.zero_grad()
        loss(net(torch.tensor(X[:300])), torch.tensor(y)).backward()
        optimiser.step()
    return net


def keras_network(outputs: int, activation: str | None, loss: Any) -> Any:
    keras.utils.set_random_seed(0)
    net = keras.Sequential(
        [keras.layers.Input((30,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(outputs, activation)]
    )
    net.compile("adam", loss)
    net.fit(X[:300], Y[:300], epochs=40, verbose=0)
    return net


def skorched() -> Any:
    net = NeuralNetClassifier(network, criterion=nn.CrossEntropyLoss, max_epochs=15, lr=0.1, verbose=0)
    return net.fit(X[:300], Y[:300].astype(np.int64))


def wrapped() -> Any:
    net = network()
    optimiser = torch.optim.Adam(net.parameters(), 0.02)
    model = PyTorchClassifier(net, nn.CrossEntropyLoss(), (30,), 2, optimizer=optimiser)
    model.fit(X[:300], Y[:300], nb_epochs=30, verbose=False)
    return model


SPARSE = keras.losses.SparseCategoricalCrossentropy
MODELS: dict[str, tuple[Callable[[], Any], Any, Any, int]] = {
    "torch scores": (lambda: trained(network(), Y[:300], nn.CrossEntropyLoss()), X, Y, 300),
    "torch one score": (
        lambda: trained(network(1), Y[:300, None].astype(np.float32), nn.BCEWithLogitsLoss()),
        torch.tensor(X),
        torch.tensor(Y),
        300,
    ),
    "skorch": (skorched, X, Y, 300),
    "keras softmax": (lambda: keras_network(2, "softmax", SPARSE()), X, Y, 300),
    "keras scores": (lambda: keras_network(2, None, SPARSE(from_logits=True)), X, Y, 300),
    "keras sigmoid": (lambda: keras_network(1, "sigmoid", "binary_crossentropy"), X, Y, 300),
    "xgboost": (lambda: xgboost.XGBClassifier(n_estimators=20).fit(RAW[:300], Y[:300]), RAW, Y, 300),
    "xgboost booster": (
        lambda: xgboost.train({"objective": "binary:logistic"}, xgboost.DMatrix(RAW[:300], Y[:300]), 20),
        RAW,
        Y,
        300,
    ),
    "xgboost regressor": (
        lambda: xgboost.XGBRegressor(n_estimators=20).fit(PATIENTS[:220], GROWTH[:220]),
        PATIENTS,
        GROWTH,
        220,
    ),
    "lightgbm booster": (
        lambda: lightgbm.train(
            {"objective": "multiclass", "num_class": 2, "verbose": -1}, lightgbm.Dataset(RAW[:300], Y[:300]), 20
        ),
        RAW,
        Y,
        300,
    ),
    "lightgbm categories": (
        lambda: lightgbm.LGBMClassifier(n_estimators=20, verbose=-1).fit(PEOPLE[:400], LATE[:400]),
        PEOPLE,
        LATE,
        400,
    ),
    "catboost categories": (
        lambda: catboost.CatBoostClassifier(cat_features=["city", "sex"], **QUIET).fit(PEOPLE[:400], LATE[:400]),
        PEOPLE,
        LATE,
        400,
    ),
    "catboost scores": (
        lambda: catboost.CatBoost({"loss_function": "Logloss", **QUIET}).fit(RAW[:300], Y[:300]),
        RAW,
        Y,
        300,
    ),
    "art": (wrapped, X, Y, 300),
    "art around scikit-learn": (
        lambda: SklearnClassifier(LogisticRegression(max_iter=900).fit(X[:300], Y[:300])),
        X,
        Y,
        300,
    ),
}


def measured(model: Any, x: Any, y: Any, train: int, **fields: Any) -> Measured:
    return measure_model(model, x=x[train:], y=y[train:], x_train=x[:train], y_train=y[:train], **fields)


@pytest.mark.parametrize("name", MODELS)
def test_it_is_measured_as_it_is(name: str) -> None:
    make, x, y, train = MODELS[name]
    found = measured(make(), x, y, train)
    blind = {each.probe for each in found if each.observation.status is Status.ERROR}
    assert blind <= HONEST
    quality = found.number("r2" if name.endswith("regressor") else "accuracy").value
    assert quality > (0.2 if name.endswith("regressor") else 0.75)


def test_groups_as_fairlearn_and_aif360_see_them() -> None:
    frame = pd.DataFrame({"a": RANDOM.normal(size=900), "sex": RANDOM.integers(0, 2, 900)})
    y = (frame["a"] + frame["sex"] + RANDOM.normal(0, 0.5, 900) > 0.5).astype(int)
    model = LogisticRegression().fit(frame, y)
    truth = BinaryLabelDataset(df=frame.assign(y=y), label_names=["y"], protected_attribute_names=["sex"])
    given = truth.copy()
    given.labels = model.predict(frame).reshape(-1, 1).astype(float)
    sides = {"unprivileged_groups": [{"sex": 0}], "privileged_groups": [{"sex": 1}]}
    theirs = ClassificationMetric(truth, given, **sides)
    ours = measure_model(model, x=frame, y=y, groups=("sex",))
    assert ours.number("demographic-parity:sex").value == pytest.approx(-theirs.statistical_parity_difference())
    assert ours.number("equal-opportunity:sex").value == pytest.approx(-theirs.equal_opportunity_difference())
    assert ours.number("selection-ratio:sex").value == pytest.approx(theirs.disparate_impact())
    mitigated = ExponentiatedGradient(LogisticRegression(), DemographicParity(), max_iter=5)
    mitigated.fit(frame[:450], y[:450], sensitive_features=frame["sex"][:450])
    after = measured(mitigated, frame, y, 450, groups=("sex",))
    before = measured(model, frame, y, 450, groups=("sex",))
    assert after.number("demographic-parity:sex").value < before.number("demographic-parity:sex").value


def test_a_pipeline_of_texts(tmp_path: Any) -> None:
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast, pipeline

    words = ["good", "nice", "bad", "sad", "cat", "dog", "tree"]
    (tmp_path / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]))
    tokenizer = BertTokenizerFast(str(tmp_path / "vocab.txt"))
    torch.manual_seed(0)
    settings = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    names = {"id2label": {0: "NEGATIVE", 1: "POSITIVE"}, "label2id": {"NEGATIVE": 0, "POSITIVE": 1}}
    net = BertForSequenceClassification(BertConfig(vocab_size=12, **settings, **names))
    texts = [" ".join(RANDOM.choice(words, 6)) for _ in range(300)]
    y = np.array([text.count("good") + text.count("nice") > text.count("bad") + text.count("sad") for text in texts])
    optimiser = torch.optim.Adam(net.parameters(), 0.01)
    batch = tokenizer(texts[:150], return_tensors="pt", padding=True)
    for _ in range(60):
        optimiser.zero_grad()
        net(**batch, labels=torch.tensor(y[:150].astype(int))).loss.backward()
        optimiser.step()
    call = pipeline("text-classification", model=net.eval(), tokenizer=tokenizer, device="cpu")
    found = measured(call, texts, y.astype(int), 150)
    assert found.number("accuracy").value > 0.8
    named = measured(call, texts, np.where(y, "POSITIVE", "NEGATIVE"), 150)
    assert named.number("accuracy").value == found.number("accuracy").value
    assert named.number("log-loss").value == pytest.approx(found.number("log-loss").value)
