"""Limits of drift that change nothing: nobody is told, and nothing stops, when the data are others."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.idle_answer import idle_checks

PROBE = Probe(
    name="idle-drift-checks", items=("DEP-07",), run=idle_checks("DEP-07"), partial=True, incidental=True, docs=__doc__
)
