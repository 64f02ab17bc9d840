"""A test of model theft that cannot succeed: no queries, no steps."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.empty_answer import empty_tests

PROBE = Probe(
    name="empty-theft-test",
    items=("EVA-05",),
    run=empty_tests("EVA-05"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
