"""Tables that are joined by a day that was moved: tomorrow's weather stands beside today's rides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.lessons import Lesson
from jupyter_mlsec.probes._notebook.made_columns import made_columns
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.whole_histories import source_of

_JOINS = frozenset({"join", "merge"})
_SPANS = frozenset({"BDay", "BusinessDay", "DateOffset", "Day", "Hour", "MonthEnd", "Timedelta", "Week", "duration",
                    "relativedelta", "timedelta", "timedelta64", "to_timedelta"})  # fmt: skip
_KNOWN = re.compile(r"forecast|predict|plan|schedule|calendar|holiday|prognos|prevision|kalender|ferien", re.IGNORECASE)
_STEPS = 24


def joined_ahead_of_time(lesson: Lesson, program: Program) -> Iterator[Call]:
    """Yield the joins that put what was measured on a later day beside the rows that are learned from."""
    for table in lesson.features.tables:
        call = program.flow.call_of(table)
        right = call.value(0, "right", "other") if call is not None and call.method in _JOINS else None
        if call is None or right is None or call.base is None:
            continue
        source, own = source_of(right), source_of(call.base)
        if source is None or source is own or _is_known(source, program):
            continue
        left = _moved(call.base, {*call.texts(None, "on", "left_on")}, call.order, program)
        if left > _moved(right, {*call.texts(None, "on", "right_on")}, call.order, program):
            yield call


def _is_known(source: Value, program: Program) -> bool:
    """Tell whether a table says of a day what was known before it: a forecast, a calendar."""
    call = program.flow.call_of(source)
    return call is None or any(_KNOWN.search(text) for each in call.arguments.values() for text in all_texts(each))


def _moved(table: Value, names: set[str], before: int, program: Program) -> int:
    """Return whether the days of a table were put later (1) or earlier (-1) before it was joined by them."""
    way: list[Value] = []
    current: Value | None = table
    while isinstance(current, Ref) and len(way) < _STEPS:
        way.append(current)
        current = current.base
    made = [each for each in made_columns(program, way, before) if each.name in names]
    last = max(made, key=lambda each: each.order, default=None)
    return 0 if last is None else _direction(last.value, program)


def _direction(value: Value, program: Program) -> int:
    written = program.written.get(value)
    if written is None or not isinstance(written.node, ast.BinOp) or not isinstance(written.node.op, ast.Add | ast.Sub):
        return 0
    for part in written.parts:
        call = program.flow.call_of(part)
        if call is not None and call.method in _SPANS:
            numbers = [each.value for each in call.arguments.values() if isinstance(each, Const)]
            back = any(str(each).lstrip().startswith("-") for each in numbers)
            return 1 if isinstance(written.node.op, ast.Add) is not back else -1
    return 0
