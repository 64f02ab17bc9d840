"""A comparison of groups that cannot differ: one group for all rows, or a group held against itself."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.empty_answer import empty_tests

PROBE = Probe(
    name="empty-fairness-test",
    items=("EVA-06",),
    run=empty_tests("EVA-06"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
