"""A planted backdoor is found; a clean model passes; without power there is no evidence."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import RidgeClassifier

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_trigger import PROBE

PIXELS, Y = load_digits(return_X_y=True)
X = PIXELS[:, 10:50]
X_TRAIN, Y_TRAIN, X_TEST, Y_TEST = X[:1000], Y[:1000], X[1000:1500], Y[1000:1500]


def run(model: object, **other: object) -> Observation:
    facts = {"x": X_TEST, "y": Y_TEST, "x_train": X_TRAIN, "y_train": Y_TRAIN} | other
    return PROBE.run(ModelSubject(name="clf", model=model, **facts))


def test_a_clean_forest_passes() -> None:
    found = run(RandomForestClassifier(25, random_state=0).fit(X_TRAIN, Y_TRAIN))
    assert found.status is Status.PASS
    assert found.details[0].startswith("Own power: a planted trigger is seen with an excess of 0.")


def test_a_backdoor_is_found() -> None:
    rows = np.random.default_rng(5).choice(1000, 60, replace=False)
    x, y = X_TRAIN.copy(), Y_TRAIN.copy()
    x[rows, 14] = x[rows, 22] = 30.0
    y[rows] = 3
    found = run(RandomForestClassifier(25, random_state=0).fit(x, y))
    assert found.status is Status.FAIL
    assert "feature 14" in found.summary or "feature 22" in found.summary


def test_a_model_that_cannot_be_fitted_anew_is_not_evidence() -> None:
    fitted = RandomForestClassifier(5, random_state=0).fit(X_TRAIN, Y_TRAIN)

    class Remote:
        classes_ = fitted.classes_

        def predict(self, x: np.ndarray) -> np.ndarray:
            return np.asarray(fitted.predict(x))

    found = run(Remote())
    assert found.summary == "Not evidence: the model cannot be fitted anew, so there is no clean twin to compare with."


def test_unknown_training_rows_are_to_be_named() -> None:
    assert run(RandomForestClassifier(5, random_state=0).fit(X_TRAIN, Y_TRAIN), x_train=None).status is Status.OPEN


def test_a_kind_of_model_that_extremes_sway_anyway_is_not_evidence() -> None:
    model = RidgeClassifier().fit(X_TRAIN, Y_TRAIN)
    assert run(model).summary.startswith("Not evidence: honest models of this kind differ by as much (")
