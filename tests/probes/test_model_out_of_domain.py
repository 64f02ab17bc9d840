"""A model that is surer of nonsense than of data is seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_out_of_domain import PROBE

RANDOM = np.random.default_rng(0)
Y = RANDOM.integers(0, 2, 400)
X = RANDOM.normal(size=(400, 4)) + 0.8 * Y[:, None]


def test_a_linear_model_is_sure_far_away_and_warns() -> None:
    found = PROBE.run(ModelSubject(name="clf", model=LogisticRegression().fit(X, Y), x=X, y=Y))
    assert found.status is Status.WARN
    assert found.measurements[0].value < 0.5


def test_a_forest_that_doubts_passes() -> None:
    x, y = load_digits(return_X_y=True)
    model = RandomForestClassifier(50, random_state=0).fit(x[:1000], y[:1000])
    found = PROBE.run(ModelSubject(name="clf", model=model, x=x[1000:1400], y=y[1000:1400]))
    assert found.status is Status.PASS


def test_a_model_without_probabilities_cannot_abstain() -> None:
    found = PROBE.run(ModelSubject(name="clf", model=LinearSVC().fit(X, Y), x=X, y=Y))
    assert found.status is Status.WARN
    assert found.summary == "clf gives no probabilities: it answers everything and cannot abstain."


def test_a_model_that_is_always_as_sure_warns() -> None:
    found = PROBE.run(ModelSubject(name="clf", model=KNeighborsClassifier(1).fit(X, Y), x=X, y=Y))
    assert found.status is Status.WARN
    assert found.measurements[0].value == 0.5


@pytest.mark.parametrize(("unknown", "status"), [(-1, Status.PASS), (1, Status.WARN)])
def test_a_label_for_what_is_far_away_abstains(unknown: int, status: Status) -> None:
    class Careful:
        classes_ = np.array([0, 1])

        def predict(self, x: np.ndarray) -> np.ndarray:
            return np.where(np.abs(x).max(axis=1) > 6, unknown, (x.sum(axis=1) > 1.6).astype(int))

    assert PROBE.run(ModelSubject(name="clf", model=Careful(), x=X, y=Y)).status is status


def test_labels_that_are_spelled_differently_are_no_abstaining() -> None:
    class Texts:
        classes_ = np.array(["0", "1"])

        def predict(self, x: np.ndarray) -> np.ndarray:
            return np.asarray(x.sum(axis=1) > 1.6, dtype=int).astype(str)

    assert PROBE.run(ModelSubject(name="clf", model=Texts(), x=X, y=Y)).status is not Status.PASS


def test_a_regressor_may_abstain_by_no_number() -> None:
    class Careful:
        def predict(self, x: np.ndarray) -> np.ndarray:
            return np.where(np.abs(x).max(axis=1) > 6, np.nan, x.sum(axis=1))

    subject = ModelSubject(name="reg", model=Careful(), x=X, y=X.sum(axis=1) + RANDOM.normal(0, 0.1, 400))
    found = PROBE.run(subject)
    assert (found.status, found.summary) == (Status.PASS, "reg gives none of its answers to most far-away rows.")


@pytest.mark.parametrize("sure", [True, False])
def test_to_refuse_far_rows_is_safe_and_to_refuse_all_is_not_evidence(*, sure: bool) -> None:
    class Guard:
        classes_ = np.array([0, 1])

        def __init__(self, limit: float) -> None:
            self.limit = limit

        def predict(self, x: np.ndarray) -> np.ndarray:
            if np.abs(x).max() > self.limit:
                raise ValueError("out of range")
            return np.asarray(x.sum(axis=1) > 1.6, dtype=int)

    class Sure(Guard):
        def predict_proba(self, x: np.ndarray) -> np.ndarray:
            share = 1 / (1 + np.exp(-np.abs(x).sum(axis=1)))
            return np.column_stack((share, 1 - share))

    kind = Sure if sure else Guard
    found = PROBE.run(ModelSubject(name="clf", model=kind(5.5), x=X, y=Y))
    assert (found.status, found.summary) == (Status.PASS, "clf refuses far-away rows with an exception.")
    assert PROBE.run(ModelSubject(name="clf", model=kind(0.1), x=X, y=Y)).status is Status.ERROR


def test_categories_cannot_be_far_away_and_a_model_of_them_cannot_abstain() -> None:
    class Kinds:
        def predict(self, x: pd.DataFrame) -> np.ndarray:
            return (x["kind"] == "a").to_numpy().astype(int)

    frame = pd.DataFrame({"kind": np.where(Y == 1, "a", "b")})
    found = PROBE.run(ModelSubject(name="clf", model=Kinds(), x=frame, y=Y))
    assert found.summary == "clf gives no probabilities: it answers everything and cannot abstain."


def test_few_rows_are_not_evidence() -> None:
    found = PROBE.run(ModelSubject(name="clf", model=LogisticRegression().fit(X, Y), x=X[:20], y=Y[:20]))
    assert found.status is Status.ERROR
