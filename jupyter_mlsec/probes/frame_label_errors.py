"""Labels that the rest of the data contradicts: mistakes, or poison.

Confident learning (Northcutt 2021) on out-of-fold probabilities of a forest, smooth kernels and boosted trees together:
a row is suspect when another class is more probable than that class usually is. ``label-errors`` is the share of
suspects; more than 3 % warns by default. The probe first flips 5 % of the labels itself: where it does not suspect
these at least 40 points more often than others it says "not evidence", because it would not have seen an attack
either; unless it finds more than the limit although it sees little, and a planted flip is four times as likely to be
suspected as another row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import guarded, interval, not_evidence
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.confident_learning import suspects
from jupyter_mlsec.probes._tables.labelled import labelled
from jupyter_mlsec.probes._tables.learners import blended_classifier, out_of_fold
from jupyter_mlsec.probes._tables.own_power import is_evidence

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints
    from jupyter_mlsec.probes._tables.frames import FrameSubject

_DEFAULTS = {"label-errors": "<= 3%"}
_FLIPPED = 0.05


@guarded
def _run(subject: FrameSubject) -> Observation:
    import numpy as np

    x, y = labelled(subject)
    found = suspects(_probabilities(x, y), y)
    flipped, where = _flip(y)
    again = suspects(_probabilities(x, flipped), flipped)
    recall = float(again[where].mean())
    by_chance = float(np.delete(again, where).mean())
    low, high = wilson(int(found.sum()), len(y))
    share = Measurement(name="label-errors", value=float(found.mean()), low=low, high=high)
    power = Measurement(name="planted-flips-found", value=recall)
    judged = judge_all([share], subject.limits, _DEFAULTS)
    if not is_evidence(judged.status, recall=recall, by_chance=by_chance):
        return not_evidence(
            f"labels planted in {subject.name} are suspected in {recall:.0%} of cases, others in {by_chance:.0%}",
            measurements=(share, power),
            next_step="Look at a sample of the labels by hand.",
        )
    worst = np.bincount(y[found], minlength=int(y.max()) + 1) / np.maximum(np.bincount(y), 1)
    summary = f"The labels of {interval(share)} of the rows of {subject.name} contradict the rest of the data."
    details = (
        f"{int(found.sum()):,} of {len(y):,} rows are suspect; in the worst class {worst.max():.1%} of its rows.",
        f"Own power: {recall:.0%} of {len(where):,} planted flips are found.",
    )
    step = "" if judged.status is Status.PASS else "Look at the suspect rows; keep or remove them with a reason."
    return Observation(
        status=judged.status,
        summary=summary,
        details=details,
        measurements=(*judged.measurements, power),
        next_step=step,
    )


def _probabilities(x: Floats, y: Ints) -> Floats:
    learner = blended_classifier(x.shape[0], x.shape[1], int(y.max()) + 1)
    return out_of_fold(learner, x, y, folds=4)


def _flip(y: Ints) -> tuple[Ints, Ints]:
    """Return labels of which 5 % are moved to another class, and the rows that were."""
    import numpy as np

    random = np.random.default_rng(0)
    where = np.sort(random.choice(len(y), max(5, int(_FLIPPED * len(y))), replace=False))
    classes = int(y.max()) + 1
    flipped = y.copy()
    flipped[where] = (y[where] + random.integers(1, classes, len(where))) % classes
    return flipped, where


PROBE = Probe(name="doubtful-labels", items=("PRE-04",), run=_run, cost=Cost.NORMAL, docs=__doc__)
