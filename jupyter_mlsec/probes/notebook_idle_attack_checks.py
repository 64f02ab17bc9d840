"""Limits of adversarial robustness that change nothing: the model is saved whatever the attack did."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.idle_answer import idle_checks

PROBE = Probe(
    name="idle-attack-checks", items=("EVA-03",), run=idle_checks("EVA-03"), partial=True, incidental=True, docs=__doc__
)
