"""How far one column has moved: the stability index, and the probability that chance did it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.statistics import ks, ks_p_value, psi
from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, label_of, moments, numbers, plain
from jupyter_mlsec.probes._tables.profile import ColumnProfile, category_counts, counted

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats

_BINS = 10
_MOST_CATEGORIES = 30
_FEW_VALUES = 10


@dataclass(frozen=True, slots=True)
class ColumnDrift:
    """One column's population stability index and the p-value of the test that fits its type."""

    name: str
    psi: float
    p_value: float


def column_drift(name: str, reference: pd.Series, current: pd.Series) -> ColumnDrift:
    """Compare a column with its reference; missing values count as a category of their own."""
    import numpy as np

    if (is_numeric(reference) and is_numeric(current)) or (is_time(reference) and is_time(current)):
        before, now = (moments(s) if is_time(s) else numbers(s) for s in (reference, current))
        known, present = before[np.isfinite(before)], now[np.isfinite(now)]
        if len(known) and len(present) and np.unique(known).size > _FEW_VALUES:
            edges = np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)[1:-1]))
            histograms = [
                np.append(np.bincount(np.searchsorted(edges, values, "right"), minlength=len(edges) + 1), missing)
                for values, missing in ((known, len(before) - len(known)), (present, len(now) - len(present)))
            ]
            return ColumnDrift(name, psi(*(h.astype(np.float64) for h in histograms)), ks(known, present)[1])
    first, second = _histograms(reference, current)
    return ColumnDrift(name, psi(first, second), chi_square(first, second))


def drift_from(profile: ColumnProfile, rows: int, current: pd.Series) -> ColumnDrift:
    """Compare a column with what a profile says of it.

    The stability index is taken over about ten bins, the test over all: Kolmogorov-Smirnov at the values between bins,
    which misses a distance that is only inside of one. A column of another kind has moved for certain.
    """
    import numpy as np

    name, before = label_of(profile.name), np.array(profile.shares) * rows
    if profile.kind == "category":
        counts = category_counts(current)
        known = [float(counts.pop(each, 0)) for each in profile.names]
        rest = float(sum(counts.values()))
        now = np.array([*known, rest, len(current) - sum(known) - rest])
        return ColumnDrift(name, psi(before, now), chi_square(before, now))
    if not (is_time(current) if profile.kind == "time" else is_numeric(current)):
        return ColumnDrift(name, psi(before, np.append(np.zeros(len(before) - 1), len(current))), 0.0)
    edges = np.array(profile.edges)
    now = np.array(counted(moments(current) if profile.kind == "time" else numbers(current), edges)) * len(current)
    tenth = np.minimum((before[:-1].cumsum() - before[:-1] / 2) / max(before[:-1].sum(), 1e-12) * _BINS, _BINS - 1)
    groups = np.unique(tenth.astype(np.int64), return_inverse=True)[1]
    coarse = [np.append(np.bincount(groups, part[:-1]), part[-1]) for part in (before, now)]
    return ColumnDrift(name, psi(*coarse), _binned_ks(before[:-1], now[:-1]))


def _binned_ks(before: Floats, now: Floats) -> float:
    import numpy as np

    if before.sum() == 0 or now.sum() == 0:
        return 0.0
    distance = float(np.abs(before.cumsum() / before.sum() - now.cumsum() / now.sum()).max())
    return ks_p_value(distance, round(float(before.sum())), round(float(now.sum())))


def _histograms(reference: pd.Series, current: pd.Series) -> tuple[Floats, Floats]:
    """Return counts per category: the thirty commonest of both, the others together, and the missing."""
    import numpy as np

    before, now = (plain(series).value_counts(dropna=True) for series in (reference, current))
    common = before.add(now, fill_value=0).sort_values(ascending=False).index[:_MOST_CATEGORIES]
    found = []
    for series, counts in ((reference, before), (current, now)):
        known = counts.reindex(common, fill_value=0).to_numpy(dtype=np.float64)
        missing = float(series.isna().sum())
        found.append(np.append(known, [len(series) - missing - known.sum(), missing]))
    return found[0], found[1]


def chi_square(first: Floats, second: Floats) -> float:
    """Return the p-value of the chi-square test that both histograms come from one source (Wilson & Hilferty 1931)."""
    import numpy as np

    table = np.stack((first, second))
    table = table[:, table.sum(axis=0) > 0]
    freedom = table.shape[1] - 1
    if freedom < 1:
        return 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    statistic = float(((table - expected) ** 2 / expected).sum())
    if statistic <= 0:
        return 1.0
    z = ((statistic / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / math.sqrt(2 / (9 * freedom))
    return 0.5 * math.erfc(z / math.sqrt(2))
