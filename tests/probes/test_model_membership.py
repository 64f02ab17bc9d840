"""A model that knows its training rows by heart is seen, one that does not passes."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_membership import PROBE

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(1600, 5))
Y = (X[:, 0] + RANDOM.normal(0, 1.0, 1600) > 0).astype(int)


def subject(model: object, **other: object) -> ModelSubject:
    facts = {"x": X[800:], "y": Y[800:], "x_train": X[:800], "y_train": Y[:800]} | other
    return ModelSubject(name="clf", model=model, **facts)  # type: ignore[arg-type]


def test_a_tree_that_knows_its_rows_by_heart_is_seen() -> None:
    found = PROBE.run(subject(DecisionTreeClassifier(random_state=0).fit(X[:800], Y[:800])))
    assert found.status is Status.WARN
    assert found.measurements[0].value > 0.62


def test_a_simple_model_passes() -> None:
    assert PROBE.run(subject(LogisticRegression().fit(X[:800], Y[:800]))).status is Status.PASS


def test_a_declared_limit_fails() -> None:
    model = DecisionTreeClassifier(random_state=0).fit(X[:800], Y[:800])
    assert PROBE.run(subject(model, limits={"membership-auc": "<= 0.55"})).status is Status.FAIL


def test_parts_that_differ_in_themselves_are_not_evidence() -> None:
    model = LogisticRegression().fit(X[:800], Y[:800])
    found = PROBE.run(subject(model, x=X[800:] + 2.0))
    assert found.summary.startswith(
        "Not evidence: training and held-out rows differ in themselves (told apart with AUC "
    )


def test_unknown_training_rows_are_to_be_named() -> None:
    found = PROBE.run(subject(LogisticRegression().fit(X, Y), x_train=None))
    assert found.summary == "The rows that clf was trained on are not known."


def test_texts_are_measured_too() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline

    words = [f"word{number}" for number in range(40)]
    texts = [" ".join(RANDOM.choice(words, 6)) for _ in range(600)]
    model = make_pipeline(TfidfVectorizer(), DecisionTreeClassifier(random_state=0)).fit(texts[:300], Y[:300])
    found = PROBE.run(subject(model, x=texts[300:], y=Y[300:600], x_train=texts[:300], y_train=Y[:300]))
    assert found.status is Status.WARN
