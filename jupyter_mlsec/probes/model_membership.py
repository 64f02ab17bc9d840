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
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, guarded, interval, not_evidence, verb
from jupyter_mlsec.probes._ground.statistics import auc, auc_interval, wilson
from jupyter_mlsec.probes._predictors.features import described
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out, trained_on
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._tables.two_samples import discernibility

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"membership-auc": "<= 0.6"}
_FEWEST_ROWS = 80
_MOST_ROWS = 2_000
_WIDEST = 0.25
_APART = 0.6
_ALARMS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    outside = _some(held_out(subject, least=_FEWEST_ROWS))
    inside = _some(trained_on(subject, least=_FEWEST_ROWS))
    apart = _apart(inside, outside)
    if apart > _APART:
        return not_evidence(
            f"training and held-out rows differ in themselves (told apart with AUC {apart:.2f})",
            next_step="Hold rows out at random for this measurement.",
        )
    scores = np.concatenate((-_losses(inside), -_losses(outside)))
    member = np.r_[np.ones(len(inside), dtype=bool), np.zeros(len(outside), dtype=bool)]
    low, high = auc_interval(scores, member)
    found = Measurement(name="membership-auc", value=auc(scores, member), low=low, high=high)
    if high - low > _WIDEST:
        return not_evidence(
            f"{count(len(member), 'row')} {verb(len(member), 'is', 'are')} too few to tell", measurements=(found,)
        )
    judged = judge_all([found], subject.limits, _DEFAULTS)
    summary = f"From the answers of {subject.name} training rows are told from others with AUC {interval(found)}."
    step = "" if judged.status is Status.PASS else "Regularise more, or train with differential privacy."
    return Observation(
        status=judged.status,
        summary=summary,
        details=(f"{len(inside)} training and {len(outside)} held-out rows, alike to a forest (AUC {apart:.2f}).",),
        measurements=(*judged.measurements, *_caught(scores[member], scores[~member])),
        next_step=step,
    )


def _some(view: View) -> View:
    import numpy as np

    if len(view) <= _MOST_ROWS:
        return view
    return view.take(np.sort(np.random.default_rng(0).choice(len(view), _MOST_ROWS, replace=False)))


def _apart(inside: View, outside: View) -> float:
    import numpy as np

    first, second = described(inside.x), described(outside.x)
    if first.shape[1] != second.shape[1]:
        raise NotEvidenceError("training and held-out rows have different features")
    return discernibility(np.nan_to_num(first), np.nan_to_num(second))[0]


def _losses(view: View) -> Floats:
    """Return the log loss of each row's true class, 0 and 1 without probabilities, a regressor's squared error."""
    import numpy as np

    if view.task == "regression":
        return np.asarray((view.y.astype(np.float64) - view.predict().astype(np.float64)) ** 2)
    given = view.proba()
    classes = view.classes()
    if given is not None and given.shape[1] == len(classes):
        wanted, known = alike(view.y, classes)
        hits = wanted[:, None] == known[None, :]
        return np.asarray(-np.log(np.clip((given * hits).sum(axis=1), 1e-12, 1.0)))
    wanted, answered = alike(view.y, view.predict())
    return np.asarray((wanted != answered).astype(np.float64))


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
