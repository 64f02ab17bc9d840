"""Suppression comments: what they name, what they cover, and that a reason is required."""

from __future__ import annotations

import pytest

from jupyter_mlsec.model.text import Place, Position, Syntax, Text
from jupyter_mlsec.notebook.suppression import Allowance, allowances


def comments(source: str) -> list[Allowance]:
    return list(allowances(Text(Place.SOURCE, source, Syntax.PYTHON)))


@pytest.mark.parametrize(
    ("source", "rules", "reason", "alone"),
    [
        ("x = 1  # mlsec: allow[rule-a] made by us", ("rule-a",), "made by us", False),
        ("# mlsec: allow[rule-a, rule-b] two", ("rule-a", "rule-b"), "two", True),
        ("<!-- mlsec: allow[rule-a] shown on purpose -->", ("rule-a",), "shown on purpose", True),
        ("x  # mlsec: allow[rule-a]", ("rule-a",), "", False),
        ("x  #mlsec:allow[rule-a]: colon", ("rule-a",), "colon", False),
    ],
)
def test_a_comment_is_read(source: str, rules: tuple[str, ...], reason: str, *, alone: bool) -> None:
    (found,) = comments(source)
    assert (found.rules, found.reason, found.alone) == (rules, reason, alone)


@pytest.mark.parametrize(
    ("source", "line", "covered"),
    [
        ("bad()  # mlsec: allow[r] why", 1, True),
        ("# mlsec: allow[r] why\nbad()", 2, True),
        ("x  # mlsec: allow[r] why\nbad()", 2, False),
        ("# mlsec: allow[r] why\n\nbad()", 3, False),
        ("bad()  # mlsec: allow[r]", 1, False),
        ("bad()  # mlsec: allow[other] why", 1, False),
    ],
)
def test_what_it_covers(source: str, line: int, *, covered: bool) -> None:
    (found,) = comments(source)
    assert found.covers("r", Position(line, 1, line, 2)) is covered


def test_any_line_of_a_long_statement_may_carry_it() -> None:
    (found,) = comments("bad(\n    a,  # mlsec: allow[r] why\n)")
    assert found.covers("r", Position(1, 1, 3, 2))
