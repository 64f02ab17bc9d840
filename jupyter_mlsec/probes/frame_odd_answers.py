"""Quantities that the rest of the data contradicts: mistakes of unit or place, or poison.

Each answer is compared with what a forest that never saw its row expects, both on the scale of ranks made normal, so
that a few huge answers do not hide others. ``odd-answers`` is the share whose difference is beyond 4 of what is usual
among the 25 rows most like it (median absolute deviation) and beyond half a standard deviation of all answers; more
than 3 % warns by default. The probe moves 5 % of the answers itself, each by half of
the order: where it does not find these at least 40 points more often than others it says "not evidence", unless it
finds more than the limit although it sees little, and finds these four times as often as others.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import guarded, interval, not_evidence
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.labelled import measured
from jupyter_mlsec.probes._tables.learners import expected, forest_regressor, nearest
from jupyter_mlsec.probes._tables.own_power import is_evidence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats
    from jupyter_mlsec.probes._tables.frames import FrameSubject

_DEFAULTS = {"odd-answers": "<= 3%"}
_FAR = 4.0
_LEAST = 0.5
_NEIGHBOURS = 25
_MOVED = 0.05


@guarded
def _run(subject: FrameSubject) -> Observation:
    import numpy as np

    x, quantities = measured(subject)
    y = _normal(quantities)
    found = _odd(x, y)
    moved, where = _move(y)
    again = _odd(x, moved)
    recall, by_chance = float(again[where].mean()), float(np.delete(again, where).mean())
    low, high = wilson(int(found.sum()), len(y))
    share = Measurement(name="odd-answers", value=float(found.mean()), low=low, high=high)
    power = Measurement(name="moved-answers-found", value=recall)
    judged = judge_all([share], subject.limits, _DEFAULTS)
    if not is_evidence(judged.status, recall=recall, by_chance=by_chance):
        return not_evidence(
            f"answers moved in {subject.name} are suspected in {recall:.0%} of cases, others in {by_chance:.0%}",
            measurements=(share, power),
            next_step="Look at a sample of the answers by hand.",
        )
    return Observation(
        status=judged.status,
        summary=f"The answers of {interval(share)} of the rows of {subject.name} contradict the rest of the data.",
        details=(f"Own power: {recall:.0%} of {len(where):,} moved answers are found.",),
        measurements=(*judged.measurements, power),
        next_step="" if judged.status is Status.PASS else "Look at these rows; keep or correct them with a reason.",
    )


def _normal(values: Floats) -> Floats:
    """Return values by their rank, as a normal distribution would have them; equal values stay equal."""
    import numpy as np

    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    inverse = NormalDist().inv_cdf
    return np.array([inverse(float(share)) for share in middle / len(values)])[place.reshape(-1)]


def _odd(x: Floats, y: Floats) -> NDArray[np.bool_]:
    import numpy as np

    away = y - expected(forest_regressor(trees=50, least=2), x, y)
    away = np.abs(away - np.median(away))
    alike = nearest(x, x, neighbours=_NEIGHBOURS)[1]
    usual = 1.4826 * np.median(away[alike], axis=1)
    found: NDArray[np.bool_] = away > np.maximum(_FAR * usual, _LEAST)
    return found


def _move(y: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return answers of which 5 % are moved by half of the order, and the rows that were."""
    import numpy as np

    random = np.random.default_rng(0)
    where = np.sort(random.choice(len(y), max(5, int(_MOVED * len(y))), replace=False))
    order = np.argsort(y, kind="stable")
    rank = np.empty(len(y), dtype=np.int64)
    rank[order] = np.arange(len(y))
    moved = y.copy()
    moved[where] = y[order[(rank[where] + len(y) // 2) % len(y)]]
    return moved, where


PROBE = Probe(name="doubtful-quantities", items=("PRE-04",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__)
