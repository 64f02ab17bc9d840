"""Features that say what the answer was computed from: the day on which somebody left, beside whether there is one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.values import Func, Instance, Partial, Ref, Value
from jupyter_mlsec.probes._notebook.answers import model_of
from jupyter_mlsec.probes._notebook.held_columns import columns_of
from jupyter_mlsec.probes._notebook.lessons import Lesson
from jupyter_mlsec.probes._notebook.made_columns import Made, columns_read, expression_of, looks_elsewhere, of_the_row
from jupyter_mlsec.probes._notebook.program import Program

# What a column is turned into an answer with, so that the answer says no more than the column did.
_DECIDES = frozenset({
    "abs", "alias", "astype", "between", "bool", "cast", "clip", "col", "column", "cut", "digitize", "div", "eq", "exp",
    "expm1", "fill_null", "fillna", "float", "ge", "gt", "int", "is_between", "is_in", "is_not_null", "is_null", "isin",
    "isna", "isNotNull", "isNull", "isnull", "le", "lit", "log", "log10", "log1p", "log2", "lt", "map", "ne", "not_",
    "notna", "notnull", "otherwise", "replace", "replace_strict", "round", "select", "sqrt", "sub", "then",
    "to_numeric", "to_numpy", "when", "where",
})  # fmt: skip

_SAYS = frozenset({"decision_function", "fit_predict", "fit_transform", "kneighbors", "predict", "predict_proba",
                   "score_samples", "transform"})  # fmt: skip
_HELD = (".labels_", ".outlier_scores_", ".decision_scores_", ".negative_outlier_factor_", ".embedding_")


def beside_the_answer(lesson: Lesson, made: list[Made]) -> Iterator[str]:
    """Yield the features that are computed from the one column that the answer is computed from."""
    tables = lesson.features.tables
    answers = {lesson.answer} if lesson.answer is not None else set()
    sources: set[str] = set()
    for each in made:
        if each.name in answers and decides(each.value) and not looks_elsewhere(each.value):
            read = columns_read(each.value, tables) - answers
            sources |= read if len(read) == 1 else set()
    found = set(sources)
    for each in made if sources else ():
        if each.name not in answers | sources and columns_read(each.value, tables) & found:
            found.add(each.name)
            if lesson.features.holds(each.name):
                yield each.name


def decides(value: Value) -> bool:
    """Tell whether a value is a column put into classes or on another scale, and no more than that."""
    for each in of_the_row(value):
        named = isinstance(each, Func) and not isinstance(each.node, ast.Lambda)
        if named or isinstance(each, Instance | Partial):
            return False
        called = isinstance(each, Ref) and each.name.endswith("()")
        if called and isinstance(each, Ref) and each.name.removesuffix("()").rpartition(".")[2] not in _DECIDES:
            return False
    return True


def told_the_answer(lesson: Lesson, made: list[Made], program: Program) -> Iterator[str]:
    """Yield the features that a model gave which was told the answer itself: clusters, distances, scores of oddity."""
    for each in made if lesson.answer is not None else ():
        given = _given_to_models(each.value, program) if lesson.features.holds(each.name) else iter(())
        if any(_holds_answer(value, lesson, program) for value in given):
            yield each.name


def _given_to_models(value: Value, program: Program) -> Iterator[Value]:
    """Yield the rows about which models say what a column is made of."""
    for each, _ in expression_of(value):
        call = program.flow.call_of(each)
        if call is not None and call.method in _SAYS and (rows := call.value(0, "X")) is not None:
            yield rows
        elif isinstance(each, Ref) and each.name.endswith(_HELD) and each.base is not None:
            for fit in program.calls:
                if fit.method in {"fit", "fit_predict"} and model_of(fit.base) is model_of(each.base):
                    yield from (argument.value for argument in fit.arguments.positional[:1])


def _holds_answer(rows: Value, lesson: Lesson, program: Program) -> bool:
    held = columns_of(rows, lesson.order, program)
    if held is None or lesson.answer is None or not held.holds(lesson.answer) or held.numbers:
        return False
    return not set(held.tables).isdisjoint(lesson.features.tables)
