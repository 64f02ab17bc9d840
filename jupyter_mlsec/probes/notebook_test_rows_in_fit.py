"""Test rows that a model has seen: fitted on them, chosen by them, or judged on rows that it was fitted on.

A score on such rows says how well the model remembers, not how well it will do. The parts of a split are followed
through cells, functions, classes and the modules beside the notebook; it may be made by a library, by hand, or come as
two files.
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.chosen import choices
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._notebook.rows import tables
from jupyter_mlsec.probes._notebook.splits import Side, Splits, find_splits

_FITS = frozenset({
    "adapt", "fit", "fit_generator", "fit_on_texts", "fit_predict", "fit_resample", "fit_transform", "partial_fit",
    "train_on_batch",
})  # fmt: skip
_ASKS = frozenset({"decision_function", "evaluate", "predict", "predict_proba", "score", "test"})
_ROWS = ("X", "x", "y", "data", "df", "dataset", "texts", "raw_documents", "train_dataset", "train_set", "dtrain",
         "train_dataloaders", "train_dataloader", "train_loader", "train_data", "train_ds")  # fmt: skip
_CHOOSES = frozenset({
    "X_val", "X_valid", "eval_data", "eval_dataset", "eval_set", "evals", "val_data", "val_dataloaders", "val_dataset",
    "val_loader", "valid_data", "valid_loader", "valid_sets", "validation_data", "valids", "watchlist",
})  # fmt: skip
_TRAINS = frozenset({"lightgbm.train", "xgboost.train"})
_STEP = "Fit on the training part only, choose on a validation part of it, and look at the test part once."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = find_splits(program)
    apart = [split for split in splits.all if not split.folds]
    fits = [call for call in program.calls if call.method in _FITS or call.name in _TRAINS]
    seen = sorted({call.cell.number for call in fits if _sees(call, splits) and not _last_fit(call, splits)})
    whole = sorted({call.cell.number for call in fits if call.method in _FITS and _whole(call, splits)})
    if seen or whole:
        what = f"Test rows are fitted on in cell {listed(map(str, seen or whole))}"
        return failed(f"{what}{', and the model is judged on them afterwards' if not seen else ''}.", next_step=_STEP)
    chosen = sorted({
        *(call.cell.number for call in program.calls if _chosen(call, splits)),
        *choices(subject.notebook, program, splits),
    })  # fmt: skip
    if chosen:
        return warned(f"A model is chosen by its test rows in cell {listed(map(str, chosen))}.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not apart:
        return not_applicable("no split into training and test rows is seen in the notebook")
    number = len({id(split.call.node) if split.call is not None else id(split) for split in apart})
    return passed(f"{count(number, 'split')}; nothing is fitted on test rows.")


def _sees(call: Call, splits: Splits) -> bool:
    """Tell whether what is fitted on holds rows of the test part, also after it was joined with others."""
    return Side.TEST in splits.sides(*_rows(call), before=call.order)


def _rows(call: Call) -> Iterator[Value]:
    """Yield the rows and answers that a call fits on."""
    given = call.arguments
    positional = given.positional[1:2] if call.name in _TRAINS else given.positional[:2]
    yield from (argument.value for argument in positional)
    yield from (given.keywords[name].value for name in _ROWS if name in given.keywords)


def _last_fit(call: Call, splits: Splits) -> bool:
    """Tell whether a model is fitted on everything after all judging is done: the one that is going to be used."""
    if Side.TRAIN not in splits.sides(*_rows(call), before=call.order) or "transform" in call.method:
        return False
    asked = [each.order for each in splits.program.calls if _asks(each, splits)]
    return bool(asked) and max(asked) < call.order and _is_model(call, splits.program)


def _is_model(call: Call, program: Program) -> bool:
    return not any(each.method == "transform" and each.base is call.base for each in program.calls)


def _asks(call: Call, splits: Splits) -> bool:
    given = (argument.value for argument in call.arguments.positional)
    return call.method in _ASKS and Side.TEST in splits.sides(*given, before=call.order)


def _whole(fit: Call, splits: Splits) -> bool:
    """Tell whether a model is fitted on all that was split, and asked about the test part before it is fitted again."""
    if fit.base is None or not fit.arguments.positional or splits.parts(*_rows(fit), before=fit.order):
        return False
    learned = tables(splits.whole(fit.arguments.positional[0].value, before=fit.order))
    split = [
        each for each in splits.all if not each.folds and learned & tables(splits.whole(*each.rows, before=each.order))
    ]
    if not split:
        return False
    for call in splits.program.calls:
        if call.order <= fit.order or _object(call.base) is not _object(fit.base):
            continue
        if call.method in _FITS:
            return False
        if _asks(call, splits):
            return True
    return False


def _object(value: Value | None) -> Value | None:
    """Return the model itself: ``SVC().fit(X, y)`` is what ``SVC()`` was."""
    while isinstance(value, Ref) and value.base is not None and value.name.endswith(".fit()"):
        value = value.base
    return value


def _chosen(call: Call, splits: Splits) -> bool:
    """Tell whether a call is given test rows to choose by: to stop early, to keep the best."""
    given = [value for name, value in _keywords(call) if name in _CHOOSES]
    if call.method == "fit" and call.name.endswith("Trainer().fit") and len(call.arguments.positional) > 2:  # noqa: PLR2004
        given.append(call.arguments.positional[2].value)
    return bool(given) and Side.TEST in splits.sides(*given, before=call.order)


def _keywords(call: Call) -> Iterator[tuple[str, Value]]:
    for name, argument in call.arguments.keywords.items():
        yield name, argument.value


PROBE = Probe(name="test-rows-in-fit", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
