"""A service that hands out the model: coefficients, gradients, all logits, rows of the training."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._judging.answer import misjudged
from jupyter_mlsec.probes._judging.claimed import claimed
from jupyter_mlsec.probes._judging.handed_out import handed_out

_STEP = "Answer with what the caller needs: the class, or a rounded score."

PROBE = Probe(
    name="misjudged-theft",
    items=("EVA-05",),
    run=misjudged("EVA-05", _STEP, handed_out, claimed("EVA-05")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
