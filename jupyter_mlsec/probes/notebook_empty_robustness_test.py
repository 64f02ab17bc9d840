"""A test of robustness that cannot fail: noise of no width, nothing left out."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.empty_answer import empty_tests

PROBE = Probe(
    name="empty-robustness-test",
    items=("EVA-02",),
    run=empty_tests("EVA-02"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
