"""Two stretches of one table that have rows in common: ``X[:1500]`` to learn from, and ``X[1200:]`` to judge on."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item

_PLACES = (".iloc", ".loc", ".values")
_NAMED = re.compile(r"^(?P<name>[\w.\-]+)\[(?P<begin>\d*%?):(?P<end>\d*%?)\]$")  # a hub's "train[:80%]"
_END = float("inf")


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """The rows from ``begin`` up to ``end`` of what ``source`` names, counted in rows or in percent."""

    source: object
    begin: float
    end: float
    cell: CellRef
    value: Value | None = None

    def crosses(self, other: _Stretch) -> bool:
        """Tell whether each of two stretches has rows that the other has, and rows that it has not."""
        first, second = sorted((self, other), key=lambda each: (each.begin, each.end))
        return first.source == second.source and first.begin < second.begin < first.end < second.end


def overlaps(program: Program, rows: Callable[[], tuple[AbstractSet[Value], AbstractSet[Value]]]) -> Iterator[CellRef]:
    """Yield where rows to judge on are cut so that they hold some of those to learn from.

    ``rows`` gives the values that models are fitted on, and those that something is asked or judged about; it is asked
    only where two stretches cross at all.
    """
    cut = [*_slices(program)]
    crossing = [(one, two) for one in cut for two in cut if one.crosses(two)]
    learned, judged = rows() if crossing else (frozenset(), frozenset())
    for one, two in crossing:
        if one.value in learned and two.value in judged and two.value not in learned:
            yield two.cell
    named = [*_named(program)]
    for place, one in enumerate(named):
        yield from (two.cell for two in named[place + 1 :] if one.crosses(two))


def _slices(program: Program) -> Iterator[_Stretch]:
    for _, cell, item in program.selections:
        base = item.base
        while isinstance(base, Ref) and base.name.endswith(_PLACES):
            base = base.base
        bounds = _bounds(item)
        if isinstance(base, Ref) and bounds is not None:
            yield _Stretch(id(base), *bounds, cell, item)


def _bounds(item: Item) -> tuple[float, float] | None:
    """Return the first row and the row after the last one; None for what is no stretch with plain numbers."""
    node = item.node.elts[0] if isinstance(item.node, ast.Tuple) and item.node.elts else item.node
    if not isinstance(node, ast.Slice) or node.step is not None:
        return None
    numbers = []
    for bound, default in ((node.lower, 0.0), (node.upper, _END)):
        value = bound.value if isinstance(bound, ast.Constant) else default if bound is None else None
        if not isinstance(value, int | float) or isinstance(value, bool):
            return None
        numbers.append(float(value))
    return numbers[0], numbers[1]


def _named(program: Program) -> Iterator[_Stretch]:
    """Yield the stretches of a hub's splits that calls read: ``load_dataset("team/rows", split="train[:80%]")``."""
    for call in program.calls:
        for text in _splits_of(call):
            found = _NAMED.match(text)
            if found is not None:
                begin, end = (found[bound].removesuffix("%") for bound in ("begin", "end"))
                unit = "%" in found["begin"] + found["end"]
                source = (call.text(0), call.text(1), found["name"], unit)
                yield _Stretch(source, float(begin or 0), float(end or (100 if unit else _END)), call.cell)


def _splits_of(call: Call) -> Iterator[str]:
    given = call.value(None, "split")
    for part in given.items if isinstance(given, Seq) else (given,):
        if isinstance(part, Const) and isinstance(part.value, str):
            yield part.value
