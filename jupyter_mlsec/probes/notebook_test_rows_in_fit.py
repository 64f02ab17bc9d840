"""Test rows that a model has seen: fitted on them, chosen by them, or judged on rows that it was fitted on.

A score on such rows says how well the model remembers, not how well it will do. The parts of a split are followed
through cells, functions, classes and the modules beside the notebook; it may be made by a library, by hand, or come as
two files.
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.values import Value
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.answers import is_metric, model_of
from jupyter_mlsec.probes._notebook.chosen import choices
from jupyter_mlsec.probes._notebook.hidden_links import shown_links
from jupyter_mlsec.probes._notebook.learned import judged_after_all
from jupyter_mlsec.probes._notebook.learners import learned_rows, learns_features
from jupyter_mlsec.probes._notebook.places import in_order
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._notebook.rows import tables
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Split, Splits, find_splits

_FITS = frozenset({
    "adapt", "fit", "fit_generator", "fit_on_texts", "fit_predict", "fit_resample", "fit_transform", "partial_fit",
    "train_on_batch",
})  # fmt: skip
_ASKS = frozenset({"decision_function", "evaluate", "predict", "predict_proba", "score", "test"})
_ROWS = ("X", "x", "y", "data", "df", "dataset", "texts", "raw_documents", "train_dataset", "train_set", "dtrain",
         "train_dataloaders", "train_dataloader", "train_loader", "train_data", "train_ds")  # fmt: skip
_TRAINS = frozenset({"lightgbm.train", "xgboost.train"})
_TELLS = frozenset({"display", "info", "log", "log_metric", "log_metrics", "print", "write"})
_JUDGE = "Score the test part, which no model was fitted on, and say so."
_STEP = "Fit on the training part only, choose on a validation part of it, and look at the test part once."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = find_splits(program)
    apart = [split for split in splits.all if not split.folds]
    fits = [call for call in program.calls if call.method in _FITS or call.name in _TRAINS]
    seen = in_order(
        call.cell.number
        for call in fits
        if (_sees(call, splits) and not _last_fit(call, splits)) or _sees_all(call, splits)
    )
    after = [call.cell for call in fits if call.method in _FITS and _whole(call, splits)]
    whole = in_order(cell.number for cell in (*after, *judged_after_all(splits)))
    if seen or whole:
        what = f"Test rows are fitted on in cell {listed(map(str, seen or whole))}"
        return failed(f"{what}{', and the model is judged on them afterwards' if not seen else ''}.", next_step=_STEP)
    if (doubt := _doubt(subject, splits)) is not None:
        return doubt
    if (problem := unreadable(program)) is not None:
        return problem
    if not apart:
        return not_applicable("no split into training and test rows is seen in the notebook")
    number = len({id(split.call.node) if split.call is not None else id(split) for split in apart})
    return passed(f"{count(number, 'split')}; nothing is fitted on test rows.")


def _doubt(subject: NotebookSubject, splits: Splits) -> Observation | None:
    """Return the warning about test rows that are looked at too early, or that nobody looks at."""
    program = splits.program
    moved = in_order(
        split.cell.number for split in splits.all if split.name == "rows" and _shuffled_again(split, program)
    )
    if moved:
        step = "Shuffle once: shuffle(…, reshuffle_each_iteration=False), or split before."
        return warned(f"Rows change sides in each epoch in cell {listed(map(str, moved))}.", next_step=step)
    chosen = in_order(choice.cell.number for choice in choices(subject.notebook, splits))
    if chosen:
        return warned(f"A model is chosen by its test rows in cell {listed(map(str, chosen))}.", next_step=_STEP)
    if shown := in_order(cell.number for cell in shown_links(splits)):
        step = "Take the links that are judged out of the graph before anything is counted or learned in it."
        return warned(
            f"Links are guessed with a graph that holds them in cell {listed(map(str, shown))}.", next_step=step
        )
    if only := _judged_on_training(splits):
        return warned(f"Only training rows are judged, in cell {listed(map(str, only))}.", next_step=_JUDGE)
    return None


def _sees(call: Call, splits: Splits) -> bool:
    """Tell whether what is fitted on holds rows of the test part, also after it was joined with others."""
    return Side.TEST in splits.sides(*_rows(call), before=call.order)


def _sees_all(call: Call, splits: Splits) -> bool:
    """Tell whether a transformer is fitted after the split on what was split, and not only for the last model."""
    if call.base is None or not learns_features(call) or splits.parts(*_rows(call), before=call.order):
        return False
    learned = tables(splits.whole(learned_rows(call), before=call.order))
    if not any(
        split.order < call.order and not split.folds and learned & tables(splits.whole(*split.rows, before=split.order))
        for split in splits.all
    ):
        return False
    later = [each for each in splits.program.calls if each.order > call.order]
    used = [each for each in later if each.base is call.base or call.base in each.arguments.values()]
    if any(splits.parts(*each.arguments.values(), before=each.order) for each in used):
        return True
    return not any(_asks(each, splits) for each in splits.program.calls if each.order < call.order)


def _shuffled_again(split: Split, program: Program) -> bool:
    """Tell whether rows are mixed anew each time they are gone through, so that no part keeps its rows."""
    mixed = [call for call in program.flow.calls(*split.rows, before=split.order) if call.method == "shuffle"]
    return any(call.constant("reshuffle_each_iteration") is not False for call in mixed)


def _judged_on_training(splits: Splits) -> list[int]:
    """Return the cells that score training rows where there are test rows that nobody looks at."""
    judged: list[int] = []
    told = {
        id(each.node)
        for call in splits.program.calls
        if call.method in _TELLS
        for each in splits.program.flow.calls(*call.arguments.values(), before=call.order)
    }
    for call in splits.program.calls:
        sides = {side for split, side in splits.parts(*_shown(call), before=call.order) if not split.folds}
        if Side.TEST in sides or Side.VALID in sides:
            return []
        scores = is_metric(call.method)
        if sides == {Side.TRAIN} and scores and id(call.node) in told and not call.method.startswith("cross_"):
            judged.append(call.cell.number)
        elif call.method.endswith("Trainer") and call.value(None, "eval_dataset") is not None:
            learned, asked = (splits.sides(call.value(None, name)) for name in ("train_dataset", "eval_dataset"))
            if learned == asked == {Side.TRAIN}:
                judged.append(call.cell.number)
    return in_order(judged)


def _shown(call: Call) -> tuple[Value, ...]:
    """Return what a call is given to judge or to answer; transformers look at the test rows, too."""
    if call.method in {"fit_transform", "transform", "print", "len", "DataFrame"} or call.method.startswith("_"):
        return ()
    return tuple(call.arguments.values())


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
        if call.order <= fit.order:
            continue
        if model_of(call.base) is not model_of(fit.base):
            if _judges(call, fit, splits):
                return True
            continue
        if call.method in _FITS:
            return False
        if _asks(call, splits):
            return True
    return False


def _judges(call: Call, fit: Call, splits: Splits) -> bool:
    """Tell whether a figure is made with a model and test rows: ``auc_score(model, test)``."""
    given = call.arguments.values()
    return (
        is_metric(call.method)
        and any(model_of(each) is model_of(fit.base) for each in given)
        and Side.TEST in splits.sides(*call.arguments.values(), before=call.order)
    )


PROBE = Probe(name="test-rows-in-fit", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
