"""A report of an evaluation whose figures are below its own limit, or that measured no performance at all."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_limits import broken_limits

PROBE = Probe(
    name="performance-record",
    items=("EVA-01",),
    run=records_about("EVA-01", broken_limits("EVA-01")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
