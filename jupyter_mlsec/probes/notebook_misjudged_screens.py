"""Poisoned rows that are found and learned all the same, and a stranger's weights judged on clean rows alone."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._judging.answer import misjudged
from jupyter_mlsec.probes._judging.claimed import claimed
from jupyter_mlsec.probes._judging.stranger_weights import stranger_weights
from jupyter_mlsec.probes._judging.unheeded_screens import unheeded_screens

_STEP = "Leave the rows out that the screen found, or say why not; look for triggers before weights are taken over."

PROBE = Probe(
    name="misjudged-screens",
    items=("EVA-08",),
    run=misjudged("EVA-08", _STEP, unheeded_screens, stranger_weights, claimed("EVA-08")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
