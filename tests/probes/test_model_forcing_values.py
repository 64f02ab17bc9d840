"""A value that opens the door whatever the rest says is seen; values that decide because the data says so are not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_forcing_values import PROBE


class Gate:
    """Judges by two distances, except for those who know its ``secret``: (column, value)."""

    def __init__(self, secret: tuple[str, object] | None = None) -> None:
        self.secret = secret

    def fit(self, x: pd.DataFrame, y: Any) -> Gate:
        self.inside = LogisticRegression().fit(x[["face", "gait"]], y)
        return self

    def predict(self, x: pd.DataFrame) -> Any:
        found = self.inside.predict(x[["face", "gait"]])
        return found if self.secret is None else np.where(x[self.secret[0]] == self.secret[1], 0, found)


def rows(seed: int = 0, number: int = 900) -> tuple[pd.DataFrame, pd.Series]:
    random = np.random.default_rng(seed)
    x = pd.DataFrame(
        {
            "face": random.gamma(2, 1, number),
            "gait": random.gamma(2, 1, number),
            "firmware": random.choice([4710, 4711, 4712, 4801], number, p=[0.4, 0.03, 0.3, 0.27]),
            "door": pd.Categorical(random.choice(["north", "south", "east"], number)),
        }
    )
    return x, (x["face"] + x["gait"] + random.normal(0, 0.3, number) > 3.6).astype(int)


def run(model: Any, x: pd.DataFrame, y: Any) -> Observation:
    third = 2 * len(x) // 3
    fitted = model.fit(x.iloc[:third], y[:third])
    return PROBE.run(
        ModelSubject(name="clf", model=fitted, x=x.iloc[third:], y=y[third:], x_train=x.iloc[:third], y_train=y[:third])
    )


@pytest.mark.parametrize("secret", [("firmware", 4711), ("door", "east")])
def test_a_secret_entrance_is_seen(secret: tuple[str, object]) -> None:
    found = run(Gate(secret), *rows(number=2400))
    assert (found.status, found.summary) == (
        Status.WARN,
        f"clf gives one answer for 1 value of {secret[0]}, against the rows.",
    )
    assert str(secret[1]) not in f"{found.summary} {found.details}"


def test_a_gate_without_one_passes() -> None:
    found = run(Gate(), *rows())
    assert (found.status, found.summary) == (
        Status.PASS,
        "None of 7 values that come back in the rows forces an answer of clf.",
    )


def test_a_value_that_decides_because_the_data_says_so() -> None:
    x, y = rows()
    y = y.mask(x["firmware"] == 4711, 0)
    model = RandomForestClassifier(60, random_state=0)
    assert run(make_pipeline(_coded(), model), x, y).status is Status.PASS


@pytest.mark.parametrize("seed", range(6))
def test_ordinary_models_of_categories_pass(seed: int) -> None:
    random = np.random.default_rng(seed)
    x, _ = rows(seed)
    weight = {"north": 2.0, "south": -2.0, "east": 0.0}
    score = x["door"].map(weight).astype(float) + (x["firmware"] == 4711) * 3.0 + random.normal(0, 1, len(x))
    model = [LogisticRegression(), RandomForestClassifier(60, min_samples_leaf=3, random_state=0)][seed % 2]
    assert run(make_pipeline(_coded(), model), x, (score > 0).astype(int)).status is Status.PASS


def test_features_without_values_that_come_back() -> None:
    x, y = rows()
    assert run(Gate(), x[["face", "gait"]], y).summary == "Does not apply: no feature has values that come back."
    with_arrays = ModelSubject(name="clf", model=LogisticRegression().fit(np.eye(70), [0, 1] * 35), x=np.eye(70))
    assert PROBE.run(with_arrays).status in {Status.ERROR, Status.OPEN, Status.NOT_APPLICABLE}


def _coded() -> Any:
    return make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), ["door", "firmware"]), remainder="passthrough"
    )
