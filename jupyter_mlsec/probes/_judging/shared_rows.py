"""Models that are judged on rows that they learned from, in whatever library: by what loaders, files and parts hold.

Figures about rows of the fit beside figures about others are an honest report. Said is where all that a model is
judged on was in its fit, and where rows to judge on are only partly others.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Const, Func, Ref, Seq, Value
from jupyter_mlsec.probes._judging.file_rows import one_place
from jupyter_mlsec.probes._judging.named_twice import named_twice
from jupyter_mlsec.probes._judging.reading import Reading
from jupyter_mlsec.probes._judging.recited import (
    Figure,
    Fit,
    counts,
    figures_of,
    fits_of,
    in_training,
    is_crossed,
    is_of,
)
from jupyter_mlsec.probes._judging.row_sets import RowSets
from jupyter_mlsec.probes._judging.stretches import Rows
from jupyter_mlsec.probes._names.read import table
from jupyter_mlsec.probes._notebook.answers import is_metric, model_of
from jupyter_mlsec.probes._notebook.program import Call

_UNTOLD = re.compile(r"(?:cuml|hdbscan|pyod|sklearn|umap)\.|pyspark\.ml\.(?:clustering|feature|fpm)\.")
_SIZES = re.compile(r"\babs\b|square|\*\* ?2|pow")
_LEARNS = re.compile(r"\bgradient\b|\bgrad\b|backward\(|GradientTape|minimize\(")
_WEIGHTS = "weights"  # a model that is a function of the notebook and what it is given first
_ONE = 2  # rows and their answers


@dataclass(frozen=True, slots=True)
class Shared:
    """Where a model is judged on rows of its fit; ``partly`` where it is judged on other rows as well."""

    cell: int
    partly: bool


def shared_rows(reading: Reading) -> Iterator[Shared]:
    """Yield where what a model is judged on was in its fit."""
    yield from (Shared(cell, partly=False) for cell in named_twice(reading))
    if not reading.splits.learns:
        return
    yield from (Shared(call.cell.number, partly=False) for call in one_place(reading.program))
    sets = RowSets(reading.program, reading.loose)
    fits = [each for each in (*fits_of(reading), *_more_fits(reading)) if not _is_untold(each, sets)]
    more = [*_more_figures(reading)] if fits else []
    told = {id(each.node) for each in more}
    known = (each for each in figures_of(reading) if id(each.node) not in told)
    figures = [*known, *more, *_errors(reading)] if fits else []
    learned = {id(fit): sets.of(*fit.given) for fit in fits}
    for fit in fits:
        others = [each for each in fits if each is not fit and _is_again(each, fit)]
        if any(isinstance(each.model, str) and learned[id(each)] != learned[id(fit)] for each in others):
            continue  # several models of one name, and nobody knows which of them is judged
        last = min((each.call.order for each in others if each.call.order > fit.call.order), default=float("inf"))
        about = [each for each in figures if fit.call.order <= each.order <= last and _is_about(fit, each)]
        yield from _judged(fit, [(each, _rows(each, sets)) for each in about], learned[id(fit)], reading)


def _is_again(other: Fit, fit: Fit) -> bool:
    """Tell whether two fits are of one model."""
    if isinstance(fit.model, str) or isinstance(other.model, str):
        return fit.model == other.model
    return fit.model is not None and other.model is not None and model_of(other.model) is model_of(fit.model)


def _judged(
    fit: Fit, about: list[tuple[Figure, frozenset[Rows]]], learned: frozenset[Rows], reading: Reading
) -> Iterator[Shared]:
    """Yield where the figures of one fit are about rows of it."""
    about = [(each, rows) for each, rows in about if each.node is not fit.call.node or rows]
    sure = {id(each.node) for each, _ in about if not _is_open(each)}
    about = [(each, rows) for each, rows in about if id(each.node) not in sure or not _is_open(each)]
    if not learned or not about:
        return
    partly = [each for each, rows in about if any(_crosses(one, learned) for one in rows)]
    if partly:
        yield Shared(reading.cell(partly[0].node), partly=True)
    elif all(rows and all(_within(one, learned) for one in rows) for _, rows in about) and not is_crossed(reading):
        shown = [each for each, _ in about if _is_told(each, reading)]
        if shown and counts(shown, reading):
            yield Shared(reading.cell(shown[0].node), partly=False)


def _is_open(figure: Figure) -> bool:
    """Tell whether a figure is about what a function would be given, if somebody called it."""
    return bool(figure.given) and all(isinstance(each, Ref) and each.name.startswith("?.") for each in figure.given)


def _is_told(figure: Figure, reading: Reading) -> bool:
    """Tell whether a figure is told or something hangs on it; a look at ``model.score(X, y)`` alone says little."""
    statement = reading.statement(figure.node)
    looks = isinstance(statement, ast.Expr) and statement.value is figure.node
    call = reading.call_at(figure.node)
    return reading.decided(figure.node) and not (looks and call is not None and call.method == "score")


def _within(rows: Rows, learned: frozenset[Rows]) -> bool:
    return any(rows.within(each) for each in learned)


def _crosses(rows: Rows, learned: frozenset[Rows]) -> bool:
    """Tell whether rows are partly among those that were learned: neither all of them, nor none."""
    return not _within(rows, learned) and any(rows.meets(each) and not each.within(rows) for each in learned)


def _rows(figure: Figure, sets: RowSets) -> frozenset[Rows]:
    return sets.of(*figure.given)


def _is_untold(fit: Fit, sets: RowSets) -> bool:
    """Tell whether nothing is predicted: what only looks for groups, or gives back what it is given."""
    given = [each.value for each in fit.call.arguments.positional]
    if _UNTOLD.match(fit.call.name) and len(given) + len(fit.call.arguments.keywords) < _ONE:
        return True
    answers = fit.call.value(1, "y") if fit.call.method == "fit" else None
    known = answers is not None and not isinstance(answers, Const)
    return known and len(given) > 1 and sets.alike.same(given[0], answers)


def _more_fits(reading: Reading) -> Iterator[Fit]:
    """Yield the fits of libraries that call them otherwise, as the table of names says."""
    for call in reading.program.calls:
        place = table("rows", "fits").get(_plain(call.name))
        given = call.value(place, "input", "train_set", "dtrain", "examples") if place is not None else None
        if given is not None:
            model = call.base if call.method == "update" else None
            yield Fit(model, frozenset(), call, (given,))


def _more_figures(reading: Reading) -> Iterator[Figure]:
    """Yield the figures that are asked of the model by other names, and those that a fit or its object is told of."""
    stepped = {id(function.node) for function in _stepped(reading)}
    for call in reading.program.calls:
        if isinstance(call.base, Func) and stepped and (id(call.base.node) in stepped or is_metric(call.method)):
            rows_given = tuple(each.value for each in call.arguments.positional[1:])  # the first are the weights
            yield Figure(call.node, frozenset(), frozenset({_WEIGHTS}), frozenset(), call.order, rows_given)
            continue
        if call.base is None:
            continue
        name, judged = _plain(call.name), call.base
        rows: Value | None = None
        if call.method == "fit":
            rows = call.value(2 if name.endswith("Trainer.fit") else None, "validation_data", "val_dataloaders")
        elif name.endswith(("Trainer.evaluate", "Trainer.train")):
            rows = _held_by(call)
        elif call.method in {"model_performance", "performance"}:
            rows = call.value(0, "test_data")
        elif (place := table("rows", "judges").get(name.rpartition(".")[0])) is not None and call.value(
            place
        ) is not None:
            rows, judged = call.value(place, "test_interactions"), call.value(0, "model") or judged
        if rows is not None and not isinstance(rows, Const):
            first = rows.items[:1] if isinstance(rows, Seq) and call.method == "fit" else (rows,)  # without its answers
            yield _figure(call, judged, first)


def _is_lesson(node: ast.AST, reading: Reading) -> bool:
    """Tell whether an error is what something learns from: in a loop, a function or a tape that takes gradients."""
    around = [each for each in reading.code.around(node) if isinstance(each, ast.With | ast.FunctionDef)]
    given = {id(function.node) for function in _stepped(reading)}
    learns = any(id(each) in given or _LEARNS.search(ast.unparse(each)) for each in around)
    return learns or in_training(node, reading)


def _stepped(reading: Reading) -> Iterator[Func]:
    """Yield the functions of the notebook whose gradient is taken: ``jax.grad(loss)``."""
    for call in reading.program.calls:
        function = call.value(0, "fun") if call.method in {"grad", "value_and_grad"} else None
        if isinstance(function, Func):
            yield function


def _errors(reading: Reading) -> Iterator[Figure]:
    """Yield the mean errors that are taken by hand: ``(net(x) - y).abs().mean()``."""
    found: dict[int, Figure] = {}  # what a loop's last turn is about
    for value, written in reading.program.written.items():
        node = written.node
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub) or len(written.parts) != _ONE:
            continue
        text = ast.unparse(reading.statement(node))
        if not (_SIZES.search(text) and "mean" in text) or _is_lesson(node, reading):
            continue
        asked = [reading.asked(each) for each in written.parts]
        if bool(asked[0]) != bool(asked[1]):
            behind = reading.behind(value, *written.parts)
            answers = (each for each in behind if isinstance(each, Ref) and reading.asks(each))
            names = frozenset(map(reading.model_name, answers))
            found[id(node)] = Figure(node, frozenset(behind), names, frozenset(), 10**9, asked[0] or asked[1])
    yield from found.values()


def _held_by(call: Call) -> Value | None:
    """Return what a trainer judges on: what it is asked about, or what it was made with."""
    if call.method == "evaluate" and (asked := call.value(0, "eval_dataset")) is not None:
        return asked
    made = call.base.made if isinstance(call.base, Ref) else None
    held = made.keywords.get("eval_dataset") if made is not None else None
    return held.value if held is not None else None


def _figure(call: Call, model: Value, rows: tuple[Value, ...]) -> Figure:
    behind = frozenset(each for each in (model, model_of(model)) if each is not None)
    return Figure(call.node, behind, frozenset(), frozenset(), call.order, rows)


def _is_about(fit: Fit, figure: Figure) -> bool:
    """Tell whether what a fit made, or the model that it was of, answers where a figure is taken."""
    if _WEIGHTS in figure.names:
        return fit.call.name.endswith("grad()")
    own = model_of(fit.model) if isinstance(fit.model, Ref) else None
    return is_of(fit, figure) or (own is not None and own in figure.behind)


def _plain(name: str) -> str:
    """Return a name without the marks of calls: ``transformers.Trainer.train``."""
    return re.sub(r"\(\)|\[\]", "", name)
