"""Splits against time: what is learned from lies behind what is judged on."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.rows import FITS
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Split, Splits
from jupyter_mlsec.probes._notebook.times import in_time

_IN_ORDER = "TimeSeriesSplit"


def reversed_splits(splits: Splits) -> Iterator[CellRef]:
    """Yield where rows are learned from that lie behind all that are held back from them."""
    for split, lies in _directions(splits).items():
        held = lies.get(Side.TEST, set()) | lies.get(Side.VALID, set())
        if lies.get(Side.TRAIN) == {True} and held == {False}:
            yield split.cell
    for call in splits.program.calls:
        if call.method in FITS and "transform" not in call.method:
            parts = splits.parts(*call.arguments.values(), before=call.order)
            folds = [side for split, side in parts if split.call is not None and _IN_ORDER in split.call.name]
            if folds and set(folds) == {Side.TEST}:
                yield call.cell


def divided_in_time(splits: Splits) -> bool:
    """Tell whether any rows are divided at a moment."""
    return bool(_directions(splits)) or any(
        split.call is not None and _IN_ORDER in split.call.name for split in splits.all
    )


def _directions(splits: Splits) -> dict[Split, dict[Side, set[bool]]]:
    """Return for each split whether the rows of a side lie behind a moment, or before it."""
    found: dict[Split, dict[Side, set[bool]]] = {}
    for value, (split, side) in splits.kept().items():
        later = in_time(value, splits.program)
        if later is not None:
            found.setdefault(split, {}).setdefault(side, set()).add(later)
    return found
