"""A budget of differential privacy that the model's own answers refute.

Under an epsilon and a delta nobody can tell training rows from others better than TPR <= exp(epsilon) FPR + delta
allows (Kairouz 2015). The attack of ``training-rows-recognised`` chooses a threshold on one half of the rows; what it
reaches on the other half gives the smallest epsilon that it leaves possible (Jagielski 2020), ``epsilon-at-least``,
with a confidence of 95 %. Above the epsilon that the model claims it fails: noise is missing, or it is counted wrongly.

Claims are read from models of libraries (diffprivlib) and from classes of one's own that speak of privacy. An epsilon
that is not refuted is not proven: a stronger attack may do better. Training and held-out rows must be alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.namespace import number
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, not_applicable
from jupyter_mlsec.probes._ground.own_privacy import Kept, kept_by_hand
from jupyter_mlsec.probes._ground.packages import packages_of
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._predictors.membership import Members, members
from jupyter_mlsec.probes._predictors.models import ModelSubject

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats

_LIBRARIES = frozenset({"diffprivlib"})
_INNER = ("best_estimator_", "estimator", "model", "module")
_STEP = "Look where the noise is drawn and what it is scaled by, or claim no privacy for this model."


@guarded
def _run(subject: ModelSubject) -> Observation:
    if subject.model is None:
        raise NotEvidenceError("there is no model")
    claim = next(_claims(subject.model), None)
    if claim is None or claim.epsilon is None or not math.isfinite(claim.epsilon):
        return not_applicable("the model claims no budget of differential privacy")
    found = members(subject)
    least = _least_epsilon(found, claim.delta or 0.0)
    measured = (
        Measurement(name="epsilon-at-least", value=least),
        Measurement(name="epsilon-claimed", value=claim.epsilon),
    )
    details = (found.told,)
    if least > claim.epsilon:
        return Observation(
            status=Status.FAIL,
            summary=f"{subject.name} claims epsilon {claim.epsilon:.3g}; its answers show at least {least:.3g}.",
            details=details,
            measurements=measured,
            next_step=_STEP,
        )
    return Observation(
        status=Status.PASS,
        summary=f"The answers of {subject.name} do not refute its epsilon of {claim.epsilon:.3g}.",
        details=details,
        measurements=measured,
    )


def _claims(model: object) -> Iterator[Kept]:
    """Yield what a model and those inside it claim, the outer ones first."""
    steps = getattr(model, "steps", None)
    held = [each for _, each in steps] if isinstance(steps, list) else []
    for each in (model, *held, *(getattr(model, name, None) for name in _INNER)):
        if each is None:
            continue
        yield from kept_by_hand({"model": each})
        epsilon = number(each, "epsilon") if packages_of(each) & _LIBRARIES else None
        if epsilon is not None:
            yield Kept("model", epsilon, number(each, "delta"))


def _least_epsilon(found: Members, delta: float) -> float:
    """Return the smallest epsilon that an attack with one threshold leaves possible; 0 where it shows nothing."""
    import numpy as np

    random = np.random.default_rng(0)
    first_in, last_in = np.array_split(random.permutation(found.inside), 2)
    first_out, last_out = np.array_split(random.permutation(found.outside), 2)
    levels = np.unique(np.quantile(np.concatenate((first_in, first_out)), np.linspace(0, 1, 101)))
    at = max(levels.tolist(), key=lambda level: _shown(first_in, first_out, level, delta))
    return max(0.0, _shown(last_in, last_out, at, delta))


def _shown(inside: Floats, outside: Floats, level: float, delta: float) -> float:
    """Return the epsilon that is shown by who lies at a level or above, from either side."""
    caught, alarms = int((inside >= level).sum()), int((outside >= level).sum())
    told, false = wilson(caught, len(inside)), wilson(alarms, len(outside))
    return max(_ratio(told[0] - delta, false[1]), _ratio(1 - false[1] - delta, 1 - told[0]))


def _ratio(told: float, false: float) -> float:
    return math.log(told / false) if told > 0 and false > 0 else 0.0


PROBE = Probe(
    name="epsilon-refuted", items=("TRN-09",), run=_run, cost=Cost.NORMAL, incidental=True, partial=True, docs=__doc__
)
