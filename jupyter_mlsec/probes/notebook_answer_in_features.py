"""The answer, or a column that is computed from it, among the features.

A model that is given what it is to predict scores perfectly and is of no use: on the day on which it is asked the
answer is not known. Columns are followed through choices, drops and assignments; where that is not possible nothing is
said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Const, Instance, Ref, Seq, Value
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.flow import inside
from jupyter_mlsec.probes._notebook.held_columns import Columns, column_of, columns_of
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._notebook.traced import Item

_FITS = frozenset({"fit", "train_test_split", "cross_val_score", "cross_validate", "cross_val_predict"})
_LAGS = frozenset(
    {"shift", "rolling", "diff", "expanding", "ewm", "cumsum", "lag", "pct_change", "groupby", "cumcount"}
)
_SELECTS = re.compile(r"column_?transformer|column_?selector|(?:drop|select)(?:cols|features)|FunctionTransformer"
                      r"|DataFrameMapper|TableVectorizer|Formula", re.IGNORECASE)  # fmt: skip
_STEP = "Leave the answer, and what is computed from it, out of the features: X = df.drop(columns=[…])."


@dataclass(frozen=True, slots=True)
class _Pair:
    """Features and answer as a call is given them."""

    cell: CellRef
    order: int
    features: Columns
    answer: str


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    pairs = list(_pairs(program))
    kept = {pair.cell.number: pair.answer for pair in pairs if pair.features.holds(pair.answer)}
    made = {pair.cell.number: name for pair in pairs for name in _computed(pair, program)}
    made |= {pair.cell.number: name for pair in pairs for name in _computed_from(pair, program)}
    if kept or made:
        names = listed(sorted({*kept.values(), *made.values()}))
        what = "The answer" if kept else "What is computed from the answer"
        cells = listed(map(str, sorted({*kept, *made})))
        return failed(f"{what} is among the features in cell {cells}: {names}.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not pairs:
        return not_applicable("features and answer are not seen to come from one table")
    return passed("The answer is not among the features.")


def _pairs(program: Program) -> Iterator[_Pair]:
    for call in program.calls:
        if call.method not in _FITS:
            continue
        given = _features_and_answer(call)
        if given is None or _chooses_itself(call, program):
            continue
        features, answer = columns_of(given[0], call.order, program), column_of(given[1])
        if features is not None and answer is not None and answer[0] in features.tables:
            yield _Pair(call.cell, call.order, features, answer[1])


def _chooses_itself(call: Call, program: Program) -> bool:
    """Tell whether what is fitted takes the columns that it wants out of the table that it is given."""
    estimator = call.base if call.method == "fit" else call.value(0, "estimator")
    made = program.flow.calls(estimator, before=call.order)
    return any(_SELECTS.search(each.name) for each in made) or isinstance(estimator, Instance)


def _features_and_answer(call: Call) -> tuple[Value, Value] | None:
    place = 1 if call.method.startswith("cross_val") else 0
    features, answer = call.value(place, "X"), call.value(place + 1, "y")
    return None if features is None or answer is None else (features, answer)


def _computed(pair: _Pair, program: Program) -> Iterator[str]:
    """Yield the features whose values were computed row by row from the answer."""
    for order, value, how in (each for table in pair.features.tables for each in program.flow.grown.get(table, ())):
        name = how.removeprefix("[").removesuffix("]")
        if not how.startswith("[") or name == pair.answer or order >= pair.order or not pair.features.holds(name):
            continue
        if any(_is_answer(each, pair) for each in _of_the_row(value)):
            yield name


def _computed_from(pair: _Pair, program: Program) -> Iterator[str]:
    """Yield the one feature that the answer was computed from in the same row: the price, of which it is the log."""
    for table in pair.features.tables:
        for order, value, how in program.flow.grown.get(table, ()):
            if how != f"[{pair.answer}]" or order >= pair.order:
                continue
            behind = list(_of_the_row(value))
            lags = any(
                isinstance(each, Ref) and each.name.removesuffix("()").rpartition(".")[2] in _LAGS for each in behind
            )
            columns = {
                str(each.key.value)
                for each in behind
                if isinstance(each, Item) and each.base in pair.features.tables and isinstance(each.key, Const)
            }
            if not lags and len(columns) == 1 and columns != {pair.answer}:
                yield from (name for name in columns if pair.features.holds(name))


def _is_answer(value: Value, pair: _Pair) -> bool:
    if not isinstance(value, Ref) or value.base not in pair.features.tables:
        return False
    if isinstance(value, Item):
        return isinstance(value.key, Const) and value.key.value == pair.answer
    return not value.name.endswith((")", "]")) and value.name.rpartition(".")[2] == pair.answer


def _of_the_row(value: Value) -> Iterator[Value]:
    """Yield what a value was computed from in the same row: nothing behind lags, groups and statistics."""
    pending, seen = [value], set[Value]()
    while pending and len(seen) < 60:  # noqa: PLR2004 - the parts of one expression
        current = pending.pop()
        if current in seen or isinstance(current, Seq):
            continue
        seen.add(current)
        yield current
        if isinstance(current, Ref) and current.name.endswith("()"):
            method = current.name.removesuffix("()").rpartition(".")[2]
            if method in _LAGS or method in {"mean", "median", "std", "min", "max", "sum", "quantile", "transform"}:
                continue
        pending.extend(inside(current))


PROBE = Probe(name="answer-in-features", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
