"""Columns that say the same as others, in part: whatever is learnt from one could be learnt from the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import codes, is_numeric, is_time, matrix, moments, numbers

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Ints

RELATED = 0.3  # a contingency coefficient; for two normal columns about their correlation
_A_LITTLE = 0.1
_TOGETHER = 0.2  # share of a column that all others explain together
_BINS = 6
_ROWS_A_TERM = 5


def related_columns(frame: pd.DataFrame, block: Iterable[int]) -> list[int]:
    """Return the places of the columns outside ``block`` from which its columns can be told, one by one or together."""
    mine = list(block)
    others = [place for place in range(frame.shape[1]) if place not in mine]
    binned = {place: _binned(frame.iloc[:, place]) for place in (*mine, *others)}
    strength = {other: max(contingency(binned[place], binned[other]) for place in mine) for other in others}
    near = [other for other in others if strength[other] >= RELATED]
    slight = [other for other in others if strength[other] >= _A_LITTLE]
    if len(slight) > len(near) and _explained(frame, mine, slight) >= _TOGETHER:
        return slight
    return near


def contingency(first: Ints, second: Ints) -> float:
    """Return Pearson's contingency coefficient of two columns of small numbers, less what chance adds to it."""
    import numpy as np

    table = np.bincount(first * (int(second.max()) + 1) + second).astype(np.float64)
    wide = int(second.max()) + 1
    table = np.pad(table, (0, -len(table) % wide)).reshape(-1, wide)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    square = float(((table - expected) ** 2 / np.maximum(expected, 1e-12)).sum() / table.sum())
    rows, columns = (int((table.sum(axis=axis) > 0).sum()) for axis in (1, 0))
    left = max(0.0, square - (rows - 1) * (columns - 1) / max(table.sum() - 1, 1))
    return float(np.sqrt(left / (1 + left)))


def _binned(series: pd.Series) -> Ints:
    """Return the part of its range, or the common value, that each row has."""
    import numpy as np

    values = codes(series)
    sizes = np.bincount(values)
    if len(sizes) > _BINS and (is_numeric(series) or is_time(series)):
        held = moments(series) if is_time(series) else numbers(series)
        edges = np.unique(np.nanquantile(held, np.linspace(0, 1, _BINS + 1)[1:-1]))
        return np.where(np.isfinite(held), np.searchsorted(edges, held, "right"), len(edges) + 1).astype(np.int64)
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.minimum(np.arange(len(order)), _BINS)
    return rank[values]


def _explained(frame: pd.DataFrame, mine: list[int], others: list[int]) -> float:
    """Return the largest share of a column of mine that the others explain as a sum (adjusted R2)."""
    import numpy as np

    given, _ = matrix(frame.iloc[:, others])
    wanted, _ = matrix(frame.iloc[:, mine])
    rows, terms = given.shape
    if rows < _ROWS_A_TERM * (terms + 1):
        return 1.0  # so many columns can explain anything
    given = np.column_stack((given, np.ones(rows)))
    weights = np.linalg.lstsq(given, wanted, rcond=None)[0]
    spread = wanted.var(axis=0)
    missed = (wanted - given @ weights).var(axis=0)[spread > 0] / spread[spread > 0]
    return float((1 - missed * (rows - 1) / (rows - terms - 1)).max()) if len(missed) else 0.0
