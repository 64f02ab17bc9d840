"""A search for backdoors that cannot find one: no poison, no steps."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.empty_answer import empty_tests

PROBE = Probe(
    name="empty-backdoor-test",
    items=("EVA-08",),
    run=empty_tests("EVA-08"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
