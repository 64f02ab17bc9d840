"""Features that are windows over the answer itself, with the row's own answer in them.

``df["sales"].rolling(7).mean()`` ends with today's sales: where today's sales are to be predicted they are a seventh of
the feature. ``shift(1)`` before or after it, or ``closed="left"``, leaves the row's own out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Func, Ref, Seq, Value
from jupyter_mlsec.probes._notebook.flow import inside
from jupyter_mlsec.probes._notebook.later_rows import ends_before, steps_of
from jupyter_mlsec.probes._notebook.lessons import Lesson
from jupyter_mlsec.probes._notebook.made_columns import Made, made_columns
from jupyter_mlsec.probes._notebook.program import Program
from jupyter_mlsec.probes._notebook.queries import windows
from jupyter_mlsec.probes._notebook.traced import Item

_RUNS = re.compile(r"rolling\w*|expanding|ewm(?:_\w+)?|cum(?:_?(?:sum|max|min|prod|mean)|ulative_eval)|diff|pct_change")
_LIBRARIES = re.compile(r"(?:talib|pandas_ta|ta|finta|tulipy|bottleneck)\.\S*")
_SUMS = frozenset({"count", "cum_sum", "cumsum", "sum"})
_MOVES = frozenset({"lag", "shift"})
_PER_GROUP = frozenset({"agg", "aggregate", "apply", "map_groups", "pipe", "transform"})
_OF_COLUMN = (".col()", ".column()")
_ASKED = frozenset({"execute", "query", "read_database", "read_gbq", "read_sql", "read_sql_query", "sql"})
_CHAIN = 6
_MOST = 60  # values of one expression that are looked at


def own_windows(lesson: Lesson, program: Program) -> Iterator[str]:
    """Yield the features that hold the answer of their own row in a window."""
    answers = {lesson.answer} if lesson.answer is not None else lesson.sources if len(lesson.sources) == 1 else set()
    if not answers:
        return
    last: dict[str, Made] = {}
    for made in made_columns(program, lesson.features.tables, lesson.order):
        if made.name not in last or last[made.name].order <= made.order:
            last[made.name] = made
    for name, made in last.items():
        if name not in answers and lesson.features.holds(name) and _holds_own(made, last, answers, program):
            yield name
    if lesson.features.chosen is not None and not answers & set(last):
        yield from (name for name in _asked(lesson, answers, program) if lesson.features.holds(name))


def _holds_own(made: Made, last: dict[str, Made], answers: set[str] | frozenset[str], program: Program) -> bool:
    """Tell whether a column is a window over an answer that nothing has moved away from the row."""
    if leaves_itself_out(made.value, answers, program):
        return False
    pending: list[tuple[Value, float, bool]] = [(made.value, 0.0, False)]
    seen: set[tuple[Value, float, bool]] = set()
    followed = {made.name}
    owners: dict[str, Value] = {}
    while pending and len(seen) < _MOST:
        value, moved, runs = pending.pop()
        if (value, moved, runs) in seen:
            continue
        seen.add((value, moved, runs))
        name = _column(value)
        if name is not None:
            if name in answers and runs and moved <= 0:
                return True
            if name in last and name not in followed and last[name].order < made.order:
                followed.add(name)
                pending.append((last[name].value, moved, runs))
            continue
        if isinstance(value, Ref) and value.name in owners:
            pending.append((owners[value.name], moved, runs))
            continue
        step = _step(value, program)
        if step is not None:
            pending.extend((each, moved + step[0], runs or step[1]) for each in _inner(value, owners))
    return False


def leaves_itself_out(value: Value, answers: set[str] | frozenset[str], program: Program) -> bool:
    """Tell whether the row's own answer is taken off a sum that it is part of: ``sold.cumsum() - sold``."""
    for _ in range(_CHAIN):
        call = program.flow.call_of(value)
        if call is None or call.base is None:
            break
        value = call.base  # what was done to the result: ``.fillna(0)``
    written = program.written.get(value)
    if written is None:
        return False
    calls = map(program.flow.call_of, written.parts)
    summed = any(
        call is not None and (call.method in _SUMS or not _SUMS.isdisjoint(call.texts(0, "func"))) for call in calls
    )
    return summed and any(
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and _names(node.right) & answers
        for node in ast.walk(written.node)
    )


def _names(node: ast.expr) -> set[str]:
    """Return the column that an expression is, and nothing else: ``d["sold"]``, ``d.sold``."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return {str(node.slice.value)}
    return {node.attr} if isinstance(node, ast.Attribute) else set()


def _step(value: Value, program: Program) -> tuple[float, bool] | None:
    """Return how far a call moves what is in it down, and whether it runs over rows; None where nobody can say."""
    call = program.flow.call_of(value)
    if call is None:
        return 0.0, False
    if call.method in _MOVES:
        steps = steps_of(call, program)
        return (steps, False) if steps else None
    if call.method == "over":
        before = ends_before(value)
        return (0.0 if before is None else before, before is not None)
    if _RUNS.fullmatch(call.method) or _LIBRARIES.fullmatch(call.name):
        return (1.0 if call.text(None, "closed") in {"left", "neither"} else 0.0), True
    return 0.0, False


def _inner(value: Value, owners: dict[str, Value]) -> Iterator[Value]:
    """Yield what a value is made of; of a function that is run for each group what it gives, and whose rows it gets."""
    given = value.made.values() if isinstance(value, Ref) and value.made is not None else ()
    function = next((each for each in given if isinstance(each, Func)), None)
    method = value.name.removesuffix("()").rpartition(".")[2] if isinstance(value, Ref) else ""
    if function is None or method not in _PER_GROUP or not isinstance(value, Ref) or value.base is None:
        yield from inside(value)
    elif function.returns is not None:
        owners.update({f"?.{each.arg}": value.base for each in function.node.args.args[:1]})
        yield function.returns


def _column(value: Value) -> str | None:
    """Return the name of the column that a value is, whatever its table was chosen or grouped by."""
    if isinstance(value, Item):
        key = value.key
        if isinstance(key, Seq) and key.items:
            key = key.items[-1]
        return key.value if isinstance(key, Const) and isinstance(key.value, str) else None
    if not isinstance(value, Ref):
        return None
    if value.made is not None and (value.name.endswith(_OF_COLUMN) or value.name in {"?.col()", "?.column()"}):
        first = next(iter(value.made.values()), None)
        return first.value if isinstance(first, Const) and isinstance(first.value, str) else None
    return None


def _asked(lesson: Lesson, answers: set[str] | frozenset[str], program: Program) -> Iterator[str]:
    """Yield the columns of queries that are windows over the answer up to the row itself."""
    for call in program.calls:
        if call.method in _ASKED and call.order < lesson.order:
            for text in call.texts(0, "query", "sql"):
                yield from (each.name for each in windows(text) if each.own in answers and each.name not in answers)
