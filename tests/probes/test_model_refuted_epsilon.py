"""A claimed budget that answers refute is seen; one that they leave possible is not, and no claim is no subject."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import HuberRegressor, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_refuted_epsilon import PROBE

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(1600, 4))
Y = (X[:, 0] + RANDOM.normal(0, 1.5, 1600) > 0).astype(int)


class PrivateClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Differentially private, as it says of itself."""

    def __init__(self, inner: Any, epsilon: float) -> None:
        self.inner, self.epsilon = inner, epsilon

    def fit(self, x: np.ndarray, y: np.ndarray) -> PrivateClassifier:
        self.inner.fit(x, y)
        self.classes_ = np.unique(y)
        return self

    def predict(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(self.inner.predict(x))

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(self.inner.predict_proba(x))


def run(model: object, held: np.ndarray = X[800:]) -> Observation:
    subject = ModelSubject(
        name="clf", model=model, x=held, y=Y[800 : 800 + len(held)], x_train=X[:800], y_train=Y[:800]
    )
    return PROBE.run(subject)


def private(inner: Any, epsilon: float) -> PrivateClassifier:
    return PrivateClassifier(inner, epsilon).fit(X[:800], Y[:800])


def test_a_tree_that_repeats_its_rows_has_no_small_epsilon() -> None:
    # It is right about all of its rows: whoever it is wrong about, a third of the others, was surely not among them.
    found = run(private(DecisionTreeClassifier(random_state=0), 0.5))
    assert found.status is Status.FAIL
    least, claimed = found.measurements
    assert 3.0 < least.value < 4.5
    assert claimed.value == 0.5
    assert found.summary == f"clf claims epsilon 0.5; its answers show at least {least.value:.3g}."


def test_what_is_left_possible_passes() -> None:
    assert run(private(DecisionTreeClassifier(random_state=0), 9.0)).status is Status.PASS
    found = run(private(LogisticRegression(), 0.5))
    assert found.status is Status.PASS
    assert found.measurements[0].value < 0.2


def test_a_private_step_of_a_pipeline_is_asked() -> None:
    pipeline = make_pipeline(StandardScaler(), PrivateClassifier(DecisionTreeClassifier(random_state=0), 0.5))
    assert run(pipeline.fit(X[:800], Y[:800])).status is Status.FAIL


def test_an_epsilon_of_something_else_claims_nothing() -> None:
    huber = HuberRegressor(epsilon=1.35).fit(X[:800], Y[:800])
    assert run(huber).summary == "Does not apply: the model claims no budget of differential privacy."


def test_rows_that_differ_in_themselves_are_not_evidence() -> None:
    found = run(private(DecisionTreeClassifier(random_state=0), 0.5), X[800:] + 3)
    assert found.status is Status.ERROR
    assert found.summary.startswith("Not evidence: training and held-out rows differ in themselves")
