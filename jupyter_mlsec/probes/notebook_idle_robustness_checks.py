"""Limits of robustness that change nothing: the model is saved whatever noise does to it."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.idle_answer import idle_checks

PROBE = Probe(
    name="idle-robustness-checks",
    items=("EVA-02",),
    run=idle_checks("EVA-02"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
