"""Limits of fairness that change nothing: the model is saved however far groups lie apart."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.idle_answer import idle_checks

PROBE = Probe(
    name="idle-fairness-checks",
    items=("EVA-06",),
    run=idle_checks("EVA-06"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
