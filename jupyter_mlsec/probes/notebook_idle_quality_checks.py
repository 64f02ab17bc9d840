"""Checks of data that change nothing: a schema or a limit is asked, and the notebook goes on whatever the answer is."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.idle_answer import idle_checks

PROBE = Probe(
    name="idle-quality-checks",
    items=("COL-02",),
    run=idle_checks("COL-02"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
