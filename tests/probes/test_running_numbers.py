"""A feature that only numbers the rows is told by its values; quantities, counts of time and designs are not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.probes._predictors.running_numbers import numbers_its_rows

RANDOM = np.random.default_rng(0)
ROWS = 900
ORDER = RANDOM.permutation(ROWS)
TRAIN, TEST = ORDER[:600], ORDER[600:]

NUMBERS: dict[str, Callable[[], np.ndarray]] = {
    "the number of the row": lambda: np.arange(ROWS),
    "in steps of ten": lambda: 5_000 + 10 * np.arange(ROWS),
    "with small gaps": lambda: 4_000_000 + np.cumsum(RANDOM.integers(1, 9, ROWS)),
    "two ranges far apart": lambda: np.where(np.arange(ROWS) < 500, 0, 10**7) + np.arange(ROWS),
    "floats with some missing": lambda: np.where(RANDOM.random(ROWS) < 0.05, np.nan, 7.0 + np.arange(ROWS)),
    "drawn from a range, none twice": lambda: RANDOM.permutation(3_000)[:ROWS],
}
QUANTITIES: dict[str, Callable[[], np.ndarray]] = {
    "whole quantities": lambda: RANDOM.normal(3_200, 500, ROWS).round(),
    "even in a range": lambda: RANDOM.integers(0, 5_000, ROWS),
    "a wide range": lambda: RANDOM.lognormal(12, 1, ROWS).round(),
    "a few levels": lambda: RANDOM.integers(0, 5, ROWS),
    "levels of a pixel": lambda: RANDOM.integers(0, 17, ROWS).astype(float),
    "floats": lambda: RANDOM.normal(size=ROWS),
    "prices": lambda: RANDOM.gamma(3, 20, ROWS).round(2),
    "a laid grid": lambda: np.linspace(0, 6, ROWS),
    "one value": lambda: np.ones(ROWS),
    "sorted by a quantity": lambda: np.sort(RANDOM.normal(50_000, 12_000, ROWS)).round(),
}


def told(values: np.ndarray, name: str = "v") -> bool:
    frame = pd.DataFrame({name: values, "other": RANDOM.normal(size=ROWS)})
    return numbers_its_rows(name, frame.iloc[TEST], frame.iloc[TRAIN])


@pytest.mark.parametrize("made", NUMBERS.values(), ids=NUMBERS)
def test_numbers_that_were_given_out_are_told(made: Callable[[], np.ndarray]) -> None:
    assert told(made())


@pytest.mark.parametrize("made", QUANTITIES.values(), ids=QUANTITIES)
def test_quantities_are_none(made: Callable[[], np.ndarray]) -> None:
    assert not told(made())


def test_wide_gaps_are_told_by_the_order_of_the_rows() -> None:
    values = 10**6 + np.cumsum(RANDOM.integers(1, 2_000, ROWS))
    assert told(values)
    assert not told(RANDOM.permutation(values))
    frame = pd.DataFrame({"v": values})
    assert not numbers_its_rows("v", *(frame.iloc[rows].reset_index(drop=True) for rows in (TEST, TRAIN)))


def test_arrays_are_looked_at_by_their_places_and_scaling_hides_nothing() -> None:
    values = np.cumsum(RANDOM.integers(1, 5, ROWS))
    array = np.column_stack((RANDOM.normal(size=ROWS), (values - values.mean()) / values.std()))
    assert numbers_its_rows("feature 1", array[TEST], array[TRAIN])
    assert numbers_its_rows("feature 1", array[TEST])
    assert not numbers_its_rows("feature 0", array[TEST], array[TRAIN])


def test_rows_that_are_handed_in_twice_are_no_pairs() -> None:
    frame = pd.DataFrame({"v": np.arange(ROWS)})
    assert numbers_its_rows("v", frame.iloc[:300], frame)


def test_a_name_says_it_where_values_differ() -> None:
    values = RANDOM.integers(0, 10**7, ROWS)
    assert told(values, "contract_no")
    assert not told(values, "balance")
    assert not told(RANDOM.integers(0, 9, ROWS), "contract_no")
    texts = np.array([f"C-{value}" for value in values])
    assert told(texts, "vertragsnummer")


@pytest.mark.parametrize("name", ["t", "day", "hours_since_start", "timestamp"])
def test_counts_of_time_are_none_by_their_name(name: str) -> None:
    assert not told(np.arange(ROWS), name)


def test_counts_of_time_are_none_where_later_rows_are_held_out() -> None:
    frame = pd.DataFrame({"v": np.arange(ROWS)})
    assert not numbers_its_rows("v", frame.iloc[600:], frame.iloc[:600])
    dated = frame.set_index(pd.date_range("2020-01-01", periods=ROWS))
    assert not numbers_its_rows("v", dated.iloc[TEST], dated.iloc[TRAIN])


def test_few_rows_and_what_is_no_table_say_nothing() -> None:
    assert not numbers_its_rows("v", pd.DataFrame({"v": np.arange(40)}))
    assert not numbers_its_rows("feature 3", np.zeros((90, 4, 4)))
    assert not numbers_its_rows("lost", pd.DataFrame({"v": np.arange(90)}))
