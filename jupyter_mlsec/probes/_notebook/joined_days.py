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
_LEFT = frozenset({"join", "merge", "merge_asof"})
_FROM_THE_LEFT = re.compile(r"\d*(?:D|d|h|H|T|min|S|s)")  # periods that are called after their beginning
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


def joined_periods(lesson: Lesson, program: Program) -> Iterator[Call]:
    """Yield the means of whole days or weeks that stand beside rows in the middle of them.

    ``s.resample("D").mean()`` is called after the day's beginning; ``label="right"`` or ``shift(1)`` puts that right.
    """
    for table in lesson.features.tables:
        call = program.flow.call_of(table)
        if call is not None and call.method in _LEFT:
            own = isinstance(call.base, Ref) and "(" in call.base.name  # a method of the left one, and no function
            right = call.value(0 if own else 1, "right", "other")
            left = call.base if own else call.value(0, "left")
            yield from () if right is None or left is None else _whole_periods(right, {source_of(left)}, program)
    sources = {source_of(table) for table in lesson.features.tables}
    for made in made_columns(program, lesson.features.tables, lesson.order):
        call = program.flow.call_of(made.value)
        held = lesson.features.holds(made.name) and made.name != lesson.answer
        if call is not None and call.method == "reindex" and held:
            yield from _whole_periods(made.value, sources, program)


def _whole_periods(value: Value, own: set[Value | None], program: Program) -> Iterator[Call]:
    current: Value | None = value
    for _ in range(_STEPS):
        call = program.flow.call_of(current) if current is not None else None
        if not isinstance(current, Ref) or (call is not None and call.method in {"shift", "set_index", "asfreq"}):
            return
        if call is not None and call.method == "resample":
            rule, label = call.text(0, "rule"), call.text(None, "label")
            begins = label == "left" or (label is None and rule is not None and _FROM_THE_LEFT.fullmatch(rule))
            if begins and source_of(current) in own:
                yield call
            return
        current = current.base
