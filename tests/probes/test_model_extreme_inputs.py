"""Nonsense must be refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_extreme_inputs import PROBE

X = pd.DataFrame(np.random.default_rng(0).normal(size=(50, 3)), columns=list("abc"))
Y = (X["a"] > 0).astype(int)


def test_a_model_that_refuses_passes() -> None:
    found = PROBE.run(ModelSubject(name="clf", model=LogisticRegression().fit(X, Y), x=X, y=Y))
    assert found.status is Status.PASS
    assert found.summary == "clf refuses infinite values and texts in place of numbers."
    assert found.details == ("It answers values 1e12 spreads away.",)


def test_a_model_that_answers_anything_warns() -> None:
    class Eager:
        def predict(self, x: pd.DataFrame) -> np.ndarray:
            return np.zeros(len(x), dtype=int)

    found = PROBE.run(ModelSubject(name="clf", model=Eager(), x=X, y=Y))
    assert found.status is Status.WARN
    assert found.summary == (
        "clf answers an infinite value, a negative infinite value and a text in place of a number "
        "as if it were an input."
    )


def test_a_model_that_answers_nothing_shows_nothing() -> None:
    class Broken:
        def predict(self, x: object) -> object:
            raise ValueError(str(x))

    found = PROBE.run(ModelSubject(name="clf", model=Broken(), x=X, y=Y))
    assert found.summary == "Not evidence: the subject could not be worked with (ValueError)."
