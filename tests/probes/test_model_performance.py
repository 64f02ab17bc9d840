"""Measures equal scikit-learn's, limits are judged with intervals, guessing fails."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_performance import PROBE

X, Y = load_breast_cancer(return_X_y=True)
MODEL = make_pipeline(StandardScaler(), LogisticRegression()).fit(X[::2], Y[::2])
SUBJECT = ModelSubject(name="clf", model=MODEL, x=X[1::2], y=Y[1::2])


def values(found: Observation) -> dict[str, float]:
    return {measurement.name: measurement.value for measurement in found.measurements}


def test_two_classes_are_measured_as_scikit_learn_does() -> None:
    given, sure = MODEL.predict(X[1::2]), MODEL.predict_proba(X[1::2])
    wanted = Y[1::2]
    assert values(PROBE.run(SUBJECT)) == pytest.approx(
        {
            "accuracy": metrics.accuracy_score(wanted, given),
            "balanced-accuracy": metrics.balanced_accuracy_score(wanted, given),
            "precision": metrics.precision_score(wanted, given),
            "recall": metrics.recall_score(wanted, given),
            "f1": metrics.f1_score(wanted, given),
            "log-loss": metrics.log_loss(wanted, sure),
            "roc-auc": metrics.roc_auc_score(wanted, sure[:, 1]),
        },
        abs=1e-12,
    )


@pytest.mark.parametrize("limits", [{}, {"accuracy": ">= 0.5"}])
def test_a_handful_of_rows_says_nothing_of_a_model(limits: dict[str, str]) -> None:
    found = PROBE.run(replace(SUBJECT, x=X[1:50:2], y=Y[1:50:2], limits=limits))
    assert found.status is Status.WARN
    assert found.summary == "clf is judged on 25 held-out rows: too few to tell whether it is any good."


def test_many_classes_are_measured_as_scikit_learn_does() -> None:
    x, y = load_digits(return_X_y=True)
    names = np.array([f"digit {label}" for label in y])
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(x[::2], names[::2])
    given = model.predict(x[1::2])
    found = values(PROBE.run(ModelSubject(name="clf", model=model, x=x[1::2], y=names[1::2])))
    assert found["f1"] == pytest.approx(metrics.f1_score(names[1::2], given, average="macro"), abs=1e-12)
    assert found["precision"] == pytest.approx(metrics.precision_score(names[1::2], given, average="macro"), abs=1e-12)


def test_quantities_are_measured_as_scikit_learn_does() -> None:
    x, y = load_diabetes(return_X_y=True)
    model = LinearRegression().fit(x[::2], y[::2])
    given = model.predict(x[1::2])
    assert values(PROBE.run(ModelSubject(name="reg", model=model, x=x[1::2], y=y[1::2]))) == pytest.approx(
        {
            "r2": metrics.r2_score(y[1::2], given),
            "mae": metrics.mean_absolute_error(y[1::2], given),
            "rmse": metrics.root_mean_squared_error(y[1::2], given),
        }
    )


def test_intervals_hold_the_value() -> None:
    for found in PROBE.run(SUBJECT).measurements:
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.value <= found.high


@pytest.mark.parametrize(("beside", "status"), [(-0.05, Status.PASS), (-0.001, Status.WARN), (0.001, Status.FAIL)])
def test_a_limit_is_judged_with_the_interval(beside: float, status: Status) -> None:
    reached = values(PROBE.run(SUBJECT))["accuracy"]
    assert PROBE.run(replace(SUBJECT, limits={"accuracy": f">= {reached + beside}"})).status is status


def test_a_good_model_without_limits_waits_for_them() -> None:
    found = PROBE.run(SUBJECT)
    assert found.status is Status.OPEN
    assert found.next_step == "Declare what is good enough: %mlsec limits accuracy>=0.9."


def test_a_constant_answer_fails_whatever_the_limits_are() -> None:
    model = DummyClassifier().fit(X, Y)
    found = PROBE.run(replace(SUBJECT, model=model, limits={"accuracy": ">= 0.5"}))
    assert found.status is Status.FAIL
    assert found.summary == "clf is no better than a constant answer: balanced-accuracy 0.500 [0.500, 0.500]."


def test_one_class_only_is_not_evidence() -> None:
    some = Y[1::2] == 1
    found = PROBE.run(replace(SUBJECT, x=X[1::2][some], y=Y[1::2][some]))
    assert found.summary == "Not evidence: all held-out answers are of one class."


def test_missing_or_unequal_data_are_not_evidence() -> None:
    assert PROBE.run(replace(SUBJECT, y=None)).summary == "No held-out rows were given for clf."
    assert PROBE.run(replace(SUBJECT, y=Y)).summary == "Not evidence: there are 284 rows but 569 answers."


def test_what_does_not_predict_is_not_evidence() -> None:
    found = PROBE.run(replace(SUBJECT, model="a name"))
    assert found.summary == "Not evidence: clf has no predict and cannot be called."


def test_an_exception_of_the_model_says_its_type_only() -> None:
    class Broken:
        def predict(self, x: object) -> object:
            raise KeyError(f"row {x}")

    found = PROBE.run(replace(SUBJECT, model=Broken()))
    assert found.summary == "Not evidence: the subject could not be worked with (KeyError)."
