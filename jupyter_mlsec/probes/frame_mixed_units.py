"""A few rows of a number column that are in another unit: Wh among kWh, cents among euros, Fahrenheit among Celsius.

Each column is looked at by itself, on the scale of logarithms where it is positive: a part of 0.2 to 10 % of the rows
that a clear gap separates from the others, and that a known factor (a power of ten, 60, 3,600, 1.609, 0.4536, 2.54 …)
or a scale of temperature would bring back to the shape of the others. What another column explains (business customers
among households) is no mistake of unit. Without a clear gap nothing is said of a column: that one passes shows no more
than that. ``mixed-units`` is the share of such rows of a column; any warns by default.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.home_made import parts
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotApplicableError, count, guarded, listed, verb
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.frames import (
    SAMPLE,
    FrameSubject,
    codes,
    frame_of,
    is_numeric,
    is_time,
    label_of,
    numbers,
    sampled,
    sampling_note,
)
from jupyter_mlsec.probes._tables.unit_clusters import parts_in_other_units

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"mixed-units": "<= 0"}
_FEWEST_ROWS, _FEWEST_VALUES = 100, 25
_EXPLAINED, _PURE, _COPY = 0.9, 0.8, 0.97
_MOST_GROUPS = 60
# Numbers that only name something, and columns that say where a row comes from: a meter that reports in another unit.
_NAMES = frozenset({"id", "ids", "idx", "index", "key", "code", "zip", "plz", "postal", "phone", "nr", "no", "tel"})
_ORIGIN = re.compile(
    r"source|origin|site|sensor|meter|device|station|machine|file|batch|import|lab|quelle|zaehler|zähler|unit|einheit",
    re.IGNORECASE,
)


@guarded
def _run(subject: FrameSubject) -> Observation:
    frame = frame_of(subject)
    if len(frame) < _FEWEST_ROWS:
        raise NotApplicableError(f"fewer than {_FEWEST_ROWS} rows show no gap")
    rows = sampled(frame)
    places = [place for place in range(rows.shape[1]) if _is_measured(rows.iloc[:, place], str(rows.columns[place]))]
    if not places:
        raise NotApplicableError("no column holds quantities")
    found: list[str] = []
    shares: list[Measurement] = []
    for place in places:
        name, values = label_of(rows.columns[place]), numbers(rows.iloc[:, place])
        apart = [each for each in parts_in_other_units(values) if not _is_explained(rows, place, each.where)]
        total = sum(int(each.where.sum()) for each in apart)
        low, high = wilson(total, len(values))
        if total:
            shares.append(Measurement(name=f"mixed-units:{name}", value=total / len(values), low=low, high=high))
        found += [
            f"{name}: {count(int(each.where.sum()), 'row')} ({each.where.mean():.2%}), {each.unit}" for each in apart
        ]
    notes = sampling_note(len(frame), SAMPLE)
    if not found:
        summary = f"In {count(len(places), 'column')} of {subject.name} no gap looks like another unit."
        return Observation(status=Status.PASS, summary=summary, details=notes)
    judged = judge_all(shares, subject.limits, _DEFAULTS)
    names = [each.name.partition(":")[2] for each in shares]
    return Observation(
        status=judged.status,
        summary=f"{listed(names)} of {subject.name} {verb(len(names), 'holds', 'hold')} rows in another unit.",
        details=(*found, *notes),
        measurements=judged.measurements,
        next_step="Look at these rows; convert them, or answer why they are right: %mlsec answer PRE-04 …",
    )


def _is_measured(series: pd.Series, name: str) -> bool:
    """Tell whether a column holds quantities: numbers of many values that do not only name something."""
    return is_numeric(series) and not parts(name) & _NAMES and int(series.nunique()) >= _FEWEST_VALUES


def _is_explained(rows: pd.DataFrame, place: int, where: NDArray[np.bool_]) -> bool:
    """Tell whether another column says which rows lie apart: a kind of customer, a size that grows with the number."""
    own = numbers(rows.iloc[:, place])
    return any(
        _separates(rows.iloc[:, other], where, own)
        for other in range(rows.shape[1])
        if other != place and not _ORIGIN.search(str(rows.columns[other]))
    )


def _separates(series: pd.Series, where: NDArray[np.bool_], own: Floats) -> bool:
    import numpy as np

    if is_numeric(series) and int(series.nunique()) > _MOST_GROUPS:
        values = numbers(series)
        known = np.isfinite(values) & np.isfinite(own)
        if not (known & where).any() or not (known & ~where).any():
            return False
        if abs(_rank_correlation(values[known & ~where], own[known & ~where])) > _COPY:
            return False  # computed from the column, mistakes included
        above = _rank_share(values[known & where], values[known & ~where])
        return above >= _EXPLAINED or above <= 1 - _EXPLAINED
    if is_time(series):
        return False  # since when a meter is wrong explains no factor
    groups = codes(series)
    held = np.bincount(groups, minlength=1)
    if len(held) > _MOST_GROUPS:
        return False
    inside = np.bincount(groups[where], minlength=len(held))
    pure = inside > held / 2
    return bool(inside[pure].sum() >= _PURE * where.sum())


def _rank_share(some: Floats, others: Floats) -> float:
    """Return how often one of ``some`` is above one of ``others``; 0.5 where they are alike."""
    import numpy as np

    ordered = np.sort(others)
    places = np.searchsorted(ordered, some, "left") + np.searchsorted(ordered, some, "right")
    return float(places.mean() / (2 * len(others)))


def _rank_correlation(first: Floats, second: Floats) -> float:
    import numpy as np

    if len(first) < _FEWEST_VALUES or not first.std() or not second.std():
        return 0.0
    ranks = [np.argsort(np.argsort(each, kind="stable"), kind="stable").astype(np.float64) for each in (first, second)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


PROBE = Probe(
    name="mixed-units",
    items=("PRE-04", "COL-02"),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
