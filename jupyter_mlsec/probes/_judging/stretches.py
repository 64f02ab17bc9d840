"""Stretches of what was read: which rows a slice, a range or a draw leaves, and whether two of them share some."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from math import inf

from jupyter_mlsec.code.values import Argument, Const, Value
from jupyter_mlsec.probes._judging.chance import Mark, apart


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows from ``begin`` up to ``end`` of a ``source``.

    ``marks`` are the draws that mixed or chose them; ``chosen`` is a key where nobody knows from where to where.
    """

    source: object
    marks: frozenset[Mark] = frozenset()
    begin: float = 0
    end: float = inf
    unit: str = ""
    chosen: object = None

    @property
    def whole(self) -> bool:
        """Whether these are all rows of the source."""
        return self.chosen is None and self.begin == 0 and self.end == inf

    def within(self, other: Rows) -> bool:
        """Tell whether all these rows are among the other ones."""
        if self.source != other.source:
            return False
        if other.whole or self == other:
            return True
        alike = (self.marks, self.unit, self.chosen) == (other.marks, other.unit, other.chosen)
        return alike and other.begin <= self.begin and self.end <= other.end

    def meets(self, other: Rows) -> bool:
        """Tell whether some rows are among both; of two draws one has some of the other's."""
        if self.source != other.source:
            return False
        if self.within(other) or other.within(self):
            return True
        if self.marks != other.marks:
            return apart(self.marks, other.marks)
        if self.chosen is not None or other.chosen is not None or self.unit != other.unit:
            return False
        return max(self.begin, other.begin) < min(self.end, other.end)


def cut(rows: Rows, begin: float | None, end: float | None, key: object) -> Rows:
    """Return a stretch of rows; of a stretch, and of unknown bounds, only that it is some of them."""
    if (begin, end) == (0.0, inf):
        return rows
    if begin is None or end is None or not rows.whole or begin < 0 or end < 0:
        return replace(rows, chosen=(rows.chosen, key))
    return replace(rows, begin=begin, end=end)


def bounds_of(given: tuple[Argument, ...]) -> tuple[float | None, float | None]:
    """Return from where to where a range goes; None for what is not known."""
    bounds = [whole_number(each.value) for each in given[:2]]
    if len(given) == 1:
        return 0.0, bounds[0]
    return (bounds[0], bounds[1]) if len(bounds) == len(given) else (None, None)  # every third one, or nothing at all


def plain_bound(node: ast.expr | None, default: float) -> float | None:
    """Return a bound of a slice that is written as a number; the default where there is none."""
    if node is None:
        return default
    return float(node.value) if isinstance(node, ast.Constant) and type(node.value) is int else None


def whole_number(value: Value | None) -> float | None:
    """Return a whole number that is known; None otherwise."""
    known = isinstance(value, Const) and type(value.value) is int
    return float(value.value) if known and isinstance(value, Const) else None  # type: ignore[arg-type]
