"""A test of privacy leakage that cannot fail: rows held against themselves, an attack of no size."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.empty_answer import empty_tests

PROBE = Probe(
    name="empty-leakage-test",
    items=("EVA-04",),
    run=empty_tests("EVA-04"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
