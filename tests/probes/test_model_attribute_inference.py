"""A model that repeats what it knows of its training rows is seen; one that knows people in general passes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_attribute_inference import PROBE

RANDOM = np.random.default_rng(0)
X = pd.DataFrame(
    {
        "gender": RANDOM.choice(["f", "m"], 1600),
        "age": RANDOM.integers(18, 80, 1600).astype(float),
        "score": RANDOM.normal(size=1600),
    }
)
Y = RANDOM.integers(0, 2, 1600)


class Memory:
    """Is right about rows that it knows, as they are; guesses 0 elsewhere."""

    classes_ = np.array([0, 1])

    def __init__(self, rows: pd.DataFrame, y: np.ndarray) -> None:
        self.known = {tuple(row): answer for row, answer in zip(rows.to_numpy().tolist(), y.tolist(), strict=True)}

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        return np.array([self.known.get(tuple(row), 0) for row in x.to_numpy().tolist()])


class Score:
    """Looks at the score only."""

    classes_ = np.array([0, 1])

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        return (x["score"].to_numpy() > 0).astype(int)


def run(model: object, rows: int = 800, **fields: Any) -> Observation:
    facts: dict[str, Any] = {
        "x": X[-rows:],
        "y": Y[-rows:],
        "x_train": X[:rows],
        "y_train": Y[:rows],
        "personal": ("gender",),
    } | fields
    return PROBE.run(ModelSubject(name="clf", model=model, **facts))


def test_a_memory_gives_its_rows_away() -> None:
    found = run(Memory(X[:800], Y[:800]))
    assert found.status is Status.WARN
    (advantage,) = found.measurements
    assert advantage.name == "attribute-advantage:gender"
    assert 0.2 < advantage.value < 0.3  # half of the rows have the answer 1, and those are told for sure
    declared = run(Memory(X[:800], Y[:800]), limits={"attribute-advantage": "<= 0.05"})
    assert declared.status is Status.FAIL


def test_what_does_not_look_at_the_feature_passes() -> None:
    found = run(Score())
    assert (found.status, found.measurements[0].value) == (Status.PASS, 0.0)


def test_numbers_are_guessed_by_quarter() -> None:
    found = run(Score(), personal=("age",))
    assert (found.status, found.measurements[0].name) == (Status.PASS, "attribute-advantage:age")


def test_without_a_declaration_names_say_what_is_personal() -> None:
    assert {one.name.partition(":")[2] for one in run(Score(), personal=()).measurements} >= {"gender"}
    other: dict[str, Any] = {"x": X[["score"]][-800:], "x_train": X[["score"]][:800], "personal": ()}
    assert run(Score(), **other).status is Status.NOT_APPLICABLE


def test_few_rows_are_not_evidence() -> None:
    assert run(Score(), 60).summary == "Not evidence: fewer than 80 training or held-out rows."
    few = run(Memory(X[:100], Y[:100]), 100)
    assert few.summary == "Not evidence: the rows are too few to tell an advantage from chance."


def test_no_value_is_told() -> None:
    odd = X.replace({"gender": {"f": "qx41", "m": "zk97"}})
    found = run(Score(), x=odd[-800:], x_train=odd[:800])
    assert "qx41" not in repr(found)
    assert "zk97" not in repr(found)
