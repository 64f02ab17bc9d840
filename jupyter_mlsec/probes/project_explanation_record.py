"""A report of an evaluation that says that nobody looked at what the model goes by."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_limits import broken_limits

PROBE = Probe(
    name="explanation-record",
    items=("EVA-07",),
    run=records_about("EVA-07", broken_limits("EVA-07")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
