"""A model that is said to withhold answers and never does."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.empty_answer import empty_tests

PROBE = Probe(
    name="empty-abstention-test",
    items=("EVA-09",),
    run=empty_tests("EVA-09"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
