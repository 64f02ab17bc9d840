"""Models that are judged, calibrated or explained on nothing but the rows that they learned from.

Figures about the rows of the fit beside figures about others are an honest report; said is only where whatever a
model is judged on was in its own fit.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Const, Func, Ref, Value
from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.answers import is_metric
from jupyter_mlsec.probes._notebook.learners import learns_features
from jupyter_mlsec.probes._notebook.program import Call

_FITS = frozenset(
    {"fine_tune", "fit", "fit_flat_cos", "fit_one_cycle", "fit_generator", "partial_fit", "train", "train_model"}
)
_STEPS = re.compile(r".*\bbackward|.*(?:value_and_)?grad\(\)|.*\.gradient|.*\.train_on_batch|.*\.manual_backward")
_JUDGES = frozenset({"evaluate", "score", "test", "validate"})
_IMPORTANCE = re.compile(r"permutation_importance|PermutationImportance|PermutationFeatureImportance|sage_importance"
                         r"|calculate_permutation_importance", re.IGNORECASE)  # fmt: skip
_CROSSED = re.compile(
    r"cross_val\w*|(?!Calibrated)\w+CV|cv|oob_score_"
    r"|get_oof\w*|best_score_"
)
_HOLDS_ROWS = re.compile(r"statsmodels\.|_?[lL]earner\(\)$")  # what is made of the rows that it will be fitted on
_UPDATES = re.compile(
    r"step|minimize|apply_gradients|apply_updates|update|tree_map|map|sub_|apply|train_on_batch|optimi[sz]e\w*"
)
_LOSSES = re.compile(r"(?!log_loss|brier_score_loss|hinge_loss|zero_one_loss)\w*(?:loss|entropy)\w*", re.IGNORECASE)
_WATCHED = frozenset({"validation_data", "validation_split", "eval_set", "valid_sets", "evals", "val_dataloaders",
"oob_score",
                      "validation_fraction", "watchlist", "eval_data"})  # fmt: skip
_PATH = re.compile(r"[\w./\\-]*[./\\]\w[\w./\\-]*")  # a file says nothing about what its figures are called
_ROWS = ("X", "x", "data", "dtrain", "train_set", "train_dataset", "train_dataloaders", "dataset", "training_frame")


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """One fit: what learns, the keys of what it learns from, the call, and what it is given to learn from."""

    model: Value | str | None
    rows: frozenset[int]
    call: Call
    given: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One figure: the values behind it, the keys of the rows that are asked about, and these rows."""

    node: ast.AST
    behind: frozenset[Value]
    names: frozenset[str]
    rows: frozenset[int]
    order: int
    given: tuple[Value, ...] = ()


def recited(reading: Reading) -> Iterator[Wrong]:
    """Yield where a model is judged on what it learned from, and on nothing else."""
    fits = [*fits_of(reading)]
    if not fits or not reading.splits.learns:
        return
    figures = [*figures_of(reading)]
    yield from _important(fits, figures, reading)
    if is_crossed(reading):
        return
    for fit in fits:
        about = [each for each in figures if each.order > fit.call.order and is_of(fit, each)]
        if about and fit.rows and all(each.rows and each.rows <= fit.rows for each in about):
            shown = [each for each in about if reading.decided(each.node)]
            if shown and counts(shown, reading) and not _is_watched(fit.call):
                yield Wrong("EVA-01", reading.cell(shown[0].node), "a model is judged on the rows that it learned from")


def counts(figures: list[Figure], reading: Reading) -> bool:
    """Tell whether a judgement is meant: rows are held back and lie unused, or something hangs on the figure."""
    if reading.splits.apart:
        return True
    return not any("train" in word for each in figures for word in _labels(reading.statement(each.node)))


def _labels(statement: ast.AST) -> Iterator[str]:
    """Yield what a figure is called by its statement."""
    keys = {id(each.slice) for each in ast.walk(statement) if isinstance(each, ast.Subscript)}  # ``parts["train"]``
    for each in ast.walk(statement):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            if id(each) not in keys and not _PATH.fullmatch(each.value):
                yield each.value.lower()
        elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id.lower()


def is_crossed(reading: Reading) -> bool:
    """Tell whether models are judged by cross validation."""
    if any(split.folds for split in reading.splits.all):
        return True
    return any(_CROSSED.fullmatch(call.method) for call in reading.program.calls)


def _is_watched(call: Call) -> bool:
    return not _WATCHED.isdisjoint(call.arguments.keywords)


def fits_of(reading: Reading) -> Iterator[Fit]:
    """Yield what models learn from, by a call or by steps of a loop."""
    for call in reading.program.calls:
        if isinstance(call.base, Func):
            continue  # a function of the notebook, which is followed
        if call.method in _FITS and not learns_features(call):
            rows = _given(call)
            if rows:
                yield Fit(call.base, reading.sources(*rows, before=call.order), call, rows)
        elif _STEPS.fullmatch(call.name) and _is_step(call.node, reading):
            values = (call.base, *call.arguments.values())
            asked = reading.asked(*values)
            rows = asked or tuple(each for each in values[2:] if each is not None)
            names = frozenset(_models(reading.behind(*values, *_inside(call, reading)), reading))
            for name in names or {""}:
                yield Fit(name, reading.sources(*rows, before=call.order), call, rows)


def _inside(call: Call, reading: Reading) -> Iterator[Value]:
    """Yield what is computed in a function whose gradient is taken: ``jax.grad(loss)(params)``."""
    function = call.node.func
    given = function.args[0] if isinstance(function, ast.Call) and function.args else None
    body = reading.code.functions.get(given.id) if isinstance(given, ast.Name) else None
    inner = {id(each) for each in ast.walk(body)} if body is not None else set()
    for each in reading.program.calls:
        if id(each.node) in inner:
            yield reading.value_of(each)


def _is_step(node: ast.AST, reading: Reading) -> bool:
    """Tell whether weights are changed where a gradient is taken: that of an attack or explanation changes none."""
    for place in reading.code.around(node):
        if isinstance(place, ast.For | ast.While | ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            return any(isinstance(each, ast.Call) and _UPDATES.fullmatch(_called(each)) for each in ast.walk(place))
    return False


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]


def _models(values: list[Value], reading: Reading) -> Iterator[str]:
    """Yield the names of the models that are called in a computation: ``Net()(x)``, ``apply(p, x)``."""
    for value in values:
        if isinstance(value, Ref) and reading.asks(value) is not None:
            yield reading.model_name(value)


def _given(call: Call) -> tuple[Value, ...]:
    """Return the rows that a fit is given, also by what made its object."""
    named = [call.arguments.keywords[name].value for name in _ROWS if name in call.arguments.keywords]
    plain = [each.value for each in call.arguments.positional if not isinstance(each.value, Const)]
    module = isinstance(call.base, Ref) and not call.base.name.endswith((")", "]")) and "." not in call.base.name
    if module or "Trainer()" in call.name or "Learner" in call.name:
        found = tuple(named) or tuple(plain[1:2])
    else:
        found = tuple(named) or tuple(plain[:1])
    if found:
        return found
    made = call.base.made if isinstance(call.base, Ref) else None
    if made is not None and isinstance(call.base, Ref) and _HOLDS_ROWS.search(call.base.name):
        return tuple(each.value for each in made.positional if not isinstance(each.value, Const))
    return tuple(made.keywords[name].value for name in _ROWS if made is not None and name in made.keywords)


def figures_of(reading: Reading) -> Iterator[Figure]:
    """Yield the figures about what models say, but for those that are watched while they learn."""
    for call in reading.program.calls:
        if not isinstance(call.base, Func):  # a function of the notebook is followed
            yield from _of_call(call, reading)
    for value, written in reading.program.written.items():
        node = written.node
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq) and len(written.parts) == 2:  # noqa: PLR2004 - both sides
            asked = reading.asked(*written.parts)
            if asked and not any(isinstance(each, Const) for each in written.parts) and not in_training(node, reading):
                yield _figure(node, (value, *written.parts), asked, _order(node, reading), reading)


def _of_call(call: Call, reading: Reading) -> Iterator[Figure]:
    """Yield the figure that a call gives."""
    if call.method in _JUDGES and call.base is not None and call.arguments.positional:
        plain = [each.value for each in call.arguments.positional]
        rows = plain[1:] if "Trainer()" in call.name and call.method in {"test", "validate"} else plain[:1]
        yield _figure(call.node, (call.base, *plain), tuple(rows), call.order, reading)
    elif call.method == "validate" and isinstance(part := call.value(None, "dl"), Ref) and call.base is not None:
        learned = part.base if part.name.endswith((".train", ".train_dl")) else None
        keys = reading.sources(learned) if learned is not None else frozenset({reading.loose.key(part)})
        behind = reading.behind(call.base)
        yield Figure(call.node, frozenset(behind), frozenset(_models(behind, reading)), keys, call.order, (part,))
    elif call.method in _JUDGES and "Trainer()" in call.name:
        yield Figure(call.node, frozenset({call.base} if call.base else ()), frozenset(), frozenset({-1}), call.order)
    elif (is_metric(call.method) or call.method.lower() in words("judging", "figures") or _is_fed(call)) and not (
        _LOSSES.fullmatch(call.method) and not _is_fed(call)
    ):
        given = tuple(call.arguments.values())
        asked = reading.asked(*given)
        if asked and not in_training(call.node, reading):
            yield _figure(call.node, given, asked, call.order, reading)


def _is_fed(call: Call) -> bool:
    name = call.name.rpartition(".")[0]
    return (
        call.method in {"update", "update_state", "add_batch"}
        and re.search(r"metric|evaluate\.|eval\b", name, re.IGNORECASE) is not None
    )


def _order(node: ast.AST, reading: Reading) -> int:
    return max((reading.last_at(each) for each in ast.walk(node)), default=-1)


def _figure(node: ast.AST, values: tuple[Value, ...], rows: tuple[Value, ...], order: int, reading: Reading) -> Figure:
    behind = reading.behind(*values)
    return Figure(
        node,
        frozenset(behind),
        frozenset(_models(behind, reading)),
        reading.sources(*rows, before=order),
        order if order >= 0 else 10**9,
        rows,
    )


def in_training(node: ast.AST, reading: Reading) -> bool:
    """Tell whether a figure is taken while a loop learns; one that learns only if told so judges as well."""
    for place in reading.code.around(node):
        if isinstance(place, ast.For | ast.While):
            return any(
                isinstance(each, ast.Call) and re.search(r"backward|apply_gradients|\.step\("
                                                         r"|gradient", ast.unparse(each))
                for part in place.body if not isinstance(part, ast.If) for each in ast.walk(part)
            )  # fmt: skip
    return False


def is_of(fit: Fit, figure: Figure) -> bool:
    """Tell whether what a fit made answers where a figure is taken."""
    if isinstance(fit.model, str) and fit.model:
        return fit.model in figure.names
    if isinstance(fit.model, Ref) and fit.model in figure.behind and not _is_module(fit.model):
        return True
    return any(isinstance(each, Ref) and each.made is fit.call.arguments for each in figure.behind) or any(
        isinstance(each, Ref)
        and each in fit.call.arguments.values()
        and each.name.endswith("()")
        and f"{each.name}()" in figure.names
        for each in fit.call.arguments.values()
    )


def _is_module(value: Value) -> bool:
    return isinstance(value, Ref) and "(" not in value.name and not value.name.startswith("?")


def _important(fits: list[Fit], figures: list[Figure], reading: Reading) -> Iterator[Wrong]:
    """Look at importances that are measured by shuffling rows of the fit while others were held back."""
    found: list[tuple[Call, bool]] = []
    for call in reading.program.calls:
        place = call.value(1, "X", "x")
        shuffles = _IMPORTANCE.fullmatch(call.method) is not None and place is not None
        prefit = call.method == "fit" and "PermutationImportance" in call.name
        if not shuffles and not prefit:
            continue
        rows = reading.sources(call.value(0, "X") if prefit else place, before=call.order)
        learned = [each.rows for each in fits if each.call.order < call.order and each.call is not call]
        found.append((call, bool(rows) and any(rows <= each for each in learned)))
    if not found or not all(on_fit for _, on_fit in found):
        return
    rows = frozenset().union(*(each.rows for each in fits))
    if reading.splits.apart or any(each.rows and not each.rows <= rows for each in figures):
        yield Wrong("EVA-07", found[0][0].cell.number, "importances are measured on the rows that were learned")
