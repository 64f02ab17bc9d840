"""Follow a model's quality along growing disturbance, and judge the loss at one decisive level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, interval
from jupyter_mlsec.probes._ground.statistics import bootstrap, wilson
from jupyter_mlsec.probes._predictors.features import features_of
from jupyter_mlsec.probes._predictors.metrics import alike, quality_of
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_MOST_ROWS = 1_000
_FEWEST_ROWS = 50
_DRAWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What is followed: the limit's name, the decisive disturbance in words, the levels, and the probe's own limit."""

    name: str
    what: str
    levels: tuple[float, ...]
    decisive: float
    default: str


def follow(subject: ModelSubject, curve: Curve, disturb: Callable[[Floats, float], Iterator[Floats]]) -> Observation:
    """Return what disturbance does to the model: quality per level, and the loss at the decisive one with its interval.

    NotEvidenceError when the undisturbed model is no better than guessing: then it has nothing to lose.
    """
    import numpy as np

    view = held_out(subject, least=_FEWEST_ROWS)
    if len(view) > _MOST_ROWS:
        view = view.take(np.sort(np.random.default_rng(0).choice(len(view), _MOST_ROWS, replace=False)))
    features = features_of(view.x)
    measure, clean = quality_of(view)
    if not knows(view, clean):
        raise NotEvidenceError(
            f"the undisturbed model is no better than guessing ({measure} {clean:.2f}), so it cannot lose"
        )
    worst_at: dict[float, Floats] = {}
    qualities: dict[float, float] = {}
    for level in curve.levels:
        found = [
            (quality_of(view, features.rebuild(changed))[1], changed) for changed in disturb(features.values, level)
        ]
        if not found:
            raise NotEvidenceError("no feature varies, so none can be disturbed")
        qualities[level], worst_at[level] = min(found, key=lambda pair: pair[0])
    low, high = loss_interval(view, features.rebuild(worst_at[curve.decisive]))
    loss = Measurement(name=curve.name, value=clean - qualities[curve.decisive], low=low, high=high)
    judged = judge_all([loss], subject.limits, {curve.name: curve.default})
    kind = curve.name.removesuffix("-drop")
    points = tuple(
        Measurement(name=f"{measure} at {level:g} {kind}", value=value) for level, value in qualities.items()
    )
    summary = f"{subject.name} loses {interval(loss)} of its {measure} of {clean:.3f} under {curve.what}."
    step = "" if judged.status is Status.PASS else "Train with such disturbances, or validate inputs before inference."
    return Observation(
        status=judged.status, summary=summary, measurements=(*judged.measurements, *points), next_step=step
    )


def knows(view: View, quality: float) -> bool:
    """Tell whether the model is surely better than always giving the commonest answer, or the mean."""
    import numpy as np

    if view.task == "regression":
        return quality > 0
    commonest = float(np.unique(view.y, return_counts=True)[1].max() / len(view))
    return wilson(round(quality * len(view)), len(view))[0] > commonest


def loss_interval(view: View, changed: object) -> tuple[float, float]:
    """Return the interval of the loss, from resampling rows: the same rows before and after, so that they pair up."""
    import numpy as np

    before, after = view.predict(), view.predict(changed)
    if view.task == "classification":
        right = [np.equal(*alike(view.y, given)).astype(np.float64) for given in (before, after)]
        lost = right[0] - right[1]
        return bootstrap(lambda rows: float(lost[rows].mean()), len(lost), draws=_DRAWS)
    wanted = view.y.astype(np.float64)
    grown = (wanted - after.astype(np.float64)) ** 2 - (wanted - before.astype(np.float64)) ** 2

    def loss(rows: Ints) -> float:
        spread = float(((wanted[rows] - wanted[rows].mean()) ** 2).sum())
        return float(grown[rows].sum()) / spread if spread > 0 else float("nan")

    return bootstrap(loss, len(wanted), draws=_DRAWS)
