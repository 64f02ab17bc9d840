"""Rows that are taken apart by hand: two choices from one table that leave nothing over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.sides import Side, named
from jupyter_mlsec.probes._notebook.traced import Item

_BEGIN = frozenset({"head", "limit", "take", "first"})
_REST = frozenset({"offset", "skip", "tail"})
_OPPOSITE: dict[type[ast.cmpop], tuple[type[ast.cmpop], int]] = {
    ast.Lt: (ast.Lt, 0),
    ast.GtE: (ast.Lt, 1),
    ast.LtE: (ast.LtE, 0),
    ast.Gt: (ast.LtE, 1),
    ast.Eq: (ast.Eq, 0),
    ast.NotEq: (ast.Eq, 1),
    ast.In: (ast.In, 0),
    ast.NotIn: (ast.In, 1),
}
_CONSTANTS = re.compile(r"Constant\(value='?([^',()]*)")
_MASKS = frozenset({"filter", "where", "query", "loc"})


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two choices from ``rows`` that complement each other, and when the second one was made."""

    rows: Value
    first: Value
    second: Value
    order: int
    cell: CellRef
    how: str
    gap: bool = False  # they do not, but rows lie between them
    alike: tuple[tuple[Value, int], ...] = ()  # what else is chosen so, here or from another table: ``y[:n]``, side 0


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """A choice from a table: two with the same ``key`` and another ``side`` are a pair."""

    rows: Value
    value: Value
    key: str
    side: int
    order: int
    cell: CellRef


def pairs(program: Program) -> Iterator[Pair]:
    """Yield the splits that are made by hand."""
    choices = sorted(_choices(program), key=lambda choice: choice.order)
    found = [*_complements(choices)]
    found.extend(_ranges(choices, _values(found)))
    known = _values(found)
    bounded = [each for each in _bounded(program) if each.value not in known]
    if bounded:
        more = sorted([*(each for each in choices if each.value not in known), *bounded], key=lambda each: each.order)
        again = [*_complements(more)]
        found.extend((*again, *_ranges(more, _values(again))))
    yield from found


def _values(found: list[Pair]) -> set[Value]:
    return {value for pair in found for value in (pair.first, pair.second)}


def _complements(choices: list[_Choice]) -> Iterator[Pair]:
    """Yield two choices that leave nothing over."""
    alike: dict[str, list[_Choice]] = {}
    for choice in choices:
        alike.setdefault(choice.key, []).append(choice)
    open_: dict[tuple[Value, str], list[_Choice]] = {}
    paired: set[tuple[Value, Value]] = set()
    for choice in choices:
        place = (choice.rows, choice.key)
        earlier = next((each for each in open_.get(place, ()) if each.side != choice.side), None)
        if earlier is not None and (earlier.value, choice.value) not in paired:
            first, second = (earlier, choice) if earlier.side == 0 else (choice, earlier)
            how = choice.key.partition(" ")[0]
            same = tuple(
                (each.value, each.side) for each in alike[choice.key] if how != "rows" or each.rows is choice.rows
            )
            yield Pair(choice.rows, first.value, second.value, choice.order, choice.cell, how, alike=same)
            paired |= {(earlier.value, choice.value), (choice.value, earlier.value)}
        open_.setdefault(place, []).append(choice)


def _bounded(program: Program) -> Iterator[_Choice]:
    """Yield the rows between two bounds, once for each: ``d[(d.day >= a) & (d.day < b)]`` lies behind a, before b."""
    order = {item: (when, cell) for when, cell, item in program.selections}
    for item, rows in masked_middles(program):
        written = program.written.get(item.key)
        node = written.node if written is not None else item.node
        for each in (node.left, node.right) if isinstance(node, ast.BinOp) else ():
            for key, side in _mask(each, None, program):
                yield _Choice(rows, item, key, side, *order[item])


def _ranges(choices: list[_Choice], paired: set[Value]) -> Iterator[Pair]:
    """Yield what lies before one bound and what lies behind a later one: the rows between are something else."""
    lower: dict[tuple[Value, str], _Choice] = {}
    known: set[tuple[str, str]] = set()
    for choice in choices:
        bounds = _bound(choice)
        if bounds is None or choice.value in paired:
            continue
        what, _ = bounds
        other = lower.get((choice.rows, what))
        if other is None or other.side == choice.side or other.value is choice.value:
            lower.setdefault((choice.rows, what), choice)
            continue
        first, second = (other, choice) if other.side == 0 else (choice, other)
        if _lies_before(first, second) and (first.key, second.key) not in known:
            known.add((first.key, second.key))
            how = what.partition(" ")[0]
            same = tuple(
                (each.value, each.side)
                for each in choices
                if (each.key, each.side) in {(first.key, 0), (second.key, 1)} and each.value not in paired
            )
            yield Pair(choice.rows, first.value, second.value, choice.order, choice.cell, how, gap=True, alike=same)


def _bound(choice: _Choice) -> tuple[str, str] | None:
    """Return what a choice of one side compares, and with what."""
    kind, _, rest = choice.key.partition(" ")
    if kind == "slice" and rest != "at a moment":
        return "slice", rest
    for name in (" Lt ", " LtE "):
        left, found, right = rest.partition(name)
        if kind == "mask" and found:
            return f"mask {left}", right
    return None


def _lies_before(first: _Choice, second: _Choice) -> bool:
    """Tell whether the bound of the one is not behind the other's; where it is no constant, it is taken to be so."""
    (_, low), (_, high) = _bound(first) or ("", ""), _bound(second) or ("", "")
    lows, highs = (_CONSTANTS.findall(each) for each in (low, high))
    if low == high or len(lows) != len(highs):
        return False
    numbers = [each.lstrip("-").replace(".", "", 1).isdigit() for each in (*lows, *highs)]
    if all(numbers):
        return [float(each) for each in lows] <= [float(each) for each in highs]
    return lows <= highs


def masked_middles(program: Program) -> Iterator[tuple[Item, Value]]:
    """Yield the rows between two bounds of a mask, and the table: ``d[(d.day >= a) & (d.day < b)]``."""
    for _, _, item in program.selections:
        written = program.written.get(item.key)
        node = written.node if written is not None else item.node
        rows = _table(item.base)
        if rows is None or not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.BitAnd):
            continue
        sides = [each for each in (node.left, node.right) if isinstance(each, ast.Compare) and len(each.ops) == 1]
        kinds = {isinstance(each.ops[0], ast.Lt | ast.LtE) for each in sides}
        if len(sides) == len(kinds) == 2 and ast.dump(sides[0].left) == ast.dump(sides[1].left):  # noqa: PLR2004 - bounds
            yield item, rows


def _choices(program: Program) -> Iterator[_Choice]:
    named: dict[tuple[Value, object], Value] = {}
    for order, cell, item in program.selections:
        rows = _table(item.base)
        if rows is None:
            continue
        if isinstance(rows, Item) and isinstance(rows.key, Const) and rows.base is not None:
            rows = named.setdefault((rows.base, rows.key.value), rows)  # one array of a file, however often it is named
        node = item.node.elts[0] if isinstance(item.node, ast.Tuple) and item.node.elts else item.node
        for key, side in _keys(node, item.key, program):
            yield _Choice(rows, item, key, side, order, cell)
        yield from _left_over(item.key, rows, item, order, cell, program)
    results = {id(value.made): value for value in _results(program)}
    for call in program.calls:
        value = results.get(id(call.arguments))
        rows = _table(call.base)
        if value is None or rows is None:
            continue
        for key, side in _of_call(call, program):
            yield _Choice(rows, value, key, side, call.order, call.cell)
        if call.method in {"drop", "join", "filter"}:
            for argument in call.arguments.values():
                yield from _left_over(argument, rows, value, call.order, call.cell, program)


def _results(program: Program) -> Iterator[Ref]:
    """Yield the values that calls gave and that something was done with."""
    seen: list[Value] = [value for _, value in program.names]
    for call in program.calls:
        seen.extend(call.arguments.values())
        if call.base is not None:
            seen.append(call.base)
    for each in dict.fromkeys(seen):
        value: Value | None = each
        while isinstance(value, Ref):
            if value.made is not None and value.name.endswith("()"):
                yield value
            value = value.base


def _table(value: Value | None) -> Value | None:
    """Return the table that is chosen from: ``df`` for ``df.iloc[…]``."""
    while isinstance(value, Ref) and value.base is not None and value.name.endswith((".loc", ".iloc", ".values")):
        value = value.base
    return value if isinstance(value, Ref) else None


def _keys(node: ast.expr, value: Value, program: Program) -> Iterator[tuple[str, int]]:
    """Yield what a choice of rows is the complement by, and which side of it: ``[:n]`` and ``[n:]`` are a pair."""
    if isinstance(node, ast.Slice):
        if node.upper is not None and not _is_end(node.upper):
            yield f"slice {ast.dump(node.upper)}", 0
        if node.lower is not None and not _is_end(node.lower):
            yield f"slice {ast.dump(node.lower)}", 1
        bound = node.upper or node.lower
        if (node.upper is None) != (node.lower is None) and isinstance(bound, ast.Constant) and not _is_end(bound):
            yield "slice at a moment", int(node.upper is None)
    elif not isinstance(node, ast.Constant):
        yield from _mask(node, value, program)


def _is_end(node: ast.expr) -> bool:
    """Whether a bound leaves off only the first or the last: features and answer, not rows and rows."""
    return ast.unparse(node) in {"0", "1", "-1"}


def _mask(node: ast.expr, value: Value | None, program: Program, flipped: int = 0) -> Iterator[tuple[str, int]]:
    """Yield a mask and whether it is turned around, however it got there: ``m``, ``~m``, ``a < b`` and ``a >= b``."""
    written = program.written.get(value) if value is not None else None
    if isinstance(node, ast.Name) and written is not None:
        yield f"mask {ast.dump(node)}", flipped
        node = written.node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert | ast.Not):
        inner = written.parts[0] if written is not None and written.parts else None
        yield from _mask(node.operand, inner, program, 1 - flipped)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _OPPOSITE:
        kind, side = _OPPOSITE[type(node.ops[0])]
        left, right = ast.dump(node.left), node.comparators[0]
        yield f"mask {left} {kind.__name__} {ast.dump(right)}", side ^ flipped
        part = named(right.value) if isinstance(right, ast.Constant) and isinstance(right.value, str) else None
        if part is not None and kind is ast.Eq and side == flipped:
            yield f"said {left}", int(part is not Side.TRAIN)
    elif not isinstance(node, ast.Constant | ast.List | ast.Tuple):
        yield f"mask {ast.dump(node)}", flipped


def _of_call(call: Call, program: Program) -> Iterator[tuple[str, int]]:
    method, first = call.method, call.value(0, "n", "count", "length")
    if method in _BEGIN | _REST and first is not None:
        given = call.node.args[0] if call.node.args else None
        words = "n" if method in {"head", "tail"} or given is None else ast.dump(given)
        yield f"rows {'ends' if method in {'head', 'tail'} else words}", int(method in _REST)
    elif method in _MASKS and call.node.args:
        given, value = call.node.args[0], call.value(0)
        if isinstance(value, Const) and isinstance(value.value, str):
            try:
                given = ast.parse(value.value.replace("&&", "and"), mode="eval").body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return
            yield from _mask(given, None, program)
        else:
            yield from _mask(given, value, program)


def _left_over(
    chooses: Value, rows: Value, value: Value, order: int, cell: CellRef, program: Program
) -> Iterator[_Choice]:
    """Yield both sides where what is chosen is what another choice left: ``df.drop(train.index)``."""
    for each in program.flow.behind(chooses, before=order)[:40]:
        if not (isinstance(each, Ref) and each.name.endswith(".index") and isinstance(each.base, Ref)):
            continue
        taken = each.base
        if taken is not rows and taken is not value and _from(taken, rows):
            key = f"sample {id(taken)}"
            yield _Choice(rows, taken, key, 0, order, cell)
            yield _Choice(rows, value, key, 1, order, cell)


def _from(value: Ref, rows: Value) -> bool:
    """Whether a value is a choice from a table, made directly or after it was mixed."""
    current: Value | None = value
    for _ in range(8):
        if current is rows:
            return True
        if not isinstance(current, Ref) or isinstance(current, Item):
            return isinstance(current, Item) and _table(current.base) is rows
        current = current.base
    return False
