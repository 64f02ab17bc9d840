"""Scores of the unknown that are measured on the known, have no say in what is answered, or are missing."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._judging.answer import misjudged
from jupyter_mlsec.probes._judging.answered_strangers import answered_strangers
from jupyter_mlsec.probes._judging.claimed import claimed
from jupyter_mlsec.probes._judging.one_source import one_source
from jupyter_mlsec.probes._judging.unheeded_screens import unheeded_screens

_STEP = "Measure on rows of another world, and withhold the answers that the score warns of."

PROBE = Probe(
    name="misjudged-abstention",
    items=("EVA-09",),
    run=misjudged("EVA-09", _STEP, one_source, unheeded_screens, answered_strangers, claimed("EVA-09")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
