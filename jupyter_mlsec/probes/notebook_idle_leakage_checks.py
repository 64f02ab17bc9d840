"""Limits of privacy leakage that change nothing: the model is saved whatever it tells about its rows."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.idle_answer import idle_checks

PROBE = Probe(
    name="idle-leakage-checks",
    items=("EVA-04",),
    run=idle_checks("EVA-04"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
