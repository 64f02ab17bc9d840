"""An explanation of a network that has learned nothing, or importances on rows that were learned."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._judging.answer import misjudged
from jupyter_mlsec.probes._judging.claimed import claimed
from jupyter_mlsec.probes._judging.recited import recited
from jupyter_mlsec.probes._judging.unlearned import unlearned

_STEP = "Load the weights that are in use, and explain rows that were held back from the fit."

PROBE = Probe(
    name="misjudged-explanations",
    items=("EVA-07",),
    run=misjudged("EVA-07", _STEP, recited, unlearned, claimed("EVA-07")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
