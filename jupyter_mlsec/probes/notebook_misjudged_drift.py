"""Measures of drift that look at the wrong rows: the batch is its own reference."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._judging.answer import misjudged
from jupyter_mlsec.probes._judging.one_batch import one_batch
from jupyter_mlsec.probes._judging.one_source import one_source

_STEP = "Hold live rows against a reference that was put aside when the model was approved."

PROBE = Probe(
    name="misjudged-drift",
    items=("DEP-07",),
    run=misjudged("DEP-07", _STEP, one_source, one_batch),
    partial=True,
    incidental=True,
    docs=__doc__,
)
