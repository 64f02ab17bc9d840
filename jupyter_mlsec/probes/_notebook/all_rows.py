"""Features that are scaled, filled, cut or encoded by hand with what all rows have in common.

``(X - X.mean()) / X.std()`` is what a scaler does, ``d.fillna(d.median())`` what an imputer does. A statistic that only
chooses rows, that makes the answer, that is one row's own, or that may stand for a constant (the highest value of a
pixel) is none of these.
"""

from __future__ import annotations

import ast

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.probes._notebook.lessons import lessons
from jupyter_mlsec.probes._notebook.made_columns import columns_read, expression_of, made_by, made_columns
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.splits import Split
from jupyter_mlsec.probes._notebook.traced import Item

_CENTRES = frozenset({"average", "mean", "median", "nanmean", "nanmedian", "nanstd", "nanvar", "std", "var"})
_CUTS = frozenset({"nanpercentile", "nanquantile", "percentile", "quantile"})
_ENDS = frozenset({"max", "min"})  # which scale only together
_AT_ONCE = frozenset({"qcut", "zscore"})
_FILLS = frozenset({"clip", "fill_nan", "fill_null", "fillna"})
_LOOKS_UP = frozenset({"join", "map", "merge", "replace", "transform"})
_OF_ALL = frozenset({"index", 0})
_PAIRED = frozenset({"train_test_split", "iterative_train_test_split"})
_STEPS = 12


def scales_features(value: Value, call: Call, split: Split, program: Program) -> bool:  # noqa: PLR0911 - one a kind
    """Tell whether a statistic of all rows is what features are scaled, filled or cut with."""
    if not isinstance(value, Ref) or not _over_rows(call) or _is_no_feature(value, program):
        return False
    rows = split.rows[:1] if split.name in _PAIRED else split.rows
    held = set(program.flow.behind(*rows, before=split.order, edges=_without_keys))
    if value not in held:
        return False
    if _is_grouped(call):
        return _is_of_answers(call, program) and any(_looks_up(each, value, program) for each in held)
    if call.method in _AT_ONCE:
        return True
    if call.method in _CENTRES:
        return any(_takes(each, value, program) or _fills_with(each, value, program) for each in held)
    if call.method in _CUTS:
        return any(_fills_with(each, value, program) for each in held)
    return call.method in _ENDS and any(_takes(each, value, program) for each in held) and _both_ends(held, program)


def _without_keys(value: Value) -> tuple[Value, ...] | None:
    """Return what to go on with behind a value: the rows, not what they were chosen by."""
    if isinstance(value, Item):
        return (value.base,) if value.base is not None else ()
    return None


def _over_rows(call: Call) -> bool:
    """Tell whether a statistic is one of all rows, and not of each row, or of each picture."""
    axis = call.value(None, "axis", "dim")
    if (axis is None and call.base is None) or (isinstance(call.base, Ref) and "(" not in call.base.name):
        axis = axis or (call.value(1) if call.method in _CENTRES else None)
    elif axis is None and call.method in _CENTRES | _ENDS:
        axis = call.value(0)
    several = axis.items if isinstance(axis, Seq) else (axis,)
    return axis is None or any(isinstance(each, Const) and each.value in _OF_ALL for each in several)


def _is_grouped(call: Call) -> bool:
    return any(word in call.name.lower() for word in (".groupby()", ".group_by()", ".over()", ".resample()"))


def _is_of_answers(call: Call, program: Program) -> bool:
    """Tell whether a mean of groups is one of the answer, each row's own answer among it."""
    answers = {each.answer for each in lessons(program)}
    current = call.base
    while isinstance(current, Ref):
        if isinstance(current, Item) and isinstance(current.key, Const) and current.key.value in answers:
            return True
        current = current.base
    return False


def _looks_up(each: Value, value: Value, program: Program) -> bool:
    """Tell whether rows get what their group has in common: ``d["city"].map(means)``, or by ``transform``."""
    call = program.flow.call_of(each)
    if call is None or call.method not in _LOOKS_UP:
        return False
    return each is value or value in call.arguments.values()


def _is_no_feature(value: Value, program: Program) -> bool:
    """Tell whether a statistic goes into nothing but columns that no model is given: the answer, what is only shown."""
    made = [each for table in program.flow.grown for each in made_columns(program, [table])]
    made += [each for call in program.calls if call.base is not None for each in made_by(call, call.base)]
    names = {each.name for each in made if any(inner is value for inner, _ in expression_of(each.value))}
    if not names:
        return False
    for each in made:
        if columns_read(each.value, [each.table]) & names:
            names.add(each.name)
    learned = lessons(program)
    given = (name for each in learned for name in names if name != each.answer and name not in each.sources)
    return bool(learned) and not any(each.features.holds(name) for name in given for each in learned)


def _takes(each: Value, value: Value, program: Program) -> bool:
    """Tell whether a value is made by taking a statistic off rows, or by dividing them by it."""
    written = program.written.get(each)
    if written is None or not isinstance(written.node, ast.BinOp):
        return False
    ops = {type(node.op) for node in ast.walk(written.node) if isinstance(node, ast.BinOp)}
    return bool(ops & {ast.Sub, ast.Div}) and any(part is value for part in _parts(each, program))


def _parts(value: Value, program: Program) -> list[Value]:
    """Return what an arithmetic expression is made of, also in its brackets."""
    pending, found = [value], list[Value]()
    while pending and len(found) < _STEPS:
        written = program.written.get(pending.pop())
        for part in written.parts if written is not None and isinstance(written.node, ast.BinOp) else ():
            found.append(part)
            pending.append(part)
    return found


def _fills_with(each: Value, value: Value, program: Program) -> bool:
    """Tell whether gaps are filled with a statistic, or values cut off at it."""
    call = program.flow.call_of(each)
    if call is None or call.method not in _FILLS:
        return False
    given = list(call.arguments.values())
    return any(value is inner for every in given for inner, _ in expression_of(every))


def _both_ends(held: set[Value], program: Program) -> bool:
    calls = (program.flow.call_of(each) for each in held)
    return {call.method for call in calls if call is not None} >= _ENDS
