"""Columns that give a sensitive attribute away although it was left out.

A forest predicts each declared attribute from the other columns, out of fold. ``proxy-auc`` is how well it does for
the largest group against the rest: dropping the attribute does nothing when its proxies stay. By default more than
0.8 warns.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, interval, to_declare
from jupyter_mlsec.probes._ground.statistics import auc, auc_interval
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    codes,
    column,
    frame_of,
    label_of,
    matrix,
    sampled,
    without,
)
from jupyter_mlsec.probes._tables.learners import forest_classifier, out_of_fold

_DEFAULTS = {"proxy-auc": "<= 0.8"}
_FEWEST_ROWS = 100
_FEWEST_OF_CLASS = 20
_MOST_ROWS = 2_000


@guarded
def _run(subject: FrameSubject) -> Observation:
    frame = sampled(frame_of(subject, least=_FEWEST_ROWS), _MOST_ROWS)
    if not subject.groups:
        return to_declare(
            f"No attribute of {subject.name} is declared by which people must be treated alike",
            "Name the columns: %mlsec data NAME --groups COLUMN.",
        )
    measured = []
    for name in subject.groups:
        found = codes(column(frame, name))
        largest = (found == max(set(found.tolist()), key=found.tolist().count)).astype("int64")
        if min(int(largest.sum()), len(largest) - int(largest.sum())) < _FEWEST_OF_CLASS:
            raise NotEvidenceError(f"{label_of(name)} has too few rows outside its largest group")
        dropped = {name, *([subject.target] if subject.target else [])}
        values, _ = matrix(without(frame, dropped))
        if values.shape[1] == 0:
            raise NotEvidenceError("there is no other column")
        given = out_of_fold(forest_classifier(trees=40, least=3), values, largest, folds=3)[:, 1]
        low, high = auc_interval(given, largest == 1)
        measured.append(
            Measurement(name=f"proxy-auc:{label_of(name)}", value=auc(given, largest == 1), low=low, high=high)
        )
    judged = judge_all(measured, subject.limits, _DEFAULTS)
    worst = max(measured, key=lambda entry: entry.value)
    attribute = worst.name.partition(":")[2]
    summary = f"From the other columns of {subject.name}, {attribute} is told with AUC {interval(worst)}."
    step = (
        "" if judged.status is Status.PASS else "Look for the proxies before claiming that the attribute is not used."
    )
    return Observation(status=judged.status, summary=summary, measurements=judged.measurements, next_step=step)


PROBE = Probe(name="proxies", items=("PRE-03",), run=_run, cost=Cost.NORMAL, docs=__doc__)
