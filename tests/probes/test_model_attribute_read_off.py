"""A label that hangs on a personal feature gives it away about anybody; one that hardly does passes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_attribute_read_off import PROBE

RANDOM = np.random.default_rng(0)
ROWS = 2000
X = pd.DataFrame(
    {
        "illness": RANDOM.choice(["no", "yes"], ROWS, p=[0.6, 0.4]),
        "age": RANDOM.integers(18, 80, ROWS).astype(float),
        "score": RANDOM.normal(size=ROWS),
    }
)


class Weighing:
    """Adds the score to what the illness weighs."""

    classes_ = np.array([0, 1])

    def __init__(self, weight: float) -> None:
        self.weight = weight

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        ill = np.asarray(x["illness"] == "yes", dtype=float)
        return np.asarray(np.asarray(x["score"]) + self.weight * (ill - 0.4) > 0, dtype=int)


def run(model: Any, x: pd.DataFrame = X, **fields: Any) -> Observation:
    facts: dict[str, Any] = {"x": x, "y": np.resize([0, 1], len(x)), "personal": ("illness",)} | fields
    return PROBE.run(ModelSubject(name="clf", model=model, **facts))


def test_a_label_that_hangs_on_the_feature_is_seen() -> None:
    found = run(Weighing(4.0))
    assert found.status is Status.WARN
    (gain,) = found.measurements
    assert gain.name == "attribute-read-off:illness"
    assert 0.25 < gain.value < 0.4  # of at most 0.4: the baseline is right about those who are well
    assert "yes" not in found.summary


def test_a_small_say_passes() -> None:
    assert run(Weighing(0.3)).status is Status.PASS


def test_what_does_not_look_at_the_feature_gives_nothing_away() -> None:
    found = run(Weighing(0.0))
    assert (found.status, found.measurements[0].value) == (Status.PASS, 0.0)


def test_what_the_other_features_tell_anyway_is_no_gain() -> None:
    twin = X.assign(diagnosis=X["illness"])
    assert run(Weighing(4.0), twin).status is Status.PASS


def test_a_declared_limit_decides() -> None:
    assert run(Weighing(4.0), limits={"attribute-read-off": "<= 0.5"}).status is Status.PASS
    assert run(Weighing(0.3), limits={"attribute-read-off": "<= 0.001"}).status is Status.FAIL


def test_numbers_are_guessed_by_quarter() -> None:
    class ByAge(Weighing):
        def predict(self, x: pd.DataFrame) -> np.ndarray:
            return np.asarray(x["age"] > 48, dtype=int)

    found = run(ByAge(0), personal=("age",))
    assert (found.status, found.measurements[0].name) == (Status.WARN, "attribute-read-off:age")


def test_few_rows_are_not_evidence() -> None:
    told = "Not evidence: the rows are too few to tell what an answer gives away."
    assert run(Weighing(1.0), X[:100]).summary == told
    assert run(Weighing(4.0), X[:60]).summary.startswith("Not evidence: 60 rows are too few")


def test_it_does_not_apply_to_numbers_and_to_rows_without_people() -> None:
    assert run(Weighing(4.0), x=X.assign(age=0.0), personal=("income",)).status is Status.NOT_APPLICABLE
    numbers = RANDOM.normal(size=ROWS)
    assert run(Weighing(4.0), y=numbers, task="regression").status is Status.NOT_APPLICABLE


def test_a_model_in_a_pipeline_of_numbers() -> None:
    x = pd.DataFrame({"gender": RANDOM.integers(0, 2, ROWS), "score": X["score"]})
    y = (x["score"] + 5 * x["gender"] > 2.5).astype(int)
    assert run(LogisticRegression().fit(x, y), x, personal=("gender",)).status is Status.WARN
