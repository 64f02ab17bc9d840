"""A model that fills what a table lacks is seen; one that refuses, or does without one half, passes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_foreign_tables import PROBE

RANDOM = np.random.default_rng(0)
X = pd.DataFrame(RANDOM.normal(size=(200, 4)), columns=list("abcd"))
Y = (X["a"] > 0).astype(int)


class Filling:
    """Fills columns that are missing with zeros and drops others."""

    classes_ = np.array([0, 1])

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        return np.asarray(x.reindex(columns=list("abcd"), fill_value=0.0)["a"] > 0, dtype=int)


def run(model: object, x: object = X) -> Observation:
    return PROBE.run(ModelSubject(name="clf", model=model, x=x, y=Y))


def test_a_model_that_fills_what_is_missing_is_seen() -> None:
    found = run(Filling())
    assert found.status is Status.WARN
    assert found.measurements[0].value == 2
    assert found.summary == (
        "clf answers rows that lack half of their columns and a table of other columns as if they were its own."
    )


def test_models_that_refuse_pass() -> None:
    assert run(LogisticRegression().fit(X, Y)).status is Status.PASS
    assert run(LogisticRegression().fit(X.to_numpy(), Y)).status is Status.PASS
    chosen = make_pipeline(make_column_transformer((StandardScaler(), ["a"])), LogisticRegression())
    assert run(chosen.fit(X, Y)).status is Status.PASS  # three columns are of no use to it


def test_arrays_and_single_columns_have_nothing_to_lack() -> None:
    assert run(LogisticRegression().fit(X.to_numpy(), Y), X.to_numpy()).status is Status.NOT_APPLICABLE
    assert run(LogisticRegression().fit(X[["a"]], Y), X[["a"]]).status is Status.NOT_APPLICABLE


def test_a_model_that_answers_nothing_is_not_evidence() -> None:
    class Broken(Filling):
        def predict(self, x: pd.DataFrame) -> np.ndarray:
            raise ValueError(len(x))

    assert run(Broken()).status is Status.ERROR
