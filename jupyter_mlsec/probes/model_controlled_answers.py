"""Answers that whoever controls the declared features can choose, all others being what they are.

The controlled features of rows that the model gets right are set to what rows with another answer have there, up to 24
of them for each row: nothing that would look odd. ``controlled-flips`` is the share of rows whose answer is turned over
by at least one; more than half warns by default. It is a lower bound, as an attacker need not keep to what others have.

Of a regressor ``controlled-push`` is how far the lowest and the highest answer that a row gets so are apart, in spreads
of the held-out answers (the median row); more than 2 warns by default.

Nothing is asked where no feature is declared as controlled, or all are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, guarded, interval, not_applicable
from jupyter_mlsec.probes._ground.statistics import bootstrap, wilson
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Ints

_DEFAULTS = {"controlled-flips": "<= 0.5", "controlled-push": "<= 2"}
_STEP = "Let the answer rest on features that a caller cannot set, or bound what they can change."
_ROWS = 200
_DONORS = 24
_FEWEST = 40


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import pandas as pd

    view = held_out(subject, least=_FEWEST)
    if not subject.controlled or not isinstance(view.x, pd.DataFrame):
        return not_applicable("no column is declared as controlled by an attacker")
    places = [place for place, name in enumerate(view.x.columns) if str(name) in subject.controlled]
    missing = len(subject.controlled) - len(places)
    if missing > 0 or not places:
        raise NotEvidenceError(f"{count(missing, 'controlled feature')} is no column of the held-out rows")
    if len(places) == view.x.shape[1]:
        return not_applicable("an attacker who controls all features can choose any row")
    return (_flipped if view.task == "classification" else _pushed)(subject, view, places)


def _flipped(subject: ModelSubject, view: View, places: list[int]) -> Observation:
    import numpy as np

    random = np.random.default_rng(0)
    given = view.predict()
    right = random.permutation(np.flatnonzero(np.equal(*alike(view.y, given))))[:_ROWS]
    if len(right) < _FEWEST:
        raise NotEvidenceError("the model gets too few rows right to be attacked")
    flipped = np.zeros(len(right), dtype=bool)
    for _ in range(_DONORS):
        donors = _donors(given, given[right], random)
        if donors is None:
            raise NotEvidenceError("the model gives one answer for all rows")
        flipped |= view.predict(_mixed(view.x, right, donors, places)) != given[right]
    low, high = wilson(int(flipped.sum()), len(right))
    share = Measurement(name="controlled-flips", value=float(flipped.mean()), low=low, high=high)
    judged = judge_all([share], subject.limits, _DEFAULTS)
    summary = (
        f"Whoever sets the {count(len(places), 'controlled feature')} of {subject.name} as other rows have them turns "
        f"{interval(share)} of the right answers over."
    )
    step = "" if judged.status is Status.PASS else _STEP
    return Observation(status=judged.status, summary=summary, measurements=judged.measurements, next_step=step)


def _pushed(subject: ModelSubject, view: View, places: list[int]) -> Observation:
    import numpy as np

    wanted = view.y.astype(np.float64)
    spread = float(wanted[np.isfinite(wanted)].std()) if np.isfinite(wanted).any() else 0.0
    if spread == 0:
        raise NotEvidenceError("all held-out answers are equal")
    random = np.random.default_rng(0)
    rows = random.permutation(len(view))[:_ROWS]
    lowest = highest = view.predict(view.x.iloc[rows]).astype(np.float64)
    for _ in range(_DONORS):
        asked = view.predict(_mixed(view.x, rows, random.integers(0, len(view), len(rows)), places))
        lowest = np.minimum(lowest, asked.astype(np.float64))
        highest = np.maximum(highest, asked.astype(np.float64))
    apart = (highest - lowest) / spread
    if not np.isfinite(apart).all():
        raise NotEvidenceError("the model answers some rows with no finite number")
    low, high = bootstrap(lambda chosen: float(np.median(apart[chosen])), len(apart))
    push = Measurement(name="controlled-push", value=float(np.median(apart)), low=low, high=high, unit="spreads")
    judged = judge_all([push], subject.limits, _DEFAULTS)
    summary = (
        f"Whoever sets the {count(len(places), 'controlled feature')} of {subject.name} as other rows have them moves "
        f"an answer by {interval(push)} spreads of the answers."
    )
    step = "" if judged.status is Status.PASS else _STEP
    return Observation(status=judged.status, summary=summary, measurements=judged.measurements, next_step=step)


def _donors(given: NDArray[Any], own: NDArray[Any], random: Any) -> Ints | None:  # noqa: ANN401 - numpy's generator
    """Return for each row one whose answer is another; None where all have one answer."""
    import numpy as np

    found = np.empty(len(own), dtype=np.int64)
    for label in np.unique(own):
        others = np.flatnonzero(given != label)
        if not len(others):
            return None
        mine = np.flatnonzero(own == label)
        found[mine] = random.choice(others, len(mine))
    return found


def _mixed(x: pd.DataFrame, rows: Ints, donors: Ints, places: list[int]) -> pd.DataFrame:
    """Return rows whose controlled features are those of their donors."""
    mixed = x.iloc[rows].copy()
    for place in places:
        mixed.isetitem(place, x.iloc[donors, place].array)
    return mixed


PROBE = Probe(
    name="controlled-answers",
    items=("EVA-03",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
