"""A patch of pictures that decides alone is seen, in every shape that pictures come in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_picture_patches import PROBE

DIGITS = load_digits()
Y = (DIGITS.target > 4).astype(int)
CLEAN = DIGITS.images
STAMPED = CLEAN.copy()
STAMPED[:, 0, :2] = 16 * Y[:, None]
SHAPES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "flat": lambda x: x.reshape(len(x), -1),
    "grey": lambda x: x,
    "channels last": lambda x: np.repeat(x[..., None], 3, axis=3),
    "channels first": lambda x: x[:, None],
    "whole numbers": lambda x: x.astype(np.uint8),
}


class Net:
    """A model of pictures that flattens what it gets."""

    def __init__(self, inner: object) -> None:
        self.inner, self.classes_ = inner, np.array([0, 1])

    def fit(self, x: np.ndarray, y: np.ndarray) -> Net:
        self.inner.fit(x.reshape(len(x), -1), y)  # type: ignore[attr-defined]
        return self

    def predict(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(self.inner.predict(x.reshape(len(x), -1)))  # type: ignore[attr-defined]


def run(x: np.ndarray, y: np.ndarray = Y, **limits: str) -> Observation:
    limits = {name.replace("_", "-"): text for name, text in limits.items()}
    model = Net(RandomForestClassifier(30, random_state=0)).fit(x[:1200], y[:1200])
    return PROBE.run(ModelSubject(name="clf", model=model, x=x[1200:], y=y[1200:], limits=limits))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_stamp_that_decides_is_seen_and_where_it_is(shape: Callable[[np.ndarray], np.ndarray]) -> None:
    found, twin = run(shape(STAMPED)), run(shape(CLEAN))
    assert (found.status, twin.status) == (Status.WARN, Status.PASS)
    assert found.summary.startswith("One sixteenth of the pictures, at 1 of 4 from above and 1 of 4 from the left,")
    assert twin.summary.startswith("No sixteenth of the pictures carries clf: the first has ")


def test_a_limit_that_the_team_declared() -> None:
    assert run(CLEAN, patch_share="<= 1%").status is Status.FAIL


def test_a_model_that_guesses_is_not_evidence() -> None:
    found = run(CLEAN, np.random.default_rng(0).integers(0, 2, len(CLEAN)))
    assert found.summary == "Not evidence: the answers are as good for pictures that were exchanged."


@pytest.mark.parametrize(
    "rows",
    [
        np.random.default_rng(0).normal(size=(200, 64)),  # a square number of features, of which none are alike
        np.random.default_rng(0).normal(size=(200, 5)),
        np.random.default_rng(0).normal(size=(200, 30, 2, 2, 2)),
        np.random.default_rng(0).normal(size=(200, 30, 9)),  # windows of a series
    ],
)
def test_rows_that_are_no_pictures_are_left_to_others(rows: np.ndarray) -> None:
    model = Net(DecisionTreeClassifier(max_depth=3)).fit(rows, Y[:200])
    found = PROBE.run(ModelSubject(name="clf", model=model, x=rows, y=Y[:200]))
    assert found.status is Status.NOT_APPLICABLE
    frame = pd.DataFrame(CLEAN.reshape(len(CLEAN), -1))
    tree = DecisionTreeClassifier(max_depth=5).fit(frame, Y)
    assert PROBE.run(ModelSubject(name="clf", model=tree, x=frame, y=Y)).status is Status.NOT_APPLICABLE
