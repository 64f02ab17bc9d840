"""A model that is surer of nonsense than of data is seen."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_out_of_domain import PROBE

RANDOM = np.random.default_rng(0)
Y = RANDOM.integers(0, 2, 400)
X = RANDOM.normal(size=(400, 4)) + 0.8 * Y[:, None]


def test_a_linear_model_is_sure_far_away_and_warns() -> None:
    found = PROBE.run(ModelSubject(name="clf", model=LogisticRegression().fit(X, Y), x=X, y=Y))
    assert found.status is Status.WARN
    assert found.measurements[0].value < 0.5


def test_a_forest_that_doubts_passes() -> None:
    x, y = load_digits(return_X_y=True)
    model = RandomForestClassifier(50, random_state=0).fit(x[:1000], y[:1000])
    found = PROBE.run(ModelSubject(name="clf", model=model, x=x[1000:1400], y=y[1000:1400]))
    assert found.status is Status.PASS


def test_a_model_without_probabilities_cannot_abstain() -> None:
    found = PROBE.run(ModelSubject(name="clf", model=LinearSVC().fit(X, Y), x=X, y=Y))
    assert found.status is Status.WARN
    assert found.summary == "clf gives no probabilities: it answers everything and cannot abstain."


def test_few_rows_are_not_evidence() -> None:
    found = PROBE.run(ModelSubject(name="clf", model=LogisticRegression().fit(X, Y), x=X[:20], y=Y[:20]))
    assert found.status is Status.ERROR
