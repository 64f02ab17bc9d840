"""Intersections of groups that are hardly there, though each group alone is: old people and women, but no old women.

Each two columns that are declared as groups are crossed. An intersection is hardly filled when it has less than a
fifth of the rows that the two groups would lead one to expect, and when these are 30 rows or more. The least such
share is ``intersection-share``; below 0.2 warns by default. It says nothing of what cannot be (children with a
licence): that is for people to answer. Groups are numbered by size, never named.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotApplicableError, NotEvidenceError, count, guarded
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.crossings import MOST_COLUMNS, crossed
from jupyter_mlsec.probes._tables.frames import FrameSubject, column, frame_of, label_of

if TYPE_CHECKING:
    import pandas as pd

_DEFAULTS = {"intersection-share": ">= 0.2"}
_EXPECTED = 30.0  # rows, below which few are no sign of anything
_FEWEST_ROWS = 200
_MOST_GROUPS = 20  # of one column


@guarded
def _run(subject: FrameSubject) -> Observation:
    frame = frame_of(subject, least=_FEWEST_ROWS)
    names = [name for name in subject.groups if name != subject.target][:MOST_COLUMNS]
    if len(names) < 2:  # noqa: PLR2004 - an intersection needs two
        raise NotApplicableError("fewer than two attributes are declared by which people must be treated alike")
    cells = [cell for pair in combinations(names, 2) for cell in _cells(frame, *pair)]
    if not cells:
        raise NotEvidenceError(f"no intersection can be expected to have {_EXPECTED:.0f} rows")
    cells.sort()
    share, rows, expected, words = cells[0]
    low, high = wilson(rows, len(frame))
    least = Measurement(
        name="intersection-share",
        value=share,
        low=min(share, low * len(frame) / expected),
        high=max(share, high * len(frame) / expected),
    )
    judged = judge_all([least], subject.limits, _DEFAULTS)
    if judged.status is Status.PASS:
        summary = f"No intersection of groups of {subject.name} is hardly filled: each has {share:.0%} of its rows."
        return Observation(status=Status.PASS, summary=summary, measurements=judged.measurements)
    return Observation(
        status=judged.status,
        summary=f"Hardly anybody in {subject.name} is of {words}: "
        f"{count(rows, 'row')}, where about {expected:,.0f} would be expected.",
        measurements=judged.measurements,
        next_step="Gather rows of these people, or say why there are so few: %mlsec answer PRE-03.",
    )


def _cells(frame: pd.DataFrame, one: str, other: str) -> list[tuple[float, int, float, str]]:
    """Return of each intersection that can be judged the share of the expected rows, both numbers, and words for it."""
    import numpy as np

    places, ranks = crossed({name: column(frame, name) for name in (one, other)})
    table = np.zeros(ranks.max(axis=0))
    table[ranks[:, 0] - 1, ranks[:, 1] - 1] = np.bincount(places, minlength=len(ranks))
    if max(table.shape) > _MOST_GROUPS:
        return []
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return [
        (
            float(table[first, second] / expected[first, second]),
            int(table[first, second]),
            float(expected[first, second]),
            f"{label_of(one)} group {first + 1} with {label_of(other)} group {second + 1}",
        )
        for first, second in np.argwhere(expected >= _EXPECTED).tolist()
    ]


PROBE = Probe(
    name="hardly-filled-intersections",
    items=("PRE-03",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
