"""The budget of differential privacy that is made by hand: classes, functions and ledgers that the notebook defined.

Their attributes are read where the class or function speaks of privacy or draws Laplace noise for an epsilon; what a
ledger holds is added up, a budget of each step is taken as often as there are steps. Limits: ``epsilon`` (<= 10 by
default, which warns) and ``delta`` (<= 1e-3). An object that spent more than it says may be spent fails. A budget
within the limits is recorded: that a mechanism of one's own keeps its promise is proven by nobody. No code of the
objects runs.
"""

from __future__ import annotations

import math

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject
from jupyter_mlsec.probes._ground.observations import guarded, listed, not_applicable
from jupyter_mlsec.probes._ground.own_privacy import Kept, kept_by_hand

_DEFAULTS = {"epsilon": "<= 10", "delta": "<= 0.001"}
_STEP = "Choose more noise or fewer rounds, or answer why this budget: %mlsec answer TRN-09 …"
_UNPROVEN = "A mechanism of one's own: nobody has proven that it keeps what it promises"


@guarded
def _run(subject: NamespaceSubject) -> Observation:
    found = sorted(kept_by_hand(subject.names), key=lambda each: each.name)
    if not found:
        return not_applicable("no privacy that is made by hand is in the kernel")
    measured = tuple(
        Measurement(name=f"{what}:{each.name}", value=value)
        for each in found
        for what, value in (("epsilon", each.epsilon), ("delta", each.delta), ("noise-multiplier", each.noise))
        if value is not None and math.isfinite(value)
    )
    bare = [each.name for each in found if each.noise == 0 or (each.epsilon is not None and math.isinf(each.epsilon))]
    if bare:
        return Observation(
            status=Status.FAIL,
            summary=f"{listed(bare)} adds no noise: it is differential privacy by name only.",
            details=(_UNPROVEN,),
            measurements=measured,
            next_step=_STEP,
        )
    over = [each for each in found if each.over is not None]
    if over:
        return Observation(
            status=Status.FAIL,
            summary=f"More privacy was spent than may be: {listed(map(_overspent, over))}.",
            details=(_UNPROVEN,),
            measurements=measured,
            next_step="Stop at the budget: give each release its share of it, and refuse those that come after.",
        )
    judged = judge_all(measured, subject.limits, _DEFAULTS)
    shown = listed(f"{each.name} epsilon {each.epsilon:.3g}" for each in found if each.epsilon is not None)
    return Observation(
        status=judged.status,
        summary=f"Differential privacy is made by hand: {shown}.",
        details=(_UNPROVEN,),
        measurements=judged.measurements,
        next_step="" if judged.status is Status.PASS else _STEP,
    )


def _overspent(kept: Kept) -> str:
    spent, allowed = kept.over or (0.0, 0.0)
    return f"{kept.name} {spent:.3g} of {allowed:.3g}" if allowed else f"{kept.name} {spent:.3g} more than it had"


PROBE = Probe(name="own-privacy-budget", items=("TRN-09",), run=_run, incidental=True, settles=True, docs=__doc__)
