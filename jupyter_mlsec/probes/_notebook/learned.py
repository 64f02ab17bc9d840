"""Models that were fitted on all rows, and have a say in a figure about those of them that were held back.

The say may be the answers themselves, also a forecast of months that were in the fit, or a setting that a search over
all rows has found.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.answers import answered, is_metric, method_of
from jupyter_mlsec.probes._notebook.chosen import when
from jupyter_mlsec.probes._notebook.judged import Held, Judged, judged_rows, part_of_answers
from jupyter_mlsec.probes._notebook.program import Call
from jupyter_mlsec.probes._notebook.rows import FITS, is_about, tables
from jupyter_mlsec.probes._notebook.splits import Splits
from jupyter_mlsec.probes._notebook.traced import Item

_NO_MODEL = frozenset({"fit_transform", "fit_resample", "fit_on_texts", "adapt", "set_params"})


def judged_after_all(splits: Splits) -> Iterator[CellRef]:
    """Yield where a model is fitted on all that was split before a figure about the rest of it is taken from it."""
    if not splits.apart:
        return
    judged = judged_rows(splits)
    taken: dict[Held, set[Value]] = {}
    known: dict[int, set[Value]] = {}
    for value, call in judged.figures():
        about = [each for each in judged.about(value) if each[0].rows]
        if not about:
            continue
        order = call.order if call is not None else when(value, judged.program) + 1
        for learned, fit in _fits(value, order, judged):
            if fit.order not in known:
                known[fit.order] = _all_rows(learned, fit, splits)
            for each in about if known[fit.order] else ():
                if each not in taken:
                    taken[each] = tables(splits.whole(*each[0].rows, before=each[0].order))
                if known[fit.order] & taken[each]:
                    yield fit.cell


def _all_rows(learned: tuple[Value, ...], fit: Call, splits: Splits) -> set[Value]:
    """Return the tables that are fitted on, where nothing was split off them."""
    if splits.parts(*learned, before=fit.order):
        return set()
    found = splits.whole(*learned, before=fit.order)
    if any(isinstance(each, Item) and isinstance(each.node, ast.Slice) for each in found):
        return set()  # some of the rows, and nobody knows which
    return tables(found)


def _fits(value: Ref, order: int, judged: Judged) -> Iterator[tuple[tuple[Value, ...], Call]]:
    """Yield what a figure's models learned last before it, and when."""
    program = judged.program

    def edges(each: Value) -> tuple[Value, ...] | None:
        if isinstance(each, Item) and each.base is not None and part_of_answers(each) is not None:
            return (each.base,)
        return () if is_about(each) or judged.splits.side(each) is not None else None

    behind = program.flow.behind(value, before=order, edges=edges, without=FITS)
    asked = {each.base for each in behind if isinstance(each, Ref) and _tells(each)}
    for each in behind:
        if not isinstance(each, Ref) or each not in asked:
            continue
        fit = program.flow.call_of(each)
        if fit is not None and fit.order < order and (learned := _learned(fit)):
            yield learned, fit
        last = [time for time, _, how in program.flow.grown.get(each, ()) if how in FITS and time < order]
        made = _call_before(max(last), judged) if last else None
        if made is not None and (learned := _learned(made)):
            yield learned, made


def _tells(value: Ref) -> bool:
    """Tell whether a value is what a model says, or what a search has found; not rows that were only made ready."""
    name = method_of(value)
    return answered(value) is not None or is_metric(name) or name.startswith("best_") or name.endswith("_")


def _call_before(order: int, judged: Judged) -> Call | None:
    """Return the call whose effect on its object was written down at a moment."""
    return judged.by_order.get(order - 1)


def _learned(fit: Call) -> tuple[Value, ...]:
    """Return the rows that a model learns from; nothing where no model does."""
    given = tuple(each for each in fit.arguments.values() if not isinstance(each, Const))
    parts = fit.name.replace("()", "").split(".")
    tabular = parts[0] in words("choices", "takes_tables") and words("choices", "prepares").isdisjoint(parts)
    if fit.method in words("choices", "fits_at_once"):
        return given
    if fit.method not in FITS - _NO_MODEL:
        return ()
    if tabular:
        made = fit.base.made if isinstance(fit.base, Ref) else None
        return given or (tuple(made.values()) if made is not None else ())
    return given if len(given) > 1 else ()
