"""Answers that tell who was in the training data.

The simplest attack: rows that the model was trained on have a lower loss (Yeom 2018). ``membership-auc`` is how well
the loss (without probabilities: being right) tells training rows from held-out rows; 0.5 is not at all. By default
more than 0.6 warns. The share of members caught at 1 % false alarms is given too (Carlini 2022).

It is evidence only when both parts are alike: where a forest can tell them apart by their features, a difference in
loss shows drift, not memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import count, guarded, interval, not_evidence, verb
from jupyter_mlsec.probes._ground.statistics import auc, auc_interval, wilson
from jupyter_mlsec.probes._predictors.membership import members
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._predictors.outputs import each_output

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"membership-auc": "<= 0.6"}
_WIDEST = 0.25
_ALARMS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    found = members(subject)
    scores = np.concatenate((found.inside, found.outside))
    member = np.r_[np.ones(len(found.inside), dtype=bool), np.zeros(len(found.outside), dtype=bool)]
    low, high = auc_interval(scores, member)
    told = Measurement(name="membership-auc", value=auc(scores, member), low=low, high=high)
    if high - low > _WIDEST:
        return not_evidence(
            f"{count(len(member), 'row')} {verb(len(member), 'is', 'are')} too few to tell", measurements=(told,)
        )
    judged = judge_all([told], subject.limits, _DEFAULTS)
    summary = f"From the answers of {subject.name} training rows are told from others with AUC {interval(told)}."
    step = "" if judged.status is Status.PASS else "Regularise more, or train with differential privacy."
    return Observation(
        status=judged.status,
        summary=summary,
        details=(found.told,),
        measurements=(*judged.measurements, *_caught(found.inside, found.outside)),
        next_step=step,
    )


def _caught(inside: Floats, outside: Floats) -> Iterator[Measurement]:
    """Yield points of the ROC: the share of members told at each rate of false alarms that the rows can resolve.

    Between thresholds the ROC is a line: rows with equal scores are told apart by a coin.
    """
    import numpy as np

    levels = np.unique(np.concatenate((inside, outside)))[::-1]
    alarms = np.r_[0.0, 1 - np.searchsorted(np.sort(outside), levels, "left") / len(outside)]
    told = np.r_[0.0, 1 - np.searchsorted(np.sort(inside), levels, "left") / len(inside)]
    for rate in _ALARMS:
        if rate * len(outside) >= 1:
            share = float(np.interp(rate, alarms, told))
            low, high = wilson(round(share * len(inside)), len(inside))
            name = f"caught at {100 * rate:g} % false alarms"
            yield Measurement(name=name, value=share, low=min(low, share), high=max(high, share))


PROBE = Probe(name="training-rows-recognised", items=("EVA-04",), run=_run, cost=Cost.NORMAL, docs=__doc__)
