"""Data that come in two, told by their use: a model is fitted on one of them and judged on the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.probes._notebook.answers import answered, is_metric, model_of
from jupyter_mlsec.probes._notebook.learners import is_statistic, learns_at_once
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.rows import FITS, deeper, roots, rows_behind
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.split_calls import brings_rows

_SCORES = frozenset({"evaluate", "score"})
_SPARK = ".ml."
_ANSWERS = re.compile(r"\.ml\.(?:classification|clustering|recommendation|regression)\..*\.fit\(\)\.transform\(\)")


def used_apart(program: Program, cut: set[Value]) -> dict[int, Side]:
    """Return by the order of the calls that read them what data are there for, but for those that are used as both.

    Two years, two halves, two clinics: nothing in their names says which is which. Data of which some rows are ``cut``
    off have their sides already.
    """
    fits: dict[Value | None, list[Call]] = {}
    for call in program.calls:
        if call.method in FITS and "transform" not in call.method and _is_model(call):
            fits.setdefault(model_of(call.base), []).append(call)
    sides: dict[int, set[Side]] = {}
    for model, order, rows in _asked(program) if fits else ():
        before = [fit for fit in fits.get(model, ()) if fit.order < order]
        if not before:
            continue
        learned = _files(program, before[-1], *before[-1].arguments.values())
        judged = _files(program, before[-1], *rows, at=order)
        if learned and judged and learned.isdisjoint(judged):
            for several, side in ((learned, Side.TRAIN), (judged, Side.TEST)):
                for each in several:
                    sides.setdefault(each, set()).add(side)
    found = {order: next(iter(each)) for order, each in sides.items() if len(each) == 1}
    calls = (program.flow.call_of(each) for each in roots(rows_behind(program.flow, *cut))) if found else ()
    apart = not any(call is not None and call.order in found for call in calls)
    return found if apart and {Side.TRAIN, Side.TEST} <= set(found.values()) else {}


def _is_model(call: Call) -> bool:
    """Whether what is fitted is given answers as well; a model of Spark takes them out of the table."""
    return len(call.arguments.positional) + len(call.arguments.keywords) > 1 or _SPARK in call.name


def _asked(program: Program) -> Iterator[tuple[Value | None, int, tuple[Value, ...]]]:
    """Yield which model is judged when, and on what."""
    for call in program.calls:
        given = tuple(call.arguments.values())
        if call.method in _SCORES and given:
            fitted = [each for each in given if isinstance(each, Ref) and _ANSWERS.search(each.name)]
            for each in fitted:
                yield model_of(each.base), call.order, tuple(each.made.values()) if each.made is not None else ()
            if not fitted:
                yield model_of(call.base), call.order, given[:1]
        elif is_metric(call.method):
            for value in program.flow.behind(*given, before=call.order, edges=_up_to_answers):
                rows = answered(value) if isinstance(value, Ref) else None
                if rows and isinstance(value, Ref):
                    yield model_of(value.base), call.order, rows


def _up_to_answers(value: Value) -> tuple[Value, ...] | None:
    return () if isinstance(value, Ref) and answered(value) is not None else None


def _files(program: Program, fit: Call, *values: Value | None, at: int | None = None) -> set[int]:
    """Return the calls that brought the rows of values; nothing where some of them come from elsewhere."""
    before = fit.order if at is None else at

    def edges(value: Value) -> tuple[Value, ...] | None:
        call = program.flow.call_of(value)
        return () if is_statistic(value) or (call is not None and learns_at_once(call)) else deeper(value)

    behind = program.flow.behind(*values, before=before, edges=edges, without=FITS)
    calls = [program.flow.call_of(each) for each in roots([each for each in behind if not is_statistic(each)])]
    found = [call for call in calls if call is None or not learns_at_once(call)]
    brought = {call.order for call in found if call is not None and brings_rows(call) and call.method.islower()}
    return brought if brought and len(brought) == len(found) else set()
