"""Groups of people that are compared after something was done to them: filled, left out, thinned, or levelled."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.probes._notebook.compared_groups import GROUPS, is_protected, last_compared, names_of
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item

_FILLS = frozenset({"fillna", "fill_null", "fill_nan"})
_CARRIES = frozenset({"bfill", "ffill", "backfill", "pad"})
_COMMONEST = frozenset({"mode", "most_common", "idxmax", "argmax"})
_LEAVES_OUT = frozenset({"dropna", "drop_nulls"})
_IS_THERE = frozenset({"notna", "notnull", "is_not_null", "isNotNull"})
_CHOOSES = frozenset({"filter", "where", "query"})
_COUNTS_MISSING = frozenset({"isna", "isnull", "is_null", "null_count", "info", "countna", "missing"})
_FIRST = frozenset({"head", "limit", "tail"})
_LEVELS = frozenset({"head", "sample", "limit"})
_STEPS = 20


def altered_groups(program: Program) -> Iterator[str]:
    """Yield what was done to groups before they are compared, in words with the column's name."""
    people = {name: order for name, order in last_compared(program).items() if is_protected(name)}
    before = [call for call in program.calls if call.order <= max(people.values(), default=-1)]
    for call in before:
        for name in _filled(call, program):
            if call.order < people.get(name, -1):
                yield f"missing {name} is filled with what others said"
    if not any(call.method in _COUNTS_MISSING for call in program.calls):
        for call in before:
            for name in _left_out(call, program):
                if call.order <= people.get(name, -1):
                    yield f"rows without {name} are left out, and nobody counts them"
    for call in program.calls if people else ():
        for name in {*_group_names(call)} & people.keys():
            yield from _thinned(call, name, program)


def _filled(call: Call, program: Program) -> Iterator[str]:
    """Yield the columns whose missing values are given what is commonest, or what stood before."""
    if call.method in _CARRIES:
        yield from _column(call.base)
    if call.method in _FILLS:
        given = program.flow.calls(*call.arguments.values(), before=call.order)
        carried = {*call.texts(None, "method", "strategy")} & {"backward", "bfill", "ffill", "forward"}
        if carried or any(each.method in _COMMONEST for each in given):
            yield from _column(call.base)
    if call.method in {"fit_transform", "fit"} and "Imputer" in call.name:
        made = call.base.made if isinstance(call.base, Ref) else None
        if made is not None and set(all_texts(made.find("strategy", 1))) & {"most_frequent", "mode"}:
            yield from names_of(call.value(0, "X"))


def _left_out(call: Call, program: Program) -> Iterator[str]:
    """Yield the columns whose missing values make rows of a table go."""
    if call.method in _LEAVES_OUT:
        yield from (text for each in (call.value(0), call.value(None, "subset")) for text in all_texts(each))
    for asked in _asked(call, program):
        if asked.method in _IS_THERE:
            yield from _column(asked.base)


def _asked(call: Call, program: Program) -> Iterator[Call]:
    """Yield the calls whose answers choose rows: in a filter, or between brackets of what a call is made on."""
    chosen: list[Value] = [each.value for each in call.arguments.positional] if call.method in _CHOOSES else []
    current = call.base
    for _ in range(_STEPS):
        if isinstance(current, Item):
            chosen.append(current.key)
        if not isinstance(current, Ref):
            break
        current = current.base
    for value in chosen:
        asked = program.flow.call_of(value)
        if asked is not None:
            yield asked


def _thinned(call: Call, name: str, program: Program) -> Iterator[str]:
    """Yield whether groups are compared in the first rows only, or after all were made of one size."""
    current, step = call.base, 0
    while isinstance(current, Ref) and step < _STEPS:
        step += 1
        made = program.flow.call_of(current)
        if made is not None:
            grouped = program.flow.call_of(made.base) if isinstance(made.base, Ref) else None
            if made.method in _LEVELS and grouped is not None and name in _group_names(grouped):
                yield f"groups by {name} were made of one size before"
                return
            if made.method in _FIRST and (grouped is None or grouped.method not in GROUPS):
                yield f"groups by {name} are taken from the first rows only"
                return
            current = made.base
        else:
            current = current.base


def _group_names(call: Call) -> Iterator[str]:
    if call.method in GROUPS:
        for value in (*(each.value for each in call.arguments.positional), call.value(None, "by")):
            yield from names_of(value)


def _column(value: Value | None) -> Iterator[str]:
    """Yield the columns that a method is called on: ``d["sex"].ffill()``, ``pl.col("sex").fill_null(…)``."""
    for _ in range(_STEPS):
        if isinstance(value, Item) or (isinstance(value, Ref) and value.name.endswith("col()")):
            yield from names_of(value)
            return
        if not isinstance(value, Ref):
            return
        value = value.base
