"""A report of an evaluation that says that robustness was not measured, or was not enough."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_limits import broken_limits

PROBE = Probe(
    name="robustness-record",
    items=("EVA-02",),
    run=records_about("EVA-02", broken_limits("EVA-02")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
