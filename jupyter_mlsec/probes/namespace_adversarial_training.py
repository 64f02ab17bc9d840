"""Adversarial training as it is set up in the kernel: with which attack, on how much of the data, how far it went.

Trainers of the Adversarial Robustness Toolbox are read. A ratio of zero trains on clean rows only; an attack with a
radius of zero changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.namespace import Named, NamespaceSubject, made_by, number
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, not_applicable

_STEP = "Train against an attack with a radius of your threat model, on half of the rows or more."


@guarded
def _run(subject: NamespaceSubject) -> Observation:
    found = [named for named in made_by(subject, "art") if "Trainer" in named.kind]
    if not found:
        return not_applicable("no trainer against adversarial inputs is in the kernel")
    idle = sorted({fact for named in found for fact in _idle(named)})
    measured = tuple(
        Measurement(name=f"{what}:{named.name}", value=value)
        for named in found
        for what, value in (("ratio", number(named.value, "ratio")), ("radius", _radius(named)))
        if value is not None
    )
    if idle:
        return Observation(
            status=Status.FAIL,
            summary=f"Adversarial training does nothing: {listed(idle)}.",
            measurements=measured,
            next_step=_STEP,
        )
    return Observation(
        status=Status.WARN,
        summary=f"{count(len(found), 'model')} trained against adversarial inputs; what it gained is to be measured.",
        measurements=measured,
        next_step="Measure it before and after: %mlsec model NAME --x X_TEST --y Y_TEST",
    )


def _idle(named: Named) -> Iterator[str]:
    if number(named.value, "ratio") == 0:
        yield f"{named.name} has a ratio of zero"
    if _radius(named) == 0:
        yield f"the attack of {named.name} has a radius of zero"


def _radius(named: Named) -> float | None:
    value: Any = named.value
    attacks = getattr(value, "attacks", None)
    alone = getattr(value, "attack", getattr(value, "_attack", None))
    first = attacks[0] if isinstance(attacks, (list, tuple)) and attacks else alone
    return next((found for name in ("eps", "_eps") if (found := number(value, name)) is not None), number(first, "eps"))


PROBE = Probe(name="adversarial-training", items=("TRN-10",), run=_run, partial=True, incidental=True, docs=__doc__)
