"""Training rows that are changed on purpose, by noise or along a gradient; and whether anybody looks what for.

What counts is that a model with them and one without are asked about changed rows: that a model which learned from
noise is right about clean rows says nothing about noise.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.probes._judging.reading import Reading
from jupyter_mlsec.probes._judging.recited import Figure, Fit, figures_of, fits_of
from jupyter_mlsec.probes._notebook.answers import answered, is_metric, method_of, model_of
from jupyter_mlsec.probes._notebook.split_calls import brings_rows

_NOISE = re.compile(
    r"normal_?|gauss|randn|randn_like|rand|rand_like|standard_normal|uniform_?|normal_like|random_normal|choice"
)
_ALONG = re.compile(r"sign|sign_|grad|gradient")
_LIBRARIES = ("advertorch.", "art.", "autoattack.", "cleverhans.", "foolbox.", "torchattacks.", "textattack.")
_TWO = 2  # with and without


def changed_copies(reading: Reading) -> list[Fit]:
    """Return the fits that learn from rows which were changed by noise, or along a gradient."""
    return [fit for fit in fits_of(reading) if any(_is_change(*each, fit, reading) for each in _changes(fit, reading))]


def is_compared(reading: Reading) -> bool:
    """Tell whether two models, or more, are asked about changed rows."""
    models = {
        model
        for figure in figures_of(reading)
        if any(True for _ in _changes(figure, reading)) or _is_attacked(figure, reading)
        for model in _models(figure, reading)
    }
    return len(models) >= _TWO


def _changes(asked: Fit | Figure, reading: Reading) -> Iterator[tuple[Value, Value]]:
    """Yield the rows, and what is added to them, behind what is learned or asked about."""
    program = reading.program
    for value in reading.behind(*asked.given):
        written = program.written.get(value)
        if written is None or not isinstance(written.node, ast.BinOp):
            continue
        if not isinstance(written.node.op, ast.Add | ast.Sub):
            continue
        for rows, change in (
            (rows, change) for rows in written.parts for change in written.parts if rows is not change
        ):
            if isinstance(rows, Ref) and _is_sized_for(change, rows, reading) and _is_read(rows, reading):
                yield rows, change


def _is_sized_for(change: Value, rows: Value, reading: Reading) -> bool:
    """Tell whether something is noise of the shape of rows, or a step along their gradient."""
    behind = reading.behind(change)
    made = [each for each in behind if isinstance(each, Ref) and each.name.endswith("()")]
    if any(_ALONG.fullmatch(method_of(each)) for each in made):
        return True
    return rows in behind and any(_NOISE.fullmatch(method_of(each)) for each in made)


def _is_read(rows: Value, reading: Reading) -> bool:
    """Tell whether rows were read from somewhere, and not made up, nor given by a model: ``mean + noise * spread``."""
    if any(reading.asks(each) is not None for each in reading.behind(rows)):
        return False
    return any(brings_rows(call) for call in reading.program.flow.calls(rows))


def _is_change(rows: Value, change: Value, fit: Fit, reading: Reading) -> bool:
    """Tell whether rows are changed to harden: not to learn what they were before, and not to guess the noise."""
    answers = fit.call.value(1, "y", "labels") if fit.call.method == "fit" else None
    if answers is not None and not isinstance(answers, Const) and rows in reading.behind(answers):
        return False
    losses = (call for call in reading.program.calls if is_metric(call.method))
    return not any(change in call.arguments.values() for call in losses)


def _is_attacked(figure: Figure, reading: Reading) -> bool:
    """Tell whether a library of attacks changed what is asked about."""
    return any(isinstance(each, Ref) and each.name.startswith(_LIBRARIES) for each in reading.behind(*figure.given))


def _models(figure: Figure, reading: Reading) -> Iterator[Value | str]:
    call = reading.call_at(figure.node)
    if call is not None and call.method in {"evaluate", "score"} and (model := model_of(call.base)) is not None:
        yield model
        return
    for value in figure.behind:
        if isinstance(value, Ref) and (answered(value) is not None or reading.asks(value) is not None):
            model = model_of(value.base)
            yield reading.model_name(value) if model is None or not reading.program.flow.call_of(model) else model
