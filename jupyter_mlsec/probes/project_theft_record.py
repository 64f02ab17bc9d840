"""A record that says that nobody tried to copy the model, or lets everybody ask enough to do it."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_limits import broken_limits
from jupyter_mlsec.probes._folder.record_theft import copied_in_a_day

PROBE = Probe(
    name="theft-record",
    items=("EVA-05",),
    run=records_about("EVA-05", broken_limits("EVA-05"), copied_in_a_day),
    partial=True,
    incidental=True,
    docs=__doc__,
)
