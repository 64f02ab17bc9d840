"""Transformers fitted on all the data before the split into training and test rows.

A scaler, imputer, encoder or selector that has seen the test rows hands them to the model: the score that comes out
afterwards is not one on unseen data. The same goes for rows that are made from other rows before the split, for folds
of a cross validation, and for means and spreads that are taken by hand: what scales or fills the features with them
fails as a transformer does, the rest warns, and so do folds. Rows are followed through cells, functions, classes and
the modules beside the notebook; splits may be made by a library or by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.all_rows import scales_features
from jupyter_mlsec.probes._notebook.learners import (
    copies,
    fits_transformer,
    is_asked,
    is_looked_up,
    is_statistic,
    learned_rows,
    leaves_behind,
    resamples,
)
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._notebook.queried_tables import QueriedTables
from jupyter_mlsec.probes._notebook.rows import FITS, row_edges, tables
from jupyter_mlsec.probes._notebook.seen_rows import given_to, held_rows, seen_rows, sources_of
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Split, Splits, find_splits
from jupyter_mlsec.probes._notebook.traced import Item, is_list

_FOLDS = frozenset({"cross_val_predict", "cross_val_score", "cross_validate", "learning_curve", "validation_curve",
                    "cv", "permutation_test_score"})  # fmt: skip
_SEARCHES = re.compile(
    r"\w*(?:Grid|Random|Randomized|Bayes|Halving\w*|Optuna|TuneGrid|TuneSearch)Search(?:CV)?\(\)\.fit$"
)
_ORDERED = re.compile(r"\.(?:orderBy|order_by|rowsBetween|rangeBetween)\(\)")
_LEARNS = frozenset({"fit", "fit_generator", "train", "TensorDataset", "DataLoader", "DMatrix", "Pool",
                     "from_tensor_slices", "Dataset", "partial_fit"})  # fmt: skip
_PLAIN = frozenset({"bisect", "collections", "copy", "functools", "itertools", "json", "math", "matplotlib", "operator",
                    "os", "random", "re", "statistics", "string", "sys", "time", "typing"})  # fmt: skip
_ONCE = frozenset({"distinct", "dropDuplicates", "drop_duplicates", "unique"})
_USES = frozenset({"evaluate", "fit", "fit_generator", "partial_fit", "predict", "predict_proba", "score", "train"})
_HAND = "Split first, and take means, spreads and quantiles from the training rows only: train.mean(), for both parts."
_MADE = "Split first, and copy, draw or make up rows from the training rows only."
_LESSON = "Split first, or put the transformer into a Pipeline that is fitted on the training rows."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = find_splits(program)
    apart = [split for split in splits.all if not split.folds]
    fits = [call for call in program.calls if fits_transformer(call)]
    if (leaked := _leaked(apart, fits, splits)) is not None:
        return leaked
    folds = [*(split for split in splits.all if split.folds), *map(_folded, filter(_makes_folds, program.calls))]
    seen = {fit.cell.number for fold in folds for fit in fits if _leaks(fit, fold, splits)}
    by_hand = [
        (split, value, call)
        for split in ((*apart, *folds) if _has_tables(program) else ())  # otherwise a word is cut in two
        if splits.learns or not any(map(is_list, split.rows))
        for value, call in _by_hand(split, splits)
    ]
    if sure := {call.cell.number for split, value, call in by_hand if _scales(value, call, split, program)}:
        cells = listed(map(str, sorted(sure)))
        return failed(
            f"Features are scaled or filled by hand with all rows before the split in cell {cells}.", next_step=_HAND
        )
    seen |= {call.cell.number for _, _, call in by_hand}
    seen |= _measured_after(apart, splits)
    if seen:
        cells = listed(map(str, sorted(seen)))
        return warned(
            f"What all rows have in common goes into the features before the split in cell {cells}.", next_step=_LESSON
        )
    if (problem := unreadable(program)) is not None:
        return problem
    if not apart and not any(call.method == "fit" for call in program.calls):
        return not_applicable("the notebook fits no model")
    return passed(f"{count(_distinct(apart), 'split')}; no transformer was fitted on the rows before.")


def _leaked(apart: Iterable[Split], fits: Iterable[Call], splits: Splits) -> Observation | None:
    """Return what is said of rows that are made, or of transformers that are fitted, before the rows are split."""
    apart = tuple(apart)
    leaks = {fit for split in apart for fit in fits if _leaks(fit, split, splits)}
    made = {fit.cell.number for fit in leaks if resamples(fit)}
    made |= {call.cell.number for split in apart if not _keeps_groups(split) for call in _copied(split, splits)}
    if made:
        cells = listed(map(str, sorted(made)))
        return failed(
            f"Rows are made from other rows before the split in cell {cells}; one may train, the other judge.",
            next_step=_MADE,
        )
    if leaks:
        cells = listed(map(str, sorted({fit.cell.number for fit in leaks})))
        return failed(f"A transformer is fitted before the split in cell {cells}.", next_step=_LESSON)
    return None


def _scales(value: Value, call: Call, split: Split, program: Program) -> bool:
    """Whether a statistic taken before a split does what a transformer does, and something learns afterwards."""
    later = (each for each in program.calls if each.order > split.order and each.method in _USES)
    return not split.folds and any(later) and scales_features(value, call, split, program)


def _has_tables(program: Program) -> bool:
    """Whether a notebook uses more than the standard library, or learns something with it."""
    return not {module.partition(".")[0] for module in program.modules} <= _PLAIN or not program.modules


def _distinct(splits: Iterable[Split]) -> int:
    return len({id(split.call.node) if split.call is not None else id(split) for split in splits})


def _makes_folds(call: Call) -> bool:
    """Tell whether a call makes folds of the rows that it is given."""
    return bool(call.arguments.positional) and (
        call.method in _FOLDS
        or _SEARCHES.search(call.name) is not None
        or (call.method == "fit" and call.value(None, "validation_split") is not None)
    )


def _folded(call: Call) -> Split:
    rows = tuple(argument.value for argument in call.arguments.positional)
    return Split(call.method, call.order, call.cell, rows, folds=True, call=call)


def _leaks(fit: Call, split: Split, splits: Splits) -> bool:
    """Tell whether what was fitted before has seen the rows that are split, and reaches what is learned or judged."""
    if fit.order >= split.order or (split.call is not None and fit.node is split.call.node):
        return False
    flow = splits.program.flow
    into = flow.behind(*split.rows, before=split.order)
    rows = held_rows(splits, *split.rows, before=split.order)
    learned = seen_rows(splits, learned_rows(fit), before=fit.order, shared=rows)
    shared = learned & sources_of(splits, rows)
    if not shared and not (resamples(fit) and _given(fit, into)):
        return False
    if leaves_behind(fit, into):
        return True
    return _given(fit, into) or (fit.base is not None and _used_later(fit, split, splits.program))


def _given(fit: Call, values: list[Value]) -> bool:
    """Whether what was fitted, or what it gave, is among the values."""
    owner = fit.base if isinstance(fit.base, Ref) and "(" in fit.base.name else None
    return any(value is owner or getattr(value, "made", None) is fit.arguments for value in values)


def _used_later(fit: Call, split: Split, program: Program) -> bool:
    """Tell whether a model is fitted or asked through it after the split; where none is, it is taken to be."""
    later = [call for call in program.calls if call.order > split.order and call.method in _USES]
    models = [call for call in later if call.base is not fit.base]
    if not models:
        return True
    return any(
        _given(fit, program.flow.behind(call.base, *call.arguments.values(), before=call.order)) for call in models
    )


def _keeps_groups(split: Split) -> bool:
    """Tell whether a split leaves all rows of a group on one side: a row and its copies, where they share the group."""
    call = split.call
    if call is None:
        return split.by_values
    return "Group" in call.name or call.value(2, "groups", "group_col", "group_by") is not None


def _copied(split: Split, splits: Splits) -> list[Call]:
    """Return the calls before a split that put rows beside rows made from them: both sides may get one of each."""
    flow = splits.program.flow
    behind = flow.behind(*split.rows, before=split.order, edges=_while_repeated, without=FITS)
    once = {
        call.base: call.order
        for call in splits.program.calls
        if call.method in _ONCE and call.constant("inplace") is True and call.order < split.order
    }
    return [
        call
        for call in copies(behind, splits.program)
        if not _only_trains(call, splits) and not any(table in behind and call.order < at for table, at in once.items())
    ]


def _while_repeated(value: Value) -> tuple[Value, ...] | None:
    """Return what rows were made of; nothing for those of which each is there once whatever they were made of."""
    is_once = isinstance(value, Ref) and value.name.removesuffix("()").rpartition(".")[2] in _ONCE
    return () if is_once else row_edges(value)


def _only_trains(call: Call, splits: Splits) -> bool:
    """Tell whether a call was given training rows alone, of a split that came before it."""
    return splits.sides(call.base, *call.arguments.values(), before=call.order) == {Side.TRAIN}


def _by_hand(split: Split, splits: Splits) -> Iterator[tuple[Value, Call]]:
    """Yield what rows that are split get that many of them have in common, and the calls that gave it."""
    flow = splits.program.flow
    behind = flow.behind(*split.rows, before=split.order)
    unsplit = splits.whole(*split.rows, before=split.order)
    shared = held_rows(splits, *split.rows, before=split.order)
    rows, running = sources_of(splits, unsplit), _running(behind)
    for value in behind:
        taken = (is_statistic(value) and value not in running) or is_looked_up(value, behind)
        call = flow.call_of(value) if taken else None
        if call is None or call is split.call:
            continue
        given: list[Value | None] = [*given_to(splits, call, behind)] or [call.base, *call.arguments.values()]
        measured = seen_rows(splits, *given, before=split.order, shared=shared)
        if measured & rows or not tables(unsplit) or is_asked(call):
            yield value, call


def _running(values: list[Value]) -> set[Value | None]:
    """Return the statistics that only look at rows before: ``F.avg("x").over(window.orderBy("day"))``."""
    return {
        value.base.base if isinstance(value.base, Ref) and value.base.name.endswith(".over") else value.base
        for value in values
        if isinstance(value, Ref) and value.name.endswith(".over()") and _is_ordered(value)
    }


def _is_ordered(value: Ref) -> bool:
    given = value.made.values() if value.made is not None else ()
    return any(isinstance(each, Ref) and _ORDERED.search(each.name) is not None for each in given)


def _measured_after(apart: list[Split], splits: Splits) -> set[int]:
    """Return the cells in which what all rows have in common is measured for training rows that are learned from."""
    flow = splits.program.flow
    shared = {row for split in apart for row in held_rows(splits, *split.rows, before=split.order)}
    whole = sources_of(splits, shared)
    found: set[int] = set()
    queried = QueriedTables(splits.program)

    def edges(value: Value) -> tuple[Value, ...] | None:
        if isinstance(value, Item) and splits.side(value) is not None and value.base is not None:
            return (value.base,)  # when rows are divided is a matter of all rows
        made = value.made if isinstance(value, Ref) and value.name.endswith("_matrix()") else None
        return None if made is None else tuple(each.value for each in made.positional)  # its shape is no value

    for fit in splits.program.calls:
        if fit.method not in _LEARNS or Side.TRAIN not in splits.sides(*fit.arguments.values(), before=fit.order):
            continue
        behind = flow.behind(*fit.arguments.values(), before=fit.order, edges=edges)
        running = _running(behind)
        for value in behind:
            named = queried.grouped(value)
            call = flow.call_of(value) if named or (is_statistic(value) and value not in running) else None
            if call is None:
                continue
            taken: list[Value | None] = [*(named or given_to(splits, call, behind))]
            given = taken or [call.base, *call.arguments.values()]
            sides = splits.sides(*given, before=call.order)
            if {Side.TRAIN, Side.TEST} <= sides and not resamples(call):
                found.add(call.cell.number)
            elif not splits.parts(*given, before=call.order):
                seen = seen_rows(splits, *given, before=call.order, shared=shared)
                found |= {call.cell.number} if seen & whole else set()
    return found


PROBE = Probe(name="fit-before-split", items=("PRE-06",), run=_run, partial=True, docs=__doc__)
