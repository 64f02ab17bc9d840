"""Limits of performance that change nothing: the model is saved whatever its figures are."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.idle_answer import idle_checks

PROBE = Probe(
    name="idle-performance-checks",
    items=("EVA-01",),
    run=idle_checks("EVA-01"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
