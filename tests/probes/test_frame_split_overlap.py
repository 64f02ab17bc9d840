"""Copies across splits are found whatever their types and order; chance repeats are not called copies."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

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


def people(count: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame({
        "age": random.integers(20, 70, count), "visits": random.poisson(3, count),
        "paid": random.lognormal(3, 0.6, count).round(2), "sex": random.choice(["f", "m"], count),
    })  # fmt: skip


@pytest.mark.parametrize(("copies", "status"), [(0, Status.ERROR), (12, Status.FAIL)])
def test_a_few_equal_rows_are_chance_where_others_lie_within_the_sides(copies: int, status: Status) -> None:
    train, test = people(3000, 3), people(1500, 4)
    found = run(train, pd.concat([test, train[:copies]]))
    assert found.status is status
    if not copies:
        assert "as rows of such columns are by chance" in found.summary


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


def measured(number: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    y = (random.random(number) < 0.15).astype(int)
    return pd.DataFrame(
        {"a": random.normal(size=number), "b": random.gamma(2, 3, number), "c": random.integers(0, 4, number), "y": y}
    )


def oversampled(table: pd.DataFrame) -> pd.DataFrame:
    rare = table[table["y"] == 1]
    return pd.concat([table, *[rare] * 5]).sample(frac=1.0, random_state=0)


@pytest.mark.parametrize(
    "copied", [oversampled, lambda table: pd.concat([table, table]).sample(frac=1.0, random_state=0)]
)
def test_rows_that_were_copied_before_the_split_fail(copied: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """They repeat within each split too, and measured numbers do not do that by chance."""
    table = copied(measured(600, 3))
    cut = len(table) * 7 // 10
    found = run(table[:cut], table[cut:])
    assert (found.status, found.measurements[1].value > 0.05) == (Status.FAIL, True)


def test_texts_that_were_copied_before_the_split_fail() -> None:
    words = re.findall(r"\w+", "the parcel came late again and nobody at your desk could say where it was")
    random = np.random.default_rng(4)
    texts = pd.DataFrame({"text": [" ".join(random.permutation(words)[:9]) for _ in range(200)]})
    table = pd.concat([texts, texts]).sample(frac=1.0, random_state=0)
    assert run(table[:280], table[280:]).status is Status.FAIL


def test_only_the_copies_in_the_training_rows_are_no_leak() -> None:
    """Who oversamples after the split has done it right."""
    assert run(oversampled(measured(600, 3)), measured(200, 5)).status is Status.PASS


def test_purchases_from_a_short_list_repeat_by_themselves() -> None:
    products = measured(80, 6)[["a", "b"]]
    bought = products.iloc[np.random.default_rng(7).integers(0, 80, 900)]
    assert run(bought[:600], bought[600:]).status is Status.ERROR


def test_without_splits_nothing_can_be_compared() -> None:
    found = PROBE.run(FrameSubject(name="df", frame=rows(50, 1)))
    assert found.summary == "The training and test rows of df are not known."


def test_arrays_are_compared_too() -> None:
    train = np.random.default_rng(0).normal(size=(60, 4))
    assert run(train, train[:20]).status is Status.FAIL


def test_cells_that_hold_lists_are_compared() -> None:
    frame = pd.DataFrame({"tags": [[number % 3, 2] for number in range(100)], "n": range(100), "x": np.arange(100) / 7})
    found = run(frame[:60], frame[50:])
    assert found.summary == "10 of 50 test rows (20.0%) stand in the training data of df too."
