"""An attack whose strength comes to nothing on its way to the model, or whose result nobody looks at."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._judging.answer import misjudged
from jupyter_mlsec.probes._judging.claimed import claimed
from jupyter_mlsec.probes._judging.small_budgets import small_budgets
from jupyter_mlsec.probes._judging.unused_changes import unused_changes
from jupyter_mlsec.probes._judging.weightless import weightless

_STEP = "Attack with a size that an attacker could reach, and ask the model about the attacked rows."

PROBE = Probe(
    name="misjudged-attacks",
    items=("EVA-03",),
    run=misjudged("EVA-03", _STEP, weightless, unused_changes, small_budgets, claimed("EVA-03")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
