"""A model that leans on an identifier or on one feature alone is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.importance import importances
from jupyter_mlsec.probes._predictors.models import ModelSubject, held_out
from jupyter_mlsec.probes.model_importance import PROBE

RANDOM = np.random.default_rng(0)
Y = RANDOM.integers(0, 2, 400)
VALUES = RANDOM.normal(size=(400, 5)) + Y[:, None] * np.array([2.0, 1.5, 1.0, 0.0, 0.0])


def run(names: list[str], values: np.ndarray = VALUES) -> Observation:
    frame = pd.DataFrame(values, columns=names)
    return PROBE.run(ModelSubject(name="clf", model=LogisticRegression().fit(frame, Y), x=frame, y=Y))


def test_plausible_features_pass() -> None:
    found = run(["width", "height_cm", "mass", "noise", "hum"])
    assert found.status is Status.PASS
    assert (
        found.summary
        == "clf leans most on width, height_cm and mass; none of them is an identifier or personal data by its name."
    )


def test_an_identifier_among_the_first_warns() -> None:
    found = run(["record_id", "width", "mass", "noise", "hum"])
    assert found.status is Status.WARN
    assert found.summary == "clf leans on record_id (an identifier)."


@pytest.mark.parametrize("name", ["rand_draw", "randomNumber", "cv_fold", "Zufallszahl"])
def test_what_was_drawn_or_comes_from_the_split_warns(name: str) -> None:
    found = run([name, "width", "mass", "noise", "hum"])
    assert found.summary == f"clf leans on {name} (drawn at random or by the split)."


def test_personal_data_among_the_first_warn() -> None:
    assert run(["religion", "width", "mass", "noise", "hum"]).summary == "clf leans on religion (religion or belief)."


def test_a_running_number_among_the_first_warns_whatever_it_is_called() -> None:
    order = np.argsort(Y + RANDOM.normal(0, 0.3, 400))
    numbers = np.empty(400)
    numbers[order] = 7_000 + np.cumsum(RANDOM.integers(1, 5, 400))
    values = np.column_stack((numbers, VALUES[:, 1:]))
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(values, Y)
    found = PROBE.run(ModelSubject(name="clf", model=model, x=values, y=Y))
    assert found.status is Status.WARN
    assert found.summary == "clf leans on feature 0 (a running number)."
    quantities = np.column_stack((RANDOM.permutation(numbers // 20), values[:, 1:]))
    again = make_pipeline(StandardScaler(), LogisticRegression()).fit(quantities, Y)
    assert PROBE.run(ModelSubject(name="clf", model=again, x=quantities, y=Y)).status is Status.OPEN


def test_where_somebody_comes_from_warns_and_an_age_does_not() -> None:
    assert run(["nationality", "width", "mass", "noise", "hum"]).summary == "clf leans on nationality (origin)."
    assert run(["age", "width", "mass", "noise", "hum"]).status is Status.PASS


def test_one_feature_that_decides_alone_warns() -> None:
    values = VALUES * np.array([1.0, 0.0, 0.0, 1.0, 1.0]) + Y[:, None] * np.array([9.0, 0, 0, 0, 0])
    found = run(["width", "height_cm", "mass", "noise", "hum"], values)
    assert found.status is Status.WARN
    assert found.summary.startswith("width carries ")


def test_importances_are_those_of_scikit_learn_within_chance() -> None:
    frame = pd.DataFrame(VALUES, columns=list("abcde"))
    model = LogisticRegression().fit(frame, Y)
    expected = permutation_importance(model, frame, Y, n_repeats=50, random_state=0).importances_mean
    for entry in importances(held_out(ModelSubject(name="clf", model=model, x=frame, y=Y))):
        assert abs(entry.value - expected["abcde".index(entry.name)]) < 0.03


def test_without_names_it_waits() -> None:
    model = LogisticRegression().fit(VALUES, Y)
    assert PROBE.run(ModelSubject(name="clf", model=model, x=VALUES, y=Y)).status is Status.OPEN


def test_a_scaled_matrix_has_the_names_of_its_table() -> None:
    frame = pd.DataFrame(VALUES, columns=["record_id", "width", "mass", "noise", "hum"])
    rows = StandardScaler().fit_transform(frame)
    model = LogisticRegression().fit(rows[:300], Y[:300])
    told = ModelSubject(name="clf", model=model, x=rows[300:], y=Y[300:], x_train=rows[:300], sources=(frame,))
    assert PROBE.run(told).summary == "clf leans on record_id (an identifier)."
    plain = replace(told, sources=(frame.rename(columns={"record_id": "depth"}),))
    assert PROBE.run(plain).summary.startswith("clf leans most on depth, ")


def test_a_mixed_matrix_has_no_names() -> None:
    frame = pd.DataFrame(VALUES, columns=["record_id", "width", "mass", "noise", "hum"])
    rows = PCA().fit_transform(frame)
    model = LogisticRegression().fit(rows, Y)
    found = PROBE.run(ModelSubject(name="clf", model=model, x=rows, y=Y, sources=(frame,)))
    assert found.summary == "feature 0 carries 100% of what clf knows."


def test_a_model_that_guesses_is_not_evidence() -> None:
    class Guess:
        classes_ = np.array([0, 1])

        def predict(self, x: pd.DataFrame) -> np.ndarray:
            return np.resize([0, 1], len(x))

    frame = pd.DataFrame(VALUES, columns=list("abcde"))
    found = PROBE.run(ModelSubject(name="clf", model=Guess(), x=frame, y=Y))
    assert found.summary == "Not evidence: no feature matters by itself on these rows."
