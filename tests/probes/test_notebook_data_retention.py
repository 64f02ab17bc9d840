from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("2026-11-20", ("fail", "df is kept longer than was declared.")),
        ("2026-12-01", ("warn", "df has to go within 30 days.")),
        ("2027-11-21", ("pass", "1 data set within its declared retention.")),
        ("next year", ("error", "Not evidence: the end of retention of df cannot be read.")),
    ],
)
def test_ends(ask_notebook: Ask, end: str, said: tuple[str, str]) -> None:
    assert ask_notebook("data_retention", "x = 1", declare={"dataset__df": {"retention": end}}) == said


def test_nothing_declared(ask_notebook: Ask) -> None:
    assert ask_notebook("data_retention", "x = 1", declare={"dataset__df": {"licence": "MIT"}}) == (
        "not-applicable",
        "Does not apply: no data set has a declared end of retention.",
    )


def test_kept_for_ever(ask_notebook: Ask) -> None:
    assert ask_notebook("data_retention", declare={"dataset__df": {"retention": "unbegrenzt"}}) == (
        "fail",
        "df is kept for ever.",
    )


def test_a_day_with_dots(ask_notebook: Ask) -> None:
    assert ask_notebook("data_retention", declare={"dataset__df": {"retention": "01.05.2030"}})[0] == "pass"
