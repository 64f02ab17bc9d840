"""Features that say what the answer was computed from: the day on which somebody left, beside whether there is one."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.values import Func, Instance, Partial, Ref, Value
from jupyter_mlsec.probes._notebook.lessons import Lesson
from jupyter_mlsec.probes._notebook.made_columns import Made, columns_read, looks_elsewhere, of_the_row

# What a column is turned into an answer with, so that the answer says no more than the column did.
_DECIDES = frozenset({
    "abs", "alias", "astype", "between", "bool", "cast", "clip", "col", "column", "cut", "digitize", "div", "eq", "exp",
    "expm1", "fill_null", "fillna", "float", "ge", "gt", "int", "is_between", "is_in", "is_not_null", "is_null", "isin",
    "isna", "isNotNull", "isNull", "isnull", "le", "lit", "log", "log10", "log1p", "log2", "lt", "map", "ne", "not_",
    "notna", "notnull", "otherwise", "replace", "replace_strict", "round", "select", "sqrt", "sub", "then",
    "to_numeric", "to_numpy", "when", "where",
})  # fmt: skip


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
        if isinstance(each, Func | Instance | Partial):
            return False
        called = isinstance(each, Ref) and each.name.endswith("()")
        if called and isinstance(each, Ref) and each.name.removesuffix("()").rpartition(".")[2] not in _DECIDES:
            return False
    return True
