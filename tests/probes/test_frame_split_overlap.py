"""Copies across splits are found whatever their types and order; chance repeats are not called copies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_split_overlap import PROBE


def rows(count: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {"x": random.normal(size=count), "c": random.choice(["a", "b"], count), "y": random.integers(0, 2, count)}
    )


def run(train: object, test: object) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=train, train=train, test=test))


def test_separate_rows_pass() -> None:
    found = run(rows(200, 1), rows(50, 2))
    assert found.status is Status.PASS
    assert found.summary == "None of the 50 test rows stands in the training data (200 rows)."


def test_copies_fail_whatever_their_types_order_and_index() -> None:
    train = rows(200, 1)
    copies = train.iloc[10:20].astype({"c": "category", "y": float}).set_axis(range(900, 910))[["y", "x", "c"]]
    found = run(train, pd.concat([rows(40, 2), copies.astype({"c": str})]))
    assert found.status is Status.FAIL
    assert found.summary == "10 of 50 test rows (20.0%) stand in the training data of df too."


def test_a_table_of_few_categories_cannot_show_copies() -> None:
    found = run(rows(200, 1)[["c", "y"]], rows(50, 2)[["c", "y"]])
    assert found.status is Status.ERROR
    assert found.summary.startswith("Not evidence: 9")


def test_without_splits_nothing_can_be_compared() -> None:
    found = PROBE.run(FrameSubject(name="df", frame=rows(50, 1)))
    assert found.summary == "The training and test rows of df are not known."


def test_arrays_are_compared_too() -> None:
    train = np.random.default_rng(0).normal(size=(60, 4))
    assert run(train, train[:20]).status is Status.FAIL
