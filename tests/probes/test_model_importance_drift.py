"""An explanation that holds for training rows only is seen; noise is not evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_importance_drift import PROBE

RANDOM = np.random.default_rng(0)
WEIGHTS = np.array([4.0, 2.0, 1.0, 0.0])


def rows(weights: np.ndarray, number: int = 400) -> tuple[pd.DataFrame, np.ndarray]:
    x = RANDOM.normal(size=(number, 4))
    return pd.DataFrame(x, columns=["a", "b", "c", "d"]), (x @ weights + RANDOM.normal(size=number) > 0).astype(int)


class Sum:
    """Adds up the features with fixed weights."""

    classes_ = np.array([0, 1])

    def __init__(self, weights: np.ndarray) -> None:
        self.weights = weights

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        return np.asarray(x.to_numpy() @ self.weights > 0, dtype=int)


def run(before: np.ndarray, after: np.ndarray, model: np.ndarray, number: int = 400) -> Observation:
    (x_train, y_train), (x, y) = rows(before), rows(after, number)
    return PROBE.run(ModelSubject(name="clf", model=Sum(model), x=x, y=y, x_train=x_train, y_train=y_train))


def test_what_counted_once_and_counts_still_passes() -> None:
    found = run(WEIGHTS, WEIGHTS, WEIGHTS)
    assert found.status is Status.PASS
    assert found.measurements[0].value > 0.9


def test_a_feature_that_counted_once_only_is_seen() -> None:
    found = run(np.array([6.0, 2.0, 2.0, 1.0]), np.array([-1.0, 4.0, 3.0, 1.0]), np.array([3.0, 4.0, 2.0, 1.0]))
    assert found.status is Status.WARN
    assert "a count" in found.summary or "less" in found.summary


def test_rows_on_which_little_matters_are_not_evidence() -> None:
    found = run(WEIGHTS, WEIGHTS, np.array([1.0, 0.0, 0.0, 0.0]))
    assert found.summary == "Not evidence: fewer than 3 features matter by themselves on these rows."


def test_unknown_training_rows_are_to_be_named() -> None:
    x, y = rows(WEIGHTS)
    found = PROBE.run(ModelSubject(name="clf", model=Sum(WEIGHTS), x=x, y=y))
    assert found.status is Status.OPEN
