"""A report of an evaluation that says that nobody looked for backdoors."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_limits import broken_limits

PROBE = Probe(
    name="backdoor-record",
    items=("EVA-08",),
    run=records_about("EVA-08", broken_limits("EVA-08")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
