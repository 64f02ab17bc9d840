"""Rows that are alike and labelled differently.

Copies of one row with another label are how clean-label and flip attacks look, and how careless merges look. Features
are compared exactly, and nearly (closer than a hundredth of the usual distance between neighbours). ``conflicts`` is
the share of rows with an equal or nearly equal row of another class; more than 1 % warns by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, interval
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.labelled import labelled
from jupyter_mlsec.probes._tables.learners import nearest

if TYPE_CHECKING:
    from jupyter_mlsec.probes._tables.frames import FrameSubject

_DEFAULTS = {"conflicts": "<= 1%"}
_NEIGHBOURS = 6
_NEAR = 0.01
_COMMON = 0.3


@guarded
def _run(subject: FrameSubject) -> Observation:
    import numpy as np

    x, y = labelled(subject, most=5_000)
    distances, rows = nearest(x, x, neighbours=_NEIGHBOURS)
    own = rows == np.arange(len(x))[:, None]
    first = np.where(own, np.inf, distances).min(axis=1)
    usual = float(np.median(first))
    if usual == 0 or float((first == 0).mean()) > _COMMON:
        raise NotEvidenceError("equal rows are common here, so they show nothing")
    alike = (distances <= _NEAR * usual) & ~own
    conflicting = (alike & (y[rows] != y[:, None])).any(axis=1)
    low, high = wilson(int(conflicting.sum()), len(x))
    found = Measurement(name="conflicts", value=float(conflicting.mean()), low=low, high=high)
    twins = Measurement(name="near-duplicates", value=float(alike.any(axis=1).mean()))
    judged = judge_all([found], subject.limits, _DEFAULTS)
    summary = f"{interval(found)} of the rows of {subject.name} have a twin with another label."
    status = judged.status if judged.declared or conflicting.any() else Status.PASS
    step = "" if status is Status.PASS else "Find out which label is right, and where the copies come from."
    return Observation(status=status, summary=summary, measurements=(*judged.measurements, twins), next_step=step)


PROBE = Probe(name="twins-with-other-labels", items=("PRE-04",), run=_run, cost=Cost.NORMAL, docs=__doc__)
