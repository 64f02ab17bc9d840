"""Answers that look ahead over the border of a split: whether somebody comes back within thirty days.

The last rows before the border know what happened behind it, in the very days that are judged. As many rows as the
answer looks ahead have to be left out between the two parts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.probes._notebook.by_hand import Pair, pairs
from jupyter_mlsec.probes._notebook.later_rows import from_later, is_reversed, steps_of
from jupyter_mlsec.probes._notebook.lessons import Lesson, lessons
from jupyter_mlsec.probes._notebook.made_columns import Made, expression_of, made_columns
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.times import in_time
from jupyter_mlsec.probes._notebook.traced import Item

_MOVES = frozenset({"diff", "lead", "pct_change", "shift"})
_INDEXER = "FixedForwardWindowIndexer"
_FEW = 2  # rows; one row at the border says next to nothing
_NUMBERS = re.compile(r"\d+")
_PERIODS = {1: 366, 2: 31, 3: 1}  # days between two years, months, days
_CUTS = frozenset({"drop", "head", "limit", "query", "filter", "slice"})


def border_answers(program: Program) -> Iterator[Lesson]:
    """Yield what is learned from rows whose answers reach into the rows that are judged."""
    borders: list[Pair] | None = None
    for lesson in lessons(program):
        made = _answer(lesson, program)
        if made is None or _horizon(made, program) < _FEW:
            continue
        borders = [*pairs(program)] if borders is None else borders
        if _is_cut_in_order(lesson, program) or any(_is_border(pair, lesson, program) for pair in borders):
            yield lesson


def _answer(lesson: Lesson, program: Program) -> Made | None:
    """Return how the answer was made last."""
    names = {lesson.answer} if lesson.answer is not None else lesson.sources if len(lesson.sources) == 1 else set()
    made = [each for each in made_columns(program, lesson.features.tables, lesson.order) if each.name in names]
    return max(made, key=lambda each: each.order, default=None)


def _horizon(made: Made, program: Program) -> float:
    """Return how many rows ahead a column looks, as far as that is written there; 0 where it does not."""
    if not any(from_later(made.value, program, made.order)):
        return 0
    found = [0.0]
    for value, _ in expression_of(made.value):
        call = program.flow.call_of(value)
        if call is not None and call.method in _MOVES:
            found.append(abs(steps_of(call, program)))
        elif call is not None and (call.method == _INDEXER or _runs_back(call, value)):
            given = call.value(0, "window", "window_size", "window_length")
            found.append(given.value if isinstance(given, Const) and isinstance(given.value, int) else 0)
    return max(found)


def _runs_back(call: Call, value: Value) -> bool:
    """Tell whether a window runs from the end to the beginning, so that it holds the rows that come after."""
    return call.method.startswith("rolling") and isinstance(value, Ref) and is_reversed(value)


def _is_border(pair: Pair, lesson: Lesson, program: Program) -> bool:
    """Tell whether what is learned from ends where what is judged begins, and nothing is left out before it."""
    if pair.gap or pair.how not in {"slice", "mask"}:
        return False
    if pair.how == "mask" and in_time(pair.first, program) is None and in_time(pair.second, program) is None:
        return False
    if pair.how == "slice" and not _meet(pair.first, pair.second):
        return False
    before = {pair.first, *(value for value, side in pair.alike if side == 0)}
    behind = {pair.second, *(value for value, side in pair.alike if side == 1)}
    tables = lesson.features.tables
    place = next((place for place, table in enumerate(tables) if table in before), None)
    if place is None or behind & set(tables):
        return False
    return not any(_leaves_out(table, program) for table in tables[:place])


def _leaves_out(value: Value, program: Program) -> bool:
    """Tell whether rows are left out of a part once more: ``train.iloc[:-30]``."""
    call = program.flow.call_of(value)
    if call is not None:
        return call.method in _CUTS
    if not isinstance(value, Item):
        return False
    node = value.node.elts[0] if isinstance(value.node, ast.Tuple) and value.node.elts else value.node
    return isinstance(node, ast.Slice | ast.Compare | ast.UnaryOp | ast.BinOp) and not _is_all(node)


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and node.lower is None and node.upper is None


def _meet(first: Value, second: Value) -> bool:
    """Tell whether one part begins where the other ends, or on the day after."""
    bounds = [each for value in (first, second) if (each := _bound(value)) is not None]
    if len(bounds) < len((first, second)):
        return False
    end, begin = bounds
    if not (_is_text(end) and _is_text(begin)) or ast.dump(end) == ast.dump(begin):
        return ast.dump(end) == ast.dump(begin)
    return _days(end.value, begin.value) if isinstance(end, ast.Constant) and isinstance(begin, ast.Constant) else False


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _days(end: object, begin: object) -> bool:
    """Tell whether two dates are one period apart: two days, or two months or years where no more is said."""
    parts = [[int(each) for each in _NUMBERS.findall(str(given))[:3]] for given in (end, begin)]
    if len(parts[0]) != len(parts[1]) or not parts[0]:
        return False
    try:
        one, other = (date(*(*each, 1, 1)[:3]) for each in parts)
    except ValueError:
        return False
    return 0 <= (other - one).days <= _PERIODS[len(parts[0])]


def _bound(value: Value) -> ast.expr | None:
    if not isinstance(value, Item):
        return None
    node = value.node.elts[0] if isinstance(value.node, ast.Tuple) and value.node.elts else value.node
    return (node.upper or node.lower) if isinstance(node, ast.Slice) else None


def _is_cut_in_order(lesson: Lesson, program: Program) -> bool:
    """Tell whether rows are split at one place of their order: ``train_test_split(…, shuffle=False)``."""
    for place, table in enumerate(lesson.features.tables):
        call = program.flow.call_of(table)
        if call is not None and call.method == "train_test_split" and call.constant("shuffle") is False:
            return not any(_leaves_out(each, program) for each in lesson.features.tables[:place])
    return False
