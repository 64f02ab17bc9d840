"""A model that is judged on nothing but the rows that it was fitted on.

How well a model fits what it has seen is no measure of what it will do: a tree that is grown to the end, the nearest
neighbour, make no error there. Said only where nothing else is judged and nothing is cross-validated. Rows are followed
through loaders, files, parts of data sets and the steps of training loops; rows to judge on of which only some were in
the fit are told as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._judging.reading import reading_of
from jupyter_mlsec.probes._judging.recited import fits_of
from jupyter_mlsec.probes._judging.shared_rows import shared_rows
from jupyter_mlsec.probes._notebook.answers import answered, is_metric
from jupyter_mlsec.probes._notebook.places import in_order
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._notebook.row_order import way_of
from jupyter_mlsec.probes._notebook.splits import Splits, find_splits

_STEP = "Hold rows back before the fit and show the figures of those, or cross-validate."
_TELLS = frozenset({"display", "info", "log", "log_metric", "log_metrics", "print", "write"})
_OWN = frozenset({"cv", "oob_score", "validation_fraction", "validation_split"})
_HOLDS_BACK = frozenset({"validation_data", "validation_split", "oob_score", "eval_set", "cv", "val_loader"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = find_splits(program)
    fits = [call for call in program.calls if call.method == "fit" and len(_given(call)) > 1]
    found = in_order(cell.number for cell in _recited(fits, program)) if fits and splits.learns else []
    if found and not _holds_back(splits):
        what = f"A model is judged on the rows that it was fitted on in cell {listed(map(str, found))}"
        return warned(f"{what}, and on no others.", next_step=_STEP)
    shared = [*shared_rows(reading_of(subject.notebook))]
    if partly := in_order(each.cell for each in shared if each.partly):
        cells = listed(map(str, partly))
        return warned(f"Some of the rows that a model is judged on in cell {cells} were in its fit.", next_step=_STEP)
    if shared and not _sets_aside(program):
        cells = listed(map(str, in_order(each.cell for each in shared)))
        what = f"A model is judged on the rows that it was fitted on in cell {cells}"
        return warned(f"{what}, and on no others.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not fits and not any(True for _ in fits_of(reading_of(subject.notebook))):
        return not_applicable("the notebook fits no model")
    return passed("No model is judged on nothing but the rows that it was fitted on.")


def _holds_back(splits: Splits) -> bool:
    """Tell whether any rows are held back, by whatever means."""
    if splits.all or splits.apart:
        return True
    return any(
        call.method.startswith(("cross_", "train_test")) or "Fold" in call.name or "Split" in call.name
        or call.method.endswith(("CV", "_split")) or not _HOLDS_BACK.isdisjoint(call.arguments.keywords)
        for call in splits.program.calls
    )  # fmt: skip


def _sets_aside(program: Program) -> bool:
    """Tell whether a fit holds rows back by itself."""
    return any(not _OWN.isdisjoint(call.arguments.keywords) for call in program.calls)


def _given(call: Call) -> tuple[Value, ...]:
    """Return rows and answers that a model is fitted on."""
    named = (call.arguments.keywords[name].value for name in ("X", "x", "y") if name in call.arguments.keywords)
    return (*(argument.value for argument in call.arguments.positional[:2]), *named)


def _recited(fits: list[Call], program: Program) -> Iterator[CellRef]:
    """Yield where a figure is told that a model gets about the rows and answers of its fit."""
    told = {
        each.order: call.cell
        for call in program.calls
        if call.method in _TELLS
        for each in program.flow.calls(*call.arguments.values(), before=call.order)
    }
    known = {_given(fit)[:2] for fit in fits}
    for call in program.calls:
        if call.order not in told or not is_metric(call.method):
            continue
        given = tuple(call.arguments.values())
        for rows, answers in known:
            asked = rows in given if call.method == "score" else _answers_about(given, rows)
            if (asked and answers in given) or (call.method == "score" and _are_some_of(given, rows, program)):
                yield call.cell


def _are_some_of(given: tuple[Value, ...], rows: Value, program: Program) -> bool:
    """Tell whether what is scored was drawn from all that was fitted: ``check = df.sample(500)``, and ``fit(df)``."""
    if not given or given[0] is rows:
        return False
    asked, fitted = (way_of(value, program, float("inf")) for value in (given[0], rows))
    common = next((value for value in asked.values if value in fitted.values), None)
    if common is None or fitted.since(common):
        return False
    steps = asked.since(common)
    return bool(steps) and all(step.kind in {"cut", "drop", "order"} for step in steps)


def _answers_about(values: tuple[Value, ...], rows: Value) -> bool:
    """Tell whether one of the values is what a model answers about some rows."""
    return any(rows in (answered(value) or ()) for value in values if isinstance(value, Ref))


PROBE = Probe(name="only-fitted-rows-judged", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
