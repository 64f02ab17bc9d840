"""Expectations that nothing can break, and records that say that the data were not checked."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_expectations import idle_expectations
from jupyter_mlsec.probes._folder.record_limits import broken_limits

PROBE = Probe(
    name="quality-record",
    items=("COL-02",),
    run=records_about("COL-02", idle_expectations, broken_limits("COL-02")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
