"""Whether a regressor's answers mean what they say: on average in each range, and by its own intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.probes._ground.limits import find_limit, judge_all, parse_limit
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, interval, not_evidence
from jupyter_mlsec.probes._ground.statistics import bootstrap, wilson
from jupyter_mlsec.probes._predictors.models import ModelSubject, View
from jupyter_mlsec.probes._predictors.uncertainty import deviations

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"answer-ece": "<= 0.1", "coverage-gap": "<= 0.05"}
_BINS = 10
_SIMULATIONS = 100
_SURE, _Z90 = 0.9, 1.6448536269514722
_COVERAGE = "coverage of 90 % intervals"


def quantities(subject: ModelSubject, view: View) -> Observation:
    """Return what a regressor's answers are worth; NotEvidenceError where all wanted answers are equal."""
    import numpy as np

    wanted, given = view.y.astype(np.float64), view.predict().astype(np.float64)
    spread = float(wanted.std())
    if spread == 0:
        raise NotEvidenceError("all held-out answers are equal")
    missed = (wanted - given) / spread
    error = _binned(given, missed)
    low, high = bootstrap(lambda rows: _binned(given[rows], missed[rows]), len(given), draws=200)
    shift = max(0.0, (low + high) / 2 - error)  # resampling adds noise that the estimate already has once
    found = Measurement(name="answer-ece", value=error, low=max(0.0, low - shift), high=max(error, high - shift))
    random = np.random.default_rng(0)
    sound = [_binned(given, random.permutation(missed - missed.mean())) for _ in range(_SIMULATIONS)]
    floor = float(np.quantile(sound, 0.95))
    limit = find_limit(subject.limits, "answer-ece") or parse_limit(_DEFAULTS["answer-ece"])
    if limit.bound < floor and not limit.allows(error):
        return not_evidence(
            f"{count(len(view), 'row')} cannot tell an error of {limit.bound:g} from sound answers (up to {floor:.3f})",
            next_step="Hold more rows out.",
            measurements=(found,),
        )
    inside = _inside(view, wanted)
    judged = judge_all([found, *inside], subject.limits, _DEFAULTS)
    told = [f"Sound answers would measure up to {floor:.3f} on these rows."]
    told += [f"{one.value:.1%} of the wanted answers lie inside its 90 % intervals." for one in inside[1:]]
    told += [] if inside else ["It gives no standard deviations, so no intervals could be looked at."]
    return Observation(
        status=judged.status,
        summary=f"In each range the answers of {subject.name} are off by {interval(found)} spreads on average.",
        details=tuple(told),
        measurements=judged.measurements,
        next_step="" if judged.status is Status.PASS else "Calibrate the answers, or its intervals (conformal ones).",
    )


def _binned(given: Floats, missed: Floats) -> float:
    """Return the mean distance from zero of the mean errors in bins of equal size by answer."""
    import numpy as np

    bins = np.array_split(missed[np.argsort(given, kind="stable")], _BINS)
    return float(sum(abs(float(part.sum())) for part in bins) / len(given))


def _inside(view: View, wanted: Floats) -> list[Measurement]:
    """Return how far the coverage of 90 % intervals is from 90 %; nothing for a model that gives none."""
    import numpy as np

    found = deviations(view)
    if found is None:
        return []
    middle, deviation = found
    hits = int((np.abs(wanted - middle) <= _Z90 * deviation).sum())
    low, high = wilson(hits, len(wanted))
    value = hits / len(wanted)
    gap = Measurement(name="coverage-gap", value=abs(value - _SURE))
    return [gap, Measurement(name=_COVERAGE, value=value, low=low, high=high)]
