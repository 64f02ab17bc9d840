"""Test rows that a model has seen: fitted on them, chosen by them, or judged on rows that it was fitted on.

A score on such rows says how well the model remembers, not how well it will do. The parts of a split are followed by
name through the cells.
"""

from __future__ import annotations

import ast

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.chosen import choices
from jupyter_mlsec.probes._notebook.program import Call, Program, names_in, read_program

_SPLIT = "sklearn.model_selection.train_test_split"
_FITS = frozenset({"fit", "fit_predict", "fit_resample", "fit_transform", "partial_fit"})
_ASKS = frozenset({"decision_function", "evaluate", "predict", "predict_proba", "score"})
_CHOOSES = frozenset({"eval_set", "evals", "valid_sets", "validation_data"})
_SETS = frozenset(
    {"DMatrix", "DataLoader", "Dataset", "Pool", "QuantileDMatrix", "TensorDataset", "from_tensor_slices"}
)
_TRAINS = frozenset({"lightgbm.train", "xgboost.train"})
_STEP = "Fit on the training part only, choose on a validation part of it, and look at the test part once."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = [call for call in program.calls if call.name == _SPLIT and call.targets]
    test = _test_rows(splits)
    fits = [call for call in program.calls if call.method in _FITS]
    watched = [call for call in program.calls if call.method in _FITS or call.name in _TRAINS]
    seen = sorted({call.cell.number for call in fits if _sees(call, test, program)})
    whole = sorted({call.cell.number for split in splits for call in fits if _whole(call, split, test, program)})
    if seen or whole:
        what = f"Test rows are fitted on in cell {listed(map(str, seen or whole))}"
        return failed(f"{what}{', and the model is judged on them afterwards' if not seen else ''}.", next_step=_STEP)
    sets = {name for call in program.calls if call.method in _SETS and _given(call, test) for name in call.targets}
    chosen = sorted({
        *(call.cell.number for call in watched if _chosen(call, test | sets)),
        *choices(subject.notebook, program, test),
    })  # fmt: skip
    if chosen:
        return warned(f"A model is chosen by its test rows in cell {listed(map(str, chosen))}.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not splits:
        return not_applicable("no split into training and test rows is seen in the notebook")
    return passed(f"{count(len(splits), 'split')}; nothing is fitted on test rows.")


def _test_rows(splits: list[Call]) -> set[str]:
    """Return the names of the test parts. What is split off the training part once more is there to choose by."""
    train: set[str] = set()
    test: set[str] = set()
    for split in splits:
        if not _given(split, train):
            test |= set(split.targets[1::2])
        train |= set(split.targets[0::2])
    return test - train


def _given(call: Call, rows: set[str]) -> bool:
    return any(rows & set(names_in(argument)) for argument in call.node.args)


def _sees(call: Call, test: set[str], program: Program) -> bool:
    """Tell whether what is fitted on holds rows of the test part, also after it was joined with others."""
    names = {name for argument in call.node.args for name in names_in(argument)}
    return any(test & program.ancestors(name) for name in names if not _answers_only(name, program))


def _answers_only(name: str, program: Program) -> bool:
    """Tell whether a name holds what a model or a transformer said, such as a score, and no rows of its own."""
    made = [call for call in program.calls if name in call.targets]
    return bool(made) and all(call.method in {*_ASKS, "accuracy_score", "f1_score", "roc_auc_score"} for call in made)


def _whole(fit: Call, split: Call, test: set[str], program: Program) -> bool:
    """Tell whether a model is fitted on all that was split, and asked about the test part before it is fitted again."""
    owner = _owner(fit)
    arguments = {name for argument in split.node.args for name in names_in(argument)}
    fitted = {name for argument in fit.node.args for name in names_in(argument)}
    if not owner or fit.order < split.order or not fit.node.args or not fitted <= arguments:
        return False
    for call in program.calls:
        if call.order <= fit.order or _owner(call) != owner:
            continue
        if call.method in _FITS:
            return False
        if call.method in _ASKS and any(test & set(names_in(argument)) for argument in call.node.args):
            return True
    return False


def _chosen(call: Call, test: set[str]) -> bool:
    return any(each.arg in _CHOOSES and test & set(names_in(each.value)) for each in call.node.keywords)


def _owner(call: Call) -> str:
    function = call.node.func
    return function.value.id if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) else ""


PROBE = Probe(name="test-rows-in-fit", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
