"""A model that is judged on rows it was fitted on is found, whatever kind of rows these are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_judged_on_its_rows import PROBE

ROWS = np.random.default_rng(0).normal(5.0, 3.0, (200, 4))
NAMES = list("abcd")
KINDS: dict[str, Callable[[Any], Any]] = {
    "array": lambda rows: rows,
    "frame": lambda rows: pd.DataFrame(rows, columns=NAMES),
    "sparse": csr_matrix,
    "pictures": lambda rows: rows.reshape(len(rows), 2, 2),
    "texts": lambda rows: [f"row {row[0]:.6f}" for row in rows],
    "nested lists": lambda rows: rows.tolist(),
}


def run(x: object, x_train: object) -> Observation:
    return PROBE.run(ModelSubject(name="clf", model=object(), x=x, x_train=x_train))


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_the_fit_are_known_again(kind: str) -> None:
    made = KINDS[kind]
    found = run(made(ROWS[100:]), made(ROWS[:150]))
    assert found.status is Status.FAIL
    assert found.summary == "50 of the 100 rows that judge the model (50.0%) are rows that it was fitted on."


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_were_set_aside_pass(kind: str) -> None:
    made = KINDS[kind]
    found = run(made(ROWS[150:]), made(ROWS[:150]))
    assert found.status is Status.PASS
    assert found.summary == "None of the 50 rows that judge the model is one of the 150 that it was fitted on."


def test_a_frame_is_compared_with_an_array() -> None:
    assert run(pd.DataFrame(ROWS, columns=NAMES), ROWS).measurements[0].value == 1.0


def test_rows_that_repeat_anyway_show_nothing() -> None:
    few = np.random.default_rng(1).integers(0, 3, (300, 2)).astype(float)
    assert run(few[200:], few[:200]).status is Status.ERROR


@pytest.mark.parametrize(
    ("x", "x_train", "status"),
    [(ROWS, None, Status.OPEN), (ROWS, ROWS[:, :3], Status.ERROR), (ROWS[:5], ROWS, Status.ERROR)],
)
def test_what_cannot_be_compared_is_said(x: object, x_train: object, status: Status) -> None:
    assert run(x, x_train).status is status
