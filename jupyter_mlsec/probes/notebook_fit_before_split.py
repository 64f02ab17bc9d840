"""Transformers fitted on all the data before the split into training and test rows.

A scaler, imputer, encoder or selector that has seen the test rows hands them to the model: the score that comes out
afterwards is not one on unseen data. The same goes for folds of a cross validation, and for means and spreads that are
taken by hand; these warn.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.program import Call, Program, names_in, read_program

_FITS = frozenset({"adapt", "fit", "fit_on_texts", "fit_transform", "fit_resample"})
_REPEATS = "sklearn.utils.resample"  # with replacement, which is what it does unless told otherwise
_TRANSFORMERS = (
    "sklearn.preprocessing.", "sklearn.impute.", "sklearn.decomposition.", "sklearn.feature_selection.",
    "sklearn.feature_extraction.", "sklearn.compose.", "sklearn.random_projection.", "sklearn.manifold.",
    "imblearn.over_sampling.", "imblearn.under_sampling.", "imblearn.combine.", "category_encoders.", "umap.",
    "keras.layers.", "keras.preprocessing.", "tensorflow.keras.layers.", "tensorflow.keras.preprocessing.",
)  # fmt: skip
_ROWWISE = frozenset({"FunctionTransformer", "HashingVectorizer", "FeatureHasher", "Normalizer", "Binarizer",
                      "LabelEncoder", "LabelBinarizer"})  # these learn nothing from the rows' features  # fmt: skip
_SPLITS = frozenset({"sklearn.model_selection.train_test_split", "torch.utils.data.random_split"})
_SCALES = frozenset({
    "sklearn.preprocessing.maxabs_scale", "sklearn.preprocessing.minmax_scale", "sklearn.preprocessing.power_transform",
    "sklearn.preprocessing.quantile_transform", "sklearn.preprocessing.robust_scale", "sklearn.preprocessing.scale",
})  # fmt: skip
_FOLDS = frozenset({"cross_val_predict", "cross_val_score", "cross_validate", "learning_curve", "validation_curve"})
_SEARCHES = re.compile(r"sklearn\.model_selection\.(?:Halving)?(?:Grid|Random(?:ized)?)SearchCV\(\)\.fit")
_MOMENTS = frozenset(
    {"max", "mean", "median", "min", "mode", "nanmean", "nanmedian", "nanstd", "quantile", "std", "var"}
)
_ANSWERS = frozenset({"class", "label", "outcome", "target", "y"})
_LESSON = "Split first, or put the transformer into a Pipeline that is fitted on the training rows."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = [call for call in program.calls if call.name in _SPLITS]
    fits = [call for call in program.calls if _fits_transformer(call)]
    leaks = [fit.cell.number for split in splits for fit in fits if _feeds(fit, split, program)]
    if leaks:
        return failed(
            f"A transformer is fitted before the split in cell {listed(map(str, sorted(set(leaks))))}.",
            next_step=_LESSON,
        )
    folds = [call for call in program.calls if _folds(call)]
    seen = {fit.cell.number for fold in folds for fit in fits if _feeds(fit, fold, program)}
    seen |= {
        cell for split in (*splits, *folds) for cell, name in _by_hand(subject, split) if _reaches(name, split, program)
    }
    if seen:
        cells = listed(map(str, sorted(seen)))
        return warned(
            f"What all rows have in common goes into the features before the split in cell {cells}.", next_step=_LESSON
        )
    if (problem := unreadable(program)) is not None:
        return problem
    if not splits and not any(call.method == "fit" for call in program.calls):
        return not_applicable("the notebook fits no model")
    return passed(f"{count(len(splits), 'split')}; no transformer was fitted on the rows before.")


def _fits_transformer(call: Call) -> bool:
    if call.name in _SCALES or (call.name == _REPEATS and call.constant("replace") is not False):
        return bool(call.node.args)
    if call.method not in _FITS or not call.node.args:
        return False
    owner = call.name.rpartition(".")[0].removesuffix("()")
    return owner.startswith(_TRANSFORMERS) and owner.rpartition(".")[2] not in _ROWWISE


def _folds(call: Call) -> bool:
    """Tell whether a call makes folds of the rows that it is given."""
    known = call.name.startswith("sklearn.model_selection.") and call.method in _FOLDS
    return bool(call.node.args) and (known or _SEARCHES.fullmatch(call.name) is not None)


def _by_hand(subject: NotebookSubject, split: Call) -> Iterator[tuple[int, str]]:
    """Yield the tables, before a split, that are scaled or filled with their own mean or spread."""
    means: set[str] = set()  # names that hold what the answers of each group are like
    for parsed in parse_notebook(subject.notebook):
        for node in ast.walk(parsed.tree) if parsed.tree is not None else ():
            if node is split.node or parsed.cell.ref.index > split.cell.index:
                break
            before = parsed.cell.ref.index < split.cell.index or getattr(node, "lineno", 0) < split.node.lineno
            if not before or not isinstance(node, ast.Assign):
                continue
            if _group_answers(node.value):
                means |= set(names_in(node.targets[0]))
            if (
                _uses_own_moments(node.value, node.targets[0])
                or _ranks_by_answers(node.value)
                or (_mapped_by(node.value, means))
            ):
                yield from ((parsed.cell.ref.number, name) for name in list(names_in(node.targets[0]))[:1])


def _uses_own_moments(value: ast.expr, target: ast.expr) -> bool:
    """Tell whether a value is scaled, filled or encoded with what its own rows have in common."""
    own = set(names_in(target))
    moments = [
        node.func.attr
        for node in ast.walk(value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _MOMENTS
        and (own & set(names_in(node)) or ".col(" in ast.unparse(node))
    ]  # fmt: skip
    fills = any(
        isinstance(node, ast.Attribute) and node.attr in {"clip", "fill_null", "fillna"} for node in ast.walk(value)
    )
    scales = any(isinstance(node, ast.BinOp) for node in ast.walk(value)) and len(set(moments)) > 1
    return (fills and bool(moments)) or scales or _encodes_answers(value)


def _encodes_answers(value: ast.expr) -> bool:
    """Tell whether rows get the mean answer of their group: ``df.groupby("city")["y"].transform("mean")``."""
    match value:
        case ast.Call(
            func=ast.Attribute(
                value=ast.Subscript(value=ast.Call(func=ast.Attribute(attr="groupby")), slice=held), attr=how
            ),
            args=[ast.Constant(value=str(statistic)), *_],
        ) if how in {"agg", "transform"} and statistic in _MOMENTS:
            return isinstance(held, ast.Constant) and str(held.value).lower() in _ANSWERS
        case _:
            return False


def _group_answers(value: ast.expr) -> bool:
    """Tell whether a value holds what the answers of each group are like: ``df.groupby("city")["y"].mean()``."""
    match value:
        case ast.Call(
            func=ast.Attribute(
                value=ast.Subscript(value=ast.Call(func=ast.Attribute(attr="groupby")), slice=ast.Constant(value=held)),
                attr=statistic,
            )
        ):
            return statistic in _MOMENTS and str(held).lower() in _ANSWERS
        case _:
            return False


def _mapped_by(value: ast.expr, means: set[str]) -> bool:
    """Tell whether rows get a value by their group that was made from answers."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"join", "map", "merge", "replace"}
        and any(_group_answers(each) or means & set(names_in(each)) for each in node.args)
        for node in ast.walk(value)
    )


def _ranks_by_answers(value: ast.expr) -> bool:
    """Tell whether columns are ranked by how they go with the answers: ``df.corr()["y"]``, ``X.corrwith(y)``."""
    for node in ast.walk(value):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            of = node.value
            known = isinstance(of, ast.Call) and isinstance(of.func, ast.Attribute) and of.func.attr == "corr"
            if known and str(node.slice.value).lower() in _ANSWERS:
                return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "corrwith":
            return True
    return False


def _reaches(name: str, split: Call, program: Program) -> bool:
    return any(name in program.ancestors(each) for argument in split.node.args for each in names_in(argument))


def _feeds(fit: Call, split: Call, program: Program) -> bool:
    """Tell whether what was fitted before is among what is split, or was made from the same rows."""
    if fit.order >= split.order:
        return False
    split_from = {
        each for argument in split.node.args for name in names_in(argument) for each in program.ancestors(name)
    }
    return bool(split_from.intersection(fit.targets) or split_from.intersection(names_in(fit.node.args[0])))


PROBE = Probe(name="fit-before-split", items=("PRE-06",), run=_run, partial=True, docs=__doc__)
