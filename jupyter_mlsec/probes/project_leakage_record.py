"""A report of an evaluation that says that nobody asked the model about its training rows."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_limits import broken_limits

PROBE = Probe(
    name="leakage-record",
    items=("EVA-04",),
    run=records_about("EVA-04", broken_limits("EVA-04")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
