"""An explanation that says nothing: of rows that are all alike, or of no rows."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.empty_answer import empty_tests

PROBE = Probe(
    name="empty-explanation-test",
    items=("EVA-07",),
    run=empty_tests("EVA-07"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
