"""Intersections of groups whose recorded answers or missing values differ, though each column alone may be level.

Each two columns that are declared as groups are crossed, and all of them together where that gives few intersections.
``label-gap`` is the widest gap between intersections in the rate of the commonest answer, ``missing-gap`` that in
missing values (<= 0.1 by default, which warns). Their 99 % intervals hold all together; a gap that chance explains is
not told, and a declared limit fails where the whole interval is beyond it. Intersections below 20 rows, or too small
for an interval of half a width of 0.3, are named and not judged; where more than a fifth of the rows lies in such, it
is not evidence. Groups are numbered by size, never named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import NotApplicableError, guarded, listed, not_evidence
from jupyter_mlsec.probes._tables.crossed_verdict import judged_gaps, small_words, smalls
from jupyter_mlsec.probes._tables.crossings import (
    MOST_COLUMNS,
    Crossing,
    Level,
    crossed,
    crossings,
    gaps_of,
    means,
    pairs_compared,
    shares,
    width_for,
)
from jupyter_mlsec.probes._tables.frames import FrameSubject, column, frame_of, label_of, sampled, without
from jupyter_mlsec.probes._tables.labelled_rows import favoured

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"label-gap": "<= 0.1", "missing-gap": "<= 0.1"}
_FEWEST_ROWS = 50
_MOST_ROWS = 20_000


@guarded
def _run(subject: FrameSubject) -> Observation:
    frame = sampled(frame_of(subject, least=_FEWEST_ROWS), _MOST_ROWS)
    names = [name for name in subject.groups if name != subject.target][:MOST_COLUMNS]
    if len(names) < 2:  # noqa: PLR2004 - an intersection needs two
        raise NotApplicableError("fewer than two attributes are declared by which people must be treated alike")
    levels = _levels if subject.target is not None else _unlabelled
    found = list(crossings(_crossing(frame, names, subject.target)))
    pairs = pairs_compared(found, levels)
    z = width_for(pairs)
    gaps = [gap for crossing in found for gap in gaps_of(crossing, levels, z)]
    judged = judged_gaps(gaps, subject.limits, _DEFAULTS)
    small = smalls([(crossing, levels(crossing.tallies)[0]) for crossing in found], z)
    shown, rest = listed(map(label_of, names)), small_words(small)
    compared = f"{pairs:,} pairs of intersections were compared; groups are numbered by their size, the largest first."
    step = "Say what was done about these people's rows: %mlsec answer PRE-03."
    if judged.broken:
        summary = f"Intersections of {subject.name} by {shown} are recorded differently: {judged.broken[0]}{rest}."
    elif small.unjudged or not gaps:
        return not_evidence(
            f"the intersections of {listed(small.unjudged) or shown} are too small to tell a gap from chance{rest}",
            next_step="Gather more rows of these people, or join groups that belong together.",
            measurements=judged.measurements,
        )
    else:
        step = ""
        summary = f"Intersections of {subject.name} by {shown} are recorded alike, as far as chance lets see{rest}."
    status = judged.status if judged.broken else Status.PASS
    details = (compared, *judged.broken[1:])
    return Observation(
        status=status, summary=summary, details=details, measurements=judged.measurements, next_step=step
    )


def _crossing(frame: pd.DataFrame, names: list[str], target: str | None) -> Crossing:
    """Return the finest intersections: rows, the share that is missing of each, its squares, favoured answers."""
    import numpy as np

    places, ranks = crossed({name: column(frame, name) for name in names})
    absent = without(frame, set(names)).isna().mean(axis=1).fillna(0.0).to_numpy(dtype=np.float64)
    sums = [np.ones(len(frame)), absent, absent**2]
    if target is not None:
        sums.append(favoured(column(frame, target)))
    tallies = [np.bincount(places, part, len(ranks)) for part in sums]
    return Crossing(tuple(names), ranks, np.column_stack(tallies))


def _unlabelled(tallies: Floats) -> list[Level]:
    return [means("missing-gap", tallies[:, 1], tallies[:, 2], tallies[:, 0])]


def _levels(tallies: Floats) -> list[Level]:
    return [shares("label-gap", tallies[:, 3], tallies[:, 0]), *_unlabelled(tallies)]


PROBE = Probe(
    name="unbalanced-intersections", items=("PRE-03",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
