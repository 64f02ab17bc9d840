"""Rows that are to be what a draw has left over, and are not: the draw was numbered anew before it was left out.

``train = df.sample(frac=0.8).reset_index(drop=True); test = df.drop(train.index)`` leaves out the first rows of ``df``,
whichever were drawn, and so does ``df.iloc[len(train):]``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item

_JOINS = frozenset({"merge", "merge_asof", "merge_ordered"})  # whose result is numbered from the beginning
_PLACES = (".loc", ".iloc", ".values", ".index")
_STEPS = 24
_BEHIND = 40  # values of one choice that are looked at


@dataclass(frozen=True, slots=True, eq=False)
class LeftOver:
    """The rows ``rest`` that are meant to be all but ``taken``."""

    taken: Value
    rest: Value
    cell: CellRef


def wrong_left_overs(program: Program) -> Iterator[LeftOver]:
    """Yield the rows that hold some of those that they were meant to leave out."""
    for order, cell, item in program.selections:
        rows = _table(item.base)
        if rows is not None:
            for taken in _left_out(item.key, item, rows, order, program):
                yield LeftOver(taken, item, cell)
    results = {id(value.made): value for value in _results(program)}
    for call in program.calls:
        value, rows = results.get(id(call.arguments)), _table(call.base)
        if call.method == "drop" and value is not None and rows is not None:
            given = call.value(0, "index", "labels")
            for taken in _by_index(given, rows, call.order, program) if given is not None else ():
                yield LeftOver(taken, value, call.cell)


def _left_out(key: Value, item: Item, rows: Value, order: int, program: Program) -> Iterator[Value]:
    """Yield the rows that a choice is meant to leave out, and does not."""
    if not isinstance(item.node, ast.Slice):
        yield from _by_index(key, rows, order, program)
    elif item.node.upper is None and item.node.step is None and "len(" in ast.unparse(item.node):
        for each in program.flow.behind(key, before=order)[:_BEHIND]:
            given = each.made if isinstance(each, Ref) and each.name == "builtins.len()" else None
            taken = next(iter(given.values()), None) if given is not None else None
            if taken is not None and taken is not rows and _is_drawn(taken, rows, program):
                yield taken


def _by_index(key: Value, rows: Value, order: int, program: Program) -> Iterator[Value]:
    """Yield the rows whose index is left out although it is no longer the one that they were drawn with."""
    for each in program.flow.behind(key, before=order)[:_BEHIND]:
        taken = each.base if isinstance(each, Ref) and each.name.endswith(".index") else None
        if taken is not None and taken is not rows and _is_numbered_anew(taken, rows, order, program):
            yield taken


def _is_numbered_anew(taken: Value, rows: Value, before: int, program: Program) -> bool:
    """Tell whether rows were chosen from a table, or mixed, and their index was numbered anew after that."""
    anew = chosen = False
    for each in _way(taken, rows, program):
        call = program.flow.call_of(each)
        anew = anew or _numbers_in_place(each, before, program)
        if call is not None:
            numbered = call.constant("ignore_index") is True or call.method in _JOINS
            if anew or numbered:
                chosen = chosen or _chooses(call)
            anew = anew or numbered or (call.method == "reset_index" and call.constant("inplace") is not True)
        elif anew and isinstance(each, Item) and not isinstance(each.key, Const):
            chosen = True
    return anew and chosen and _comes_from(taken, rows, program)


def _is_drawn(taken: Value, rows: Value, program: Program) -> bool:
    """Tell whether rows were drawn from a table by chance, and are not its first ones."""
    calls = (program.flow.call_of(each) for each in _way(taken, rows, program))
    drawn = any(call is not None and call.method == "sample" for call in calls)
    return drawn and _comes_from(taken, rows, program)


def _way(value: Value, rows: Value, program: Program) -> Iterator[Ref]:
    """Yield the values between rows and the table that they were chosen from, the last one first."""
    current: Value | None = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref) or current is rows:
            return
        yield current
        call = program.flow.call_of(current)
        current = call.value(0, "left") if call is not None and _is_function(call) else current.base


def _comes_from(value: Value, rows: Value, program: Program) -> bool:
    *_, first = _way(value, rows, program)
    call = program.flow.call_of(first)
    return (call.value(0, "left") if call is not None and _is_function(call) else first.base) is rows


def _is_function(call: Call) -> bool:
    """Whether a call is a function of a library that is given its tables, and no method of one."""
    return call.method in _JOINS and isinstance(call.base, Ref) and "(" not in call.base.name


def _chooses(call: Call) -> bool:
    """Tell whether a call leaves rows out, or puts them into another order."""
    return call.method in words("rows", "drops") | words("rows", "orders") | words("rows", "cuts")


def _numbers_in_place(value: Value, before: int, program: Program) -> bool:
    """Tell whether a table was numbered anew itself: ``a.reset_index(inplace=True)``."""
    return any(
        call.base is value and call.method == "reset_index" and call.constant("inplace") is True
        for call in program.calls
        if call.order < before
    )


def _table(value: Value | None) -> Value | None:
    """Return the table that is chosen from: ``df`` for ``df.loc[…]``."""
    while isinstance(value, Ref) and value.base is not None and value.name.endswith(_PLACES):
        value = value.base
    return value if isinstance(value, Ref) else None


def _results(program: Program) -> Iterator[Ref]:
    """Yield what calls gave and somebody bound to a name or handed on."""
    seen = [value for _, value in program.names]
    seen.extend(value for call in program.calls for value in (call.base, *call.arguments.values()) if value is not None)
    for each in dict.fromkeys(seen):
        value: Value | None = each
        while isinstance(value, Ref):
            if value.made is not None and value.name.endswith("()"):
                yield value
            value = value.base
