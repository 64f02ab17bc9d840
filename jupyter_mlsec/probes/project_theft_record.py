"""A report of an evaluation that says that nobody tried to copy the model."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_limits import broken_limits
from jupyter_mlsec.probes._folder.records import records_about

PROBE = Probe(
    name="theft-record",
    items=("EVA-05",),
    run=records_about("EVA-05", broken_limits("EVA-05")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
