"""A contract from training rows refuses what does not belong, and what the model lets through is counted."""

from __future__ import annotations

import jsonschema  # type: ignore[import-untyped]
import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.contract import contract_of, violations
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_input_contract import PROBE

RANDOM = np.random.default_rng(0)
X = pd.DataFrame(
    {"x": RANDOM.normal(size=400), "z": RANDOM.uniform(size=400), "city": RANDOM.choice(["Rome", "Oslo"], 400)}
)
Y = (X["x"] > 0).astype(int)
STRICT = make_pipeline(
    make_column_transformer((StandardScaler(), ["x", "z"]), (OneHotEncoder(), ["city"])), LogisticRegression()
).fit(X.head(200), Y.head(200))


class Eager:
    """Answers whatever it is asked."""

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        return np.zeros(len(x), dtype=int)


def run(model: object, x: pd.DataFrame = X) -> Observation:
    return PROBE.run(
        ModelSubject(name="clf", model=model, x=x.tail(200), y=Y.tail(200), x_train=X.head(200), y_train=Y.head(200))
    )


def test_a_strict_pipeline_passes() -> None:
    found = run(STRICT)
    assert found.status is Status.PASS
    assert found.details == ("Answered as if they were good: a value far outside.",)


def test_a_model_that_answers_anything_warns() -> None:
    found = run(Eager())
    assert found.status is Status.WARN
    assert found.measurements[1].value == 1.0


def test_held_out_rows_that_the_contract_refuses_warn() -> None:
    found = run(STRICT, X.assign(z=X["z"] + 30))
    assert found.status is Status.WARN
    assert found.measurements[0].value == 1.0


def test_unknown_training_rows_are_to_be_named() -> None:
    found = PROBE.run(ModelSubject(name="clf", model=STRICT, x=X, y=Y))
    assert found.summary == "The rows that clf was trained on are not known."


def test_every_violation_is_refused_and_every_training_row_taken() -> None:
    contract = contract_of(X)
    assert not contract.refuses(X).any()
    kinds = [kind for kind, rows in violations(X, contract) if contract.refuses(rows).all()]
    assert kinds == [
        "a missing column",
        "a text for a number",
        "a value far outside",
        "an infinite value",
        "a missing value",
        "an unknown category",
    ]


def test_the_json_schema_says_the_same() -> None:
    schema = contract_of(X).json_schema()
    jsonschema.validate(X.iloc[0].to_dict(), schema)
    judge = jsonschema.Draft202012Validator(schema)
    assert not judge.is_valid({"x": 1.0, "z": 0.5})
    assert not judge.is_valid({"x": 99.0, "z": 0.5, "city": "Rome"})
    assert not judge.is_valid({"x": 0.0, "z": 0.5, "city": "Lima"})
