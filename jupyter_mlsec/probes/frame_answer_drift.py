"""Answers of new rows that are given otherwise often than those that the model was trained on.

Prior shift: twice as many faulty parts, half as many good customers, prices that went up. For classes ``answer-drift``
is the share of answers that would have to change (total variation distance), for quantities the Kolmogorov-Smirnov
distance. More than 0.1 warns by default, where chance does not explain it at 99 %. A share of a whole hides behind the
index of its column (``psi``), which is why the answers are looked at by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotApplicableError, NotEvidenceError, guarded
from jupyter_mlsec.probes._ground.statistics import ks
from jupyter_mlsec.probes._tables.drift import column_drift
from jupyter_mlsec.probes._tables.frames import FrameSubject, as_frame, column, frame_of, label_of, numbers, plain
from jupyter_mlsec.probes._tables.labelled import is_quantity
from jupyter_mlsec.probes._tables.profile import Profile

if TYPE_CHECKING:
    import pandas as pd

_DEFAULTS = {"answer-drift": "<= 0.1"}
_FEWEST_ROWS = 100
_SURE = 0.01


@guarded
def _run(subject: FrameSubject) -> Observation:
    current = frame_of(subject)
    if subject.reference is None or isinstance(subject.reference, Profile) or subject.target is None:
        raise NotApplicableError("no rows with answers are known that the new ones could be held against")
    reference = as_frame(subject.reference)
    if subject.target not in {str(name) for name in current.columns} & {str(name) for name in reference.columns}:
        raise NotApplicableError("the answers of the new rows, or of the reference, are not known")
    now, before = (column(frame, subject.target).dropna() for frame in (current, reference))
    if min(len(now), len(before)) < _FEWEST_ROWS:
        raise NotEvidenceError(f"fewer than {_FEWEST_ROWS} answers cannot show a drift")
    chance = column_drift(label_of(subject.target), before, now).p_value
    apart = _distance(before, now)
    judged = judge_all([Measurement(name="answer-drift", value=apart)], subject.limits, _DEFAULTS)
    measured = (*judged.measurements, Measurement(name="answer-drift-p", value=chance))
    if judged.status is Status.PASS or (chance >= _SURE and not judged.declared):
        said = f"The answers of {subject.name} are given about as often as those of its reference"
        return Observation(status=Status.PASS, summary=f"{said} ({apart:.2f} apart).", measurements=measured)
    return Observation(
        status=judged.status,
        summary=f"The answers of {subject.name} have drifted: {label_of(subject.target)} is {apart:.2f} apart.",
        measurements=measured,
        next_step="Find out what changed, and fit again or correct the model for how often each answer comes.",
    )


def _distance(before: pd.Series, now: pd.Series) -> float:
    import numpy as np

    if is_quantity(before):
        ours, theirs = (numbers(each) for each in (before, now))
        return ks(ours[np.isfinite(ours)], theirs[np.isfinite(theirs)])[0]
    first, second = (plain(each).value_counts(normalize=True) for each in (before, now))
    return float(first.sub(second, fill_value=0.0).abs().sum() / 2)


PROBE = Probe(
    name="answer-drift", items=("DEP-07",), run=_run, cost=Cost.NORMAL, partial=True, incidental=True, docs=__doc__
)
