"""A test of drift that cannot find any: a batch held against itself."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.empty_answer import empty_tests

PROBE = Probe(
    name="empty-drift-test",
    items=("DEP-07",),
    run=empty_tests("DEP-07"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
