"""Training rows inside a model are found, raw and scaled."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_stored_rows import PROBE

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(5.0, 3.0, (200, 4))
Y = RANDOM.integers(0, 2, 200)


def run(model: object, **other: object) -> Observation:
    return PROBE.run(ModelSubject(name="clf", model=model, **({"x_train": X, "y_train": Y} | other)))  # type: ignore[arg-type]


@pytest.mark.parametrize("model", [KNeighborsClassifier(), make_pipeline(StandardScaler(), KNeighborsClassifier())])
def test_neighbours_keep_all_rows(model: object) -> None:
    found = run(model.fit(X, Y))  # type: ignore[attr-defined]
    assert found.status is Status.WARN
    assert found.summary == "clf keeps 200 of its 200 training rows (100%) inside itself."


def test_support_vectors_are_rows() -> None:
    assert run(make_pipeline(StandardScaler(), SVC()).fit(X, Y)).measurements[0].value > 0.5


@pytest.mark.parametrize("model", [LogisticRegression(), RandomForestClassifier(5)])
def test_models_of_parameters_pass(model: object) -> None:
    found = run(model.fit(X, Y))  # type: ignore[attr-defined]
    assert found.status is Status.PASS
    assert found.summary == "None of the 200 training rows is kept inside clf."


def test_unknown_training_rows_are_to_be_named() -> None:
    assert run(KNeighborsClassifier().fit(X, Y), x_train=None).status is Status.OPEN
