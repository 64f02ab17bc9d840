"""A test of leakage whose strangers are members, or canaries that nobody asks about."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._judging.answer import misjudged
from jupyter_mlsec.probes._judging.canaries import canaries
from jupyter_mlsec.probes._judging.claimed import claimed
from jupyter_mlsec.probes._judging.one_source import one_source

_STEP = (
    "Hold rows of the fit against rows that were never in it; ask the model about its canaries before it is published."
)

PROBE = Probe(
    name="misjudged-leakage",
    items=("EVA-04",),
    run=misjudged("EVA-04", _STEP, one_source, canaries, claimed("EVA-04")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
