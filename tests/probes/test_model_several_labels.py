"""Models that give several labels a row are measured as one answer that is right or wrong; regressors where it fits."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputClassifier
from sklearn.tree import DecisionTreeRegressor

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject, flat

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(800, 4))
LABELS = np.column_stack((X[:, 0] > 0, X[:, 1] + X[:, 2] > 0, X[:, 3] > 0.5)).astype(int)
NUMBERS = X @ (3.0, 1.0, 0.0, 0.0) + RANDOM.normal(size=800)


def run(name: str, model: Any, y: Any, **fields: Any) -> Observation:
    fields = {"x": X[400:], "y": y[400:], "x_train": X[:400], "y_train": y[:400]} | fields
    found: Observation = import_module(f"jupyter_mlsec.probes.model_{name}").PROBE.run(
        ModelSubject(name="clf", model=model, **fields)
    )
    return found


@pytest.mark.parametrize("wrap", [MultiOutputClassifier, OneVsRestClassifier])
def test_several_labels_are_one_answer(wrap: Any) -> None:
    model = wrap(LogisticRegression()).fit(X[:400], LABELS[:400])
    found = run("performance", model, LABELS, limits={"accuracy": ">= 0.5"})
    assert found.status is Status.PASS
    exact = float((model.predict(X[400:]) == LABELS[400:]).all(axis=1).mean())
    assert next(one.value for one in found.measurements if one.name == "accuracy") == pytest.approx(exact)
    for name in ("adversarial", "noise", "missing_values", "extraction", "membership", "importance"):
        assert run(name, model, LABELS).status in {Status.PASS, Status.WARN, Status.OPEN}, name
    assert run("calibration", model, LABELS).summary.endswith("gives no probabilities that belong to its classes.")


def test_codes_of_labels_do_not_depend_on_how_they_are_stored() -> None:
    whole = flat(np.array([[1, 0], [0, 1]]))
    assert whole.tolist() == ["1|0", "0|1"]
    assert flat(np.array([[1.0, 0.0], [0.0, 1.0]])).tolist() == whole.tolist()
    assert flat(np.array([[True, False], [False, True]])).tolist() == whole.tolist()


def test_several_numbers_a_row_are_measured_one_by_one() -> None:
    wanted = np.column_stack((NUMBERS, np.random.default_rng(5).normal(size=800)))
    backwards = LinearRegression().fit(X[:400], wanted[:400] * (1, -9))
    backwards.coef_[1] = (0.5, 0.5, 0.5, 0.5)
    found = run("performance", backwards, wanted)
    assert found.status is Status.FAIL
    assert found.summary.startswith("Of 2 numbers a row, answer 2: clf is no better than a constant answer: r2 ")
    assert [one.name for one in found.measurements] == [
        f"{measure}:answer {place}" for place in (1, 2) for measure in ("r2", "mae", "rmse")
    ]


def test_a_regressor_that_knows_its_rows_by_heart_is_seen() -> None:
    assert (
        run("membership", DecisionTreeRegressor(random_state=0).fit(X[:400], NUMBERS[:400]), NUMBERS).status
        is Status.WARN
    )
    assert run("membership", LinearRegression().fit(X[:400], NUMBERS[:400]), NUMBERS).status is Status.PASS
