"""Rows that are like no other of their class; where the answer is a quantity, like no other at all.

Each row's distance to its fifth neighbour in its class is compared with what is usual there (robust z-score of the
logarithm). ``outliers`` is the share beyond 5; more than 2 % warns by default. The probe plants rows of its own, made
by shuffling features against each other at twice the spread; where it does not see half of these it says "not
evidence".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotApplicableError, guarded, interval, not_evidence
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.labelled import labelled, measured
from jupyter_mlsec.probes._tables.learners import nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints
    from jupyter_mlsec.probes._tables.frames import FrameSubject

_DEFAULTS = {"outliers": "<= 2%"}
_NEIGHBOURS = 5
_FAR = 5.0
_PLANTED = 40
_POWER = 0.5


@guarded
def _run(subject: FrameSubject) -> Observation:
    x, y, whose = _rows(subject)
    found = _outlying(x, y, x, y)
    strange, labels = _strange(x, y)
    power = Measurement(name="planted-outliers-found", value=float(_outlying(strange, labels, x, y).mean()))
    low, high = wilson(int(found.sum()), len(x))
    share = Measurement(name="outliers", value=float(found.mean()), low=low, high=high)
    if power.value < _POWER:
        return not_evidence(
            f"of strange rows planted beside {subject.name} only {power.value:.0%} would have been seen",
            measurements=(share, power),
        )
    judged = judge_all([share], subject.limits, _DEFAULTS)
    summary = f"{interval(share)} of the rows of {subject.name} are far from all others{whose}."
    status = judged.status if judged.declared or found.any() else Status.PASS
    step = "" if status is Status.PASS else "Look at these rows; keep or remove them with a reason."
    return Observation(status=status, summary=summary, measurements=(*judged.measurements, power), next_step=step)


def _rows(subject: FrameSubject) -> tuple[Floats, Ints, str]:
    """Return features, class numbers and words for it: quantities make one class of all rows."""
    import numpy as np

    try:
        x, y = labelled(subject)
    except NotApplicableError:
        x, quantities = measured(subject)
        return x, np.zeros(len(quantities), dtype=np.int64), ""
    return x, y, " of their class"


def _outlying(x: Floats, y: Ints, among: Floats, labels: Ints) -> NDArray[np.bool_]:
    """Tell which rows of ``x`` are far from the rows of their class in ``among``, by that class's own measure."""
    import numpy as np

    found = np.zeros(len(x), dtype=bool)
    for label in np.unique(labels):
        own = among[labels == label]
        reach = min(_NEIGHBOURS + 1, len(own) - 1)
        usual = np.log(nearest(own, own, neighbours=reach)[0][:, -1] + 1e-9)
        middle = float(np.median(usual))
        spread = 1.4826 * float(np.median(np.abs(usual - middle))) + 0.05
        mine = y == label
        if mine.any():
            away = np.log(nearest(x[mine], own, neighbours=reach)[0][:, -1] + 1e-9)
            found[mine] = (away - middle) / spread > _FAR
    return found


def _strange(x: Floats, y: Ints) -> tuple[Floats, Ints]:
    """Return rows that belong to nothing: features shuffled against each other and stretched."""
    import numpy as np

    random = np.random.default_rng(0)
    middle = np.median(x, axis=0)
    rows = random.permuted(x, axis=0)[:_PLANTED]
    return middle + 4.0 * (rows - middle) + 2.0 * random.standard_normal(rows.shape) * x.std(axis=0), y[:_PLANTED]


PROBE = Probe(name="rows-like-no-other", items=("PRE-04",), run=_run, cost=Cost.NORMAL, docs=__doc__)
