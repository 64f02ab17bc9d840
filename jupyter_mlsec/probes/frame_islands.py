"""Rows that lie together, far from all others: what one source sent, and nothing else looks like.

A neighbour's distance does not show them, for they are each other's neighbours. Looked for are rows, at least ten and
at most one in ten, that are cut off from the rest by a gap in two columns or more: wider than twice what the middle
98 % of the other rows span. Where all of them have one label, it is said. Codes for missing values make such rows, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, guarded, listed, not_applicable
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.frames import FrameSubject, frame_of, is_numeric, label_of, sampled

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

_FEWEST_ROWS = 100
_FEWEST, _LARGEST = 10, 0.1  # rows of an island; the share of all rows up to which it is one
_GAP = 2.0  # widths of the mainland
_COLUMNS = 2
_ALIKE = 0.8  # of the rows beyond the gap in one column lie beyond the one in another
_STEP = "Find out where these rows come from, and whether whoever sent them may decide what the model learns."


@guarded
def _run(subject: FrameSubject) -> Observation:
    frame = sampled(frame_of(subject)).reset_index(drop=True)
    if len(frame) < _FEWEST_ROWS:
        raise NotEvidenceError(f"{count(len(frame), 'row')} are too few, this takes at least {_FEWEST_ROWS}")
    names = [name for name in frame.columns if is_numeric(frame[name]) and name != subject.target]
    if len(names) < _COLUMNS:
        return not_applicable(f"{subject.name} has fewer than two columns of numbers")
    beyond = {
        name: far
        for name in names
        if (far := _beyond(frame[name].to_numpy(dtype=float, na_value=float("nan")))) is not None
    }
    columns, rows = max(_islands(beyond), key=lambda found: len(found[0]), default=((), None))
    if rows is None or len(columns) < _COLUMNS:
        return Observation(
            status=Status.PASS,
            summary=f"No group of rows of {subject.name} lies apart from all others.",
            measurements=(Measurement(name="rows-in-islands", value=0.0),),
        )
    low, high = wilson(int(rows.sum()), len(rows))
    share = Measurement(name="rows-in-islands", value=float(rows.mean()), low=low, high=high)
    who, where = f"{count(int(rows.sum()), 'row')} of {subject.name}", listed(map(label_of, columns))
    said = f"{who} lie together and far from all others, in {where}"
    return Observation(
        status=Status.WARN, summary=f"{said}{_labels(frame, rows, subject)}.", measurements=(share,), next_step=_STEP
    )


def _beyond(values: Floats) -> NDArray[np.bool_] | None:
    """Return the rows on the far side of the widest gap of a column; None where it is no wider than the rest."""
    import numpy as np

    known = np.sort(values[np.isfinite(values)])
    most = int(_LARGEST * len(known))
    if most < _FEWEST or known[0] == known[-1]:
        return None
    gaps = np.diff(known)
    places = [*range(_FEWEST - 1, most), *range(len(gaps) - most, len(gaps) - _FEWEST + 1)]
    place = max(places, key=lambda at: gaps[at])
    lower = place < len(known) / 2
    rest, island = (known[place + 1 :], known[: place + 1]) if lower else (known[: place + 1], known[place + 1 :])
    low, high = np.quantile(rest, (0.01, 0.99))
    wide = max(high - low, np.ptp(island))
    if wide <= 0 or gaps[place] < _GAP * wide:
        return None
    with np.errstate(invalid="ignore"):
        return np.asarray(values <= known[place] if lower else values >= known[place + 1], dtype=np.bool_)


def _islands(beyond: dict[str, NDArray[np.bool_]]) -> list[tuple[tuple[str, ...], NDArray[np.bool_]]]:
    """Return for each column the columns beyond whose gaps nearly the same rows lie, and those rows."""
    found = []
    for rows in beyond.values():
        alike = tuple(
            name for name, other in beyond.items() if (rows & other).sum() >= _ALIKE * max(rows.sum(), other.sum())
        )
        found.append((alike, rows))
    return found


def _labels(frame: pd.DataFrame, rows: NDArray[np.bool_], subject: FrameSubject) -> str:
    """Return whether all of them have one label that others have more rarely, in words without the label."""
    if subject.target is None or subject.target not in frame.columns:
        return ""
    labels = frame[subject.target]
    first = labels[rows].iloc[0]
    alone = bool((labels[rows] == first).all()) and float((labels == first).mean()) < 1.0
    return ", all with one label" if alone and labels.nunique() <= len(labels) / 10 else ""


PROBE = Probe(
    name="islands-of-rows", items=("PRE-04",), run=_run, cost=Cost.FAST, partial=True, incidental=True, docs=__doc__
)
