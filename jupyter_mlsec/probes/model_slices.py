"""A part of the data on which the model is much worse than on average.

A shallow tree looks for the slice with the most wrong answers on one half of the held-out rows; its accuracy is then
measured on the other half, so that a slice found by chance vanishes. Limit: ``worst-slice`` (accuracy in the worst
slice); by default a slice that is surely 0.1 below the average warns. Features are named, their values never.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, guarded, interval, listed
from jupyter_mlsec.probes._ground.statistics import bootstrap, wilson
from jupyter_mlsec.probes._predictors.features import features_of
from jupyter_mlsec.probes._predictors.metrics import mistakes
from jupyter_mlsec.probes._predictors.models import ModelSubject, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._tables.learners import leaf_values, tree_regressor, used_features

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_FEWEST_ROWS = 120
_FEWEST_IN_SLICE = 20
_DEPTH = 3
_BELOW = 0.1
_TIMES = 1.5


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = held_out(subject, least=_FEWEST_ROWS)
    features = features_of(view.x)
    values = np.where(np.isfinite(features.values), features.values, -1e30)
    wrong = mistakes(view)
    rows = np.random.default_rng(0).permutation(len(view))
    search, check = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    tree = tree_regressor(depth=_DEPTH, least=_FEWEST_IN_SLICE)
    tree.fit(values[search], wrong[search])
    worst = _worst(leaf_values(tree, values[search]), wrong[search])
    inside = wrong[check][leaf_values(tree, values[check]) == worst]
    if len(inside) < _FEWEST_IN_SLICE // 2:
        raise NotEvidenceError("the worst slice has too few rows to be judged")
    where = listed(dict.fromkeys(features.names[place] for place in used_features(tree)))
    details = (f"The slice ({count(len(inside), 'row')}) is drawn by {where}.",) if where else ()
    judging = _right if view.task == "classification" else _off
    return replace(judging(subject, inside, float(wrong.mean())), details=details)


def _right(subject: ModelSubject, inside: Floats, average: float) -> Observation:
    low, high = wilson(int((1 - inside).sum()), len(inside))
    found = Measurement(name="worst-slice", value=float(1 - inside.mean()), low=low, high=high)
    judged = judge_all([found], subject.limits)
    status = judged.status
    if not judged.declared:
        status = Status.WARN if high < 1 - average - _BELOW else Status.PASS
    summary = f"In its worst slice {subject.name} is right {interval(found)} of the time, {1 - average:.3f} on average."
    return _told(status, summary, judged.measurements)


def _off(subject: ModelSubject, inside: Floats, average: float) -> Observation:
    low, high = bootstrap(lambda rows: float(inside[rows].mean()) / max(average, 1e-300), len(inside))
    value = float(inside.mean()) / max(average, 1e-300)
    found = Measurement(name="worst-slice-error", value=value, low=low, high=high)
    judged = judge_all([found], subject.limits)
    status = judged.status
    if not judged.declared:
        status = Status.WARN if low > _TIMES else Status.PASS
    summary = f"In its worst slice {subject.name} is off by {interval(found)} times its average error."
    return _told(status, summary, judged.measurements)


def _told(status: Status, summary: str, measurements: tuple[Measurement, ...]) -> Observation:
    step = "" if status is Status.PASS else "Explain the slice, or gather more rows like it."
    return Observation(status=status, summary=summary, measurements=measurements, next_step=step)


def _worst(leaves: Ints, wrong: Floats) -> int:
    import numpy as np

    return int(max(np.unique(leaves), key=lambda leaf: float(wrong[leaves == leaf].mean())))


PROBE = Probe(name="weak-slices", items=("EVA-01",), run=_run, cost=Cost.NORMAL, docs=__doc__)
