"""What missing values do to a model is measured, and refusing them is no failure."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_missing_values import PROBE

RANDOM = np.random.default_rng(0)
Y = RANDOM.integers(0, 2, 600)
MANY = RANDOM.normal(size=(600, 12)) + Y[:, None]
ONE = np.column_stack((Y * 10.0 + RANDOM.normal(size=600), np.zeros(600)))


def test_many_features_make_up_for_each_other() -> None:
    model = LogisticRegression().fit(MANY[:300], Y[:300])
    found = PROBE.run(ModelSubject(name="clf", model=model, x=MANY[300:], y=Y[300:]))
    assert found.status is Status.PASS
    assert found.details == ("The model refuses missing values; the median stood in for them.",)


def test_a_model_that_hangs_on_one_feature_is_seen() -> None:
    class Careless:
        classes_ = np.array([0, 1])

        def predict(self, x: np.ndarray) -> np.ndarray:
            return np.where(np.isnan(x).any(axis=1), 0, x[:, 0] > 5).astype(int)

    found = PROBE.run(ModelSubject(name="clf", model=Careless(), x=ONE, y=Y, limits={"missing-drop": "<= 0.02"}))
    assert found.status is Status.FAIL
    assert found.details == ()


def test_a_model_that_takes_missing_values_is_given_them() -> None:
    model = HistGradientBoostingClassifier(max_iter=20).fit(MANY[:300], Y[:300])
    assert PROBE.run(ModelSubject(name="clf", model=model, x=MANY[300:], y=Y[300:])).details == ()


def test_few_rows_are_not_evidence() -> None:
    model = LogisticRegression().fit(MANY, Y)
    assert PROBE.run(ModelSubject(name="clf", model=model, x=MANY[:20], y=Y[:20])).status is Status.ERROR
