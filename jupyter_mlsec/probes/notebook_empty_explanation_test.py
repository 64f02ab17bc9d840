"""An explanation that says nothing: of rows that are all alike, or of a model that reads a row number."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.empty_answer import empty_tests
from jupyter_mlsec.probes._notebook.weak_tests import importance_of_numbers

PROBE = Probe(
    name="empty-explanation-test",
    items=("EVA-07",),
    run=empty_tests("EVA-07", importance_of_numbers),
    partial=True,
    incidental=True,
    docs=__doc__,
)
