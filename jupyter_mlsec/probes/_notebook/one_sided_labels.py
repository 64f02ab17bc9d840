"""Labels that are given other values after the split, on the side that is learned from alone."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.probes._notebook.answers import is_metric
from jupyter_mlsec.probes._notebook.paired_rows import pairs_of
from jupyter_mlsec.probes._notebook.program import Program
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Splits

_CHANGES = frozenset({"apply", "clip", "map", "mask", "replace", "where"})
_KEEPS = frozenset({"astype", "copy", "ravel", "reset_index", "to_numpy", "tolist"})
_STEPS = 12


def one_sided_labels(splits: Splits) -> Iterator[int]:
    """Yield the cells in which labels are fitted that were changed as those that are judged with never were."""
    program = splits.program
    judged = {
        method
        for call in program.calls
        if call.method == "score" or is_metric(call.method)
        for given in call.arguments.values()
        if splits.sides(given, before=call.order) == {Side.TEST}
        for method in (*_changed(given, program), "")
    }
    for pair in pairs_of(program) if judged else ():
        sides = splits.sides(pair.labels, before=pair.call.order)
        if sides == {Side.TRAIN} and any(each not in judged for each in _changed(pair.labels, program, splits)):
            yield pair.call.cell.number


def _changed(value: Value, program: Program, splits: Splits | None = None) -> Iterator[str]:
    """Yield the methods that gave labels other values on their way here; with ``splits`` only those after the split."""
    current: Value | None = value
    for _ in range(_STEPS):
        call = program.flow.call_of(current) if current is not None else None
        if not isinstance(current, Ref) or call is None:
            return
        if call.method in _CHANGES:
            whole = (call.base, *call.arguments.values())
            if splits is None or splits.sides(*whole, before=call.order):
                yield call.method
        elif call.method not in _KEEPS:
            return
        current = call.base if call.base is not None and "(" in getattr(call.base, "name", "") else None
