"""What models learn in a notebook: the columns that they are given, and the answer that they are to give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Instance, Ref, Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.encoded_columns import encoded_columns
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.formulas import read_formula
from jupyter_mlsec.probes._notebook.held_columns import column_of, columns_of
from jupyter_mlsec.probes._notebook.made_columns import columns_read, is_number, looks_elsewhere
from jupyter_mlsec.probes._notebook.named_columns import Columns, named_columns
from jupyter_mlsec.probes._notebook.program import Call, Program

_FITS = frozenset({"fit", "train_test_split", "cross_val_score", "cross_validate", "cross_val_predict"})
_TABLES = re.compile(r"(?:lightgbm\.Dataset|xgboost\.(?:Quantile)?DMatrix|catboost\.Pool)")
_SELECTS = re.compile(r"column_?transformer|column_?selector|(?:drop|select)(?:cols|features)|FunctionTransformer"
                      r"|DataFrameMapper|TableVectorizer|Formula", re.IGNORECASE)  # fmt: skip
_ASSEMBLES = frozenset({"RFormula", "VectorAssembler"})


@dataclass(frozen=True, slots=True)
class Lesson:
    """Features and answer as a call is given them.

    ``answer`` is the column's name; where the answer is an expression, ``sources`` are the columns in it, and
    ``number`` says that they can only be numbers.
    """

    cell: CellRef
    order: int
    features: Columns
    answer: str | None
    sources: frozenset[str] = frozenset()
    number: bool = False


_last: tuple[Program, tuple[Lesson, ...]] | None = None  # several probes ask in a row


def lessons(program: Program) -> tuple[Lesson, ...]:
    """Return what models learn; it is kept until another reading is looked at."""
    global _last  # noqa: PLW0603 - a cache of one; replacing the pair is atomic
    if _last is None or _last[0] is not program:
        _last = (program, tuple(_lessons(program)))
    return _last[1]


def _lessons(program: Program) -> Iterator[Lesson]:
    for call in program.calls:
        if call.method in _FITS or _TABLES.fullmatch(call.name):
            yield from _given(call, program)
        if call.method == "fit" and ".ml." in call.name:
            yield from _assembled(call, program)
        if call.method == "train" and call.value(None, "training_frame") is not None:
            yield from _by_names(call, program)
        yield from _formula(call, program)


def _given(call: Call, program: Program) -> Iterator[Lesson]:
    given = _features_and_answer(call)
    if given is None or _chooses_itself(call, program):
        return
    features, answer = columns_of(given[0], call.order, program), column_of(given[1])
    if features is None or (answer is not None and not _shares(features, answer[0], call.order, program)):
        features = encoded_columns(given[0], call.order, program)
    if features is None:
        return
    if answer is not None and _shares(features, answer[0], call.order, program):
        yield Lesson(call.cell, call.order, features, answer[1])
    elif answer is None and not looks_elsewhere(given[1]):
        sources = columns_read(given[1], features.tables)
        if sources:
            yield Lesson(call.cell, call.order, features, None, frozenset(sources), is_number(given[1]))


def _shares(features: Columns, table: Value, before: int, program: Program) -> bool:
    """Whether the answer's table is the features', also where each chose its rows by itself."""
    if table in features.tables:
        return True
    other = columns_of(table, before, program)
    return other is not None and not set(other.tables).isdisjoint(features.tables)


def _chooses_itself(call: Call, program: Program) -> bool:
    """Tell whether what is fitted takes the columns that it wants out of the table that it is given."""
    estimator = call.base if call.method == "fit" else call.value(0, "estimator")
    made = program.flow.calls(estimator, before=call.order)
    return any(_SELECTS.search(each.name) for each in made) or isinstance(estimator, Instance)


def _features_and_answer(call: Call) -> tuple[Value, Value] | None:
    place = 1 if call.method.startswith("cross_val") else 0
    features, answer = call.value(place, "X", "data"), call.value(place + 1, "y", "label")
    return None if features is None or answer is None else (features, answer)


def _assembled(call: Call, program: Program) -> Iterator[Lesson]:
    """Yield what a model of Spark learns: the columns that were put together for it."""
    table, model = call.value(0, "dataset"), program.flow.call_of(call.base) if call.base is not None else None
    if table is None or model is None:
        return
    answer, wanted = model.text(None, "labelCol"), model.text(None, "featuresCol") or "features"
    held = columns_of(table, call.order, program)
    for each in program.calls:
        fits = each.method in _ASSEMBLES and each.order < call.order
        if fits and answer is not None and (each.text(None, "outputCol") or wanted) == wanted:
            names = frozenset(all_texts(each.value(0, "inputCols")))
            if names:
                tables = (table,) if held is None else held.tables
                yield Lesson(call.cell, call.order, Columns(tables, names, frozenset()), answer)


def _by_names(call: Call, program: Program) -> Iterator[Lesson]:
    """Yield what a model of H2O learns: ``train(x=…, y="answer", training_frame=…)``."""
    table, answer = call.value(None, "training_frame"), call.text(None, "y")
    chosen = named_columns(call.value(None, "x"), program)
    if table is not None and answer is not None and chosen is not None and chosen.chosen is not None:
        names = chosen.chosen - {answer}  # which it leaves out by itself
        yield Lesson(call.cell, call.order, Columns((table,), names, chosen.dropped), answer)


def _formula(call: Call, program: Program) -> Iterator[Lesson]:
    given = call.value(0, "formula")
    text = call.text(0, "formula")
    if text is None or "~" not in text or given is None:
        return
    formula = read_formula(text)
    table = call.value(1, "data", "df") or _frame_of(call, program)
    if formula is None or table is None:
        return
    held = columns_of(table, call.order, program)
    tables = held.tables if held is not None else (table,)
    chosen = None if formula.everything else formula.inputs
    yield Lesson(call.cell, call.order, Columns(tables, chosen, formula.left_out), None, formula.answers)


def _frame_of(call: Call, program: Program) -> Value | None:
    """Return the table that a formula is applied to by a later call: ``Formula("y ~ x").get_model_matrix(df)``."""
    for each in program.calls:
        fits = each.method in {"get_model_matrix", "fit_transform", "fit"} and bool(each.arguments.positional)
        if fits and isinstance(each.base, Ref) and each.base.made is call.arguments:
            return each.arguments.positional[0].value
    return None
