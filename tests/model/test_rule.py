"""The order of severities: by badness in every comparison, never by spelling."""

from __future__ import annotations

from itertools import pairwise

from jupyter_mlsec.model.rule import Severity


def test_each_comparison_orders_by_badness() -> None:
    for lower, higher in pairwise(Severity):
        assert lower < higher
        assert lower <= higher
        assert higher > lower
        assert higher >= lower
        assert lower != higher
        assert not lower >= higher
        assert not lower > higher


def test_the_order_is_low_to_critical() -> None:
    assert sorted({*Severity}) == [Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]
    assert max(Severity) is Severity.CRITICAL
