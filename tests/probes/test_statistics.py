"""Intervals of large samples are those of all rows, at the price of a part of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from jupyter_mlsec.probes._ground import statistics
from jupyter_mlsec.probes._ground.statistics import auc, auc_interval, bootstrap

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

RANDOM = np.random.default_rng(5)
VALUES = RANDOM.gamma(2.0, 3.0, 12_000)


def mean(rows: Ints) -> float:
    return float(VALUES[rows].mean())


def spread(rows: Ints) -> float:
    return float(VALUES[rows].std())


@pytest.mark.parametrize("statistic", [mean, spread])
def test_an_interval_from_parts_of_the_rows_is_the_one_from_all(
    monkeypatch: pytest.MonkeyPatch, statistic: Callable[[Ints], float]
) -> None:
    low, high = bootstrap(statistic, len(VALUES), draws=2000)
    monkeypatch.setattr(statistics, "MOST_DRAWN", 1_500)
    found = bootstrap(statistic, len(VALUES), draws=2000)
    assert found == pytest.approx((low, high), abs=(high - low) / 10)
    assert found != (low, high)


def test_draws_of_a_part_are_no_larger_than_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "MOST_DRAWN", 50)
    sizes = set[int]()

    def statistic(rows: Ints) -> float:
        sizes.add(len(rows))
        return 1.0

    assert bootstrap(statistic, 400, draws=5) == (1.0, 1.0)
    assert sizes == {50, 400}  # the draws, and all rows once


@pytest.mark.parametrize("positives", [6_000, 60])
def test_the_interval_of_an_auc_by_its_variance_is_that_of_resampling(
    monkeypatch: pytest.MonkeyPatch, positives: int
) -> None:
    positive = np.arange(12_000) < positives
    scores: Floats = np.round(RANDOM.normal(size=12_000) + positive, 1)
    low, high = auc_interval(scores, positive, draws=1000)
    monkeypatch.setattr(statistics, "MOST_DRAWN", 1_000)
    found = auc_interval(scores, positive)
    assert found == pytest.approx((low, high), abs=(high - low) / 8)
    assert sum(found) / 2 == pytest.approx(auc(scores, positive))
