"""A model's figures that are about the guess itself, about one model twice, or about nothing but what was learned."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._judging.answer import misjudged
from jupyter_mlsec.probes._judging.one_source import one_source
from jupyter_mlsec.probes._judging.recited import recited
from jupyter_mlsec.probes._judging.self_compared import self_compared

_STEP = "Judge on rows that were held back from the fit, against their own truth, and beside another model."

PROBE = Probe(
    name="misjudged-performance",
    items=("EVA-01",),
    run=misjudged("EVA-01", _STEP, self_compared, one_source, recited),
    partial=True,
    incidental=True,
    docs=__doc__,
)
