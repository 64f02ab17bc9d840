"""Held back rows that are left out by how wrong a model is about them, before it is judged on the rest."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.answers import is_metric, method_of
from jupyter_mlsec.probes._notebook.judged import Held, Judged, judged_rows
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Splits
from jupyter_mlsec.probes._notebook.traced import Item

_SUMS = frozenset({"mean", "median", "sum", "average", "nanmean", "nanmedian", "trim_mean"})
_LESS = (ast.Lt, ast.LtE)
_MORE = (ast.Gt, ast.GtE)
_SMALLEST = frozenset({"nsmallest", "between", "lt", "le", "bottom_k"})
_WORST = frozenset({"nlargest", "top_k", "gt", "ge"})
_KEEPS = frozenset({"filter", "loc", "where", "compress"})
_STEPS = 12


def dropped_rows(splits: Splits) -> Iterator[CellRef]:
    """Yield where rows are left out by a figure about themselves, and the rest is judged."""
    if not splits.apart:
        return
    judged = judged_rows(splits)
    told: list[set[Value]] | None = None
    for value, key, cell, drops in _selections(judged):
        base = value.base
        if base is None:
            continue
        made = judged.made_of(base)
        figures = (judged.about(each) for each in (base, *made.figures))
        about = frozenset(each for each in made.rows.union(made.answers, *figures) if each[1] is Side.TEST)
        if not about or not _keeps_the_good(key, about, judged, drops=drops):
            continue
        told = [*_told(judged)] if told is None else told
        if any(value in behind for behind in told):
            yield cell


def _selections(judged: Judged) -> Iterator[tuple[Ref, Value, CellRef, bool]]:
    """Yield rows that are chosen or left out: what is left, what decides it, where, and whether it names the others."""
    for _, cell, item in judged.program.selections:
        if isinstance(item.key, Ref):
            yield item, item.key, cell, False
    results: dict[int, Ref] = {}
    for value in {each for _, each in judged.program.names}:
        for each in judged.program.flow.behind(value)[:_STEPS] if isinstance(value, Ref) else ():
            if isinstance(each, Ref) and each.name.endswith("()") and each.base is not None:
                results[id(each.made)] = each
    for call in judged.program.calls:
        found = results.get(id(call.arguments))
        given = call.value(0, "index", "labels")
        if found is not None and given is not None and call.method in _KEEPS | {"drop"}:
            yield found, given, call.cell, call.method == "drop"


def _told(judged: Judged) -> Iterator[set[Value]]:
    """Yield what lies behind each figure that is summed up over rows, or that a metric gives."""
    flow = judged.program.flow
    for call in judged.program.calls:
        given = (call.base, *call.arguments.values())
        if is_metric(call.method) or (call.method in _SUMS and _has_figures(given, judged)):
            yield set(flow.behind(*given, before=call.order))


def _has_figures(values: tuple[Value | None, ...], judged: Judged) -> bool:
    return any(each is not None and (judged.about(each) or judged.made_of(each).figures) for each in values)


def _keeps_the_good(key: Value, about: frozenset[Held], judged: Judged, *, drops: bool) -> bool:
    """Tell whether what decides leaves those rows about which a model is right.

    To look at the worst ones is what one should do; to look at both kinds apart from each other, too.
    """

    def leans(value: Value) -> bool:
        return bool(judged.about(value) & about) or any(True for _ in judged.earlier((value,), about))

    def good(value: Value, turned: bool, depth: int = 0) -> bool:  # noqa: FBT001 - flips while it goes down
        written = judged.program.written.get(value)
        if written is None or depth > _STEPS:
            return _picked(value, turned, leans)
        node = written.node
        if isinstance(node, ast.UnaryOp):
            return any(good(part, not turned, depth + 1) for part in written.parts[:1])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd):
            either = isinstance(node.op, ast.BitOr)
            return any(good(part, turned, depth + 1) or (either and _right(part, judged)) for part in written.parts)
        if not isinstance(node, ast.Compare) or len(node.ops) != 1 or len(written.parts) < 1:
            return False
        first = not isinstance(node.left, ast.Constant) and leans(written.parts[0])
        last = not first and leans(written.parts[-1])
        less, more = (_MORE, _LESS) if turned else (_LESS, _MORE)
        return (first and isinstance(node.ops[0], less)) or (last and isinstance(node.ops[0], more))

    return good(key, drops)


def _right(value: Value, judged: Judged) -> bool:
    """Tell whether a value is which answers are right."""
    written = judged.program.written.get(value)
    equal = written is not None and isinstance(written.node, ast.Compare) and isinstance(written.node.ops[0], ast.Eq)
    return equal and bool(judged.about(value))


def _picked(value: Value, turned: bool, leans: object) -> bool:  # noqa: FBT001 - as ``good`` has it
    """Tell whether a value is the places of the best rows, or (``turned``) of the worst."""
    assert callable(leans)  # noqa: S101 - a closure of its caller
    current: Value | None = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref):
            return False
        method = method_of(current)
        if current.name.endswith("()") and method in (_WORST if turned else _SMALLEST):
            return bool(leans(value))
        if isinstance(current, Item) and isinstance(current.node, ast.Slice):
            begins = current.node.lower is None
            if isinstance(current.base, Ref) and method_of(current.base).startswith("argsort"):
                return begins is not turned and bool(leans(value))
        current = current.base
    return False
