"""A figure of performance that cannot be bad: answers held against themselves, or accuracy alone of what is rare."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.empty_answer import empty_tests
from jupyter_mlsec.probes._notebook.weak_tests import accuracy_of_the_rare

PROBE = Probe(
    name="empty-performance-test",
    items=("EVA-01",),
    run=empty_tests("EVA-01", accuracy_of_the_rare),
    partial=True,
    incidental=True,
    docs=__doc__,
)
