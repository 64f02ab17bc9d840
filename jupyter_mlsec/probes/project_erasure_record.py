"""A record of a retired model that says that its data are still there."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="erasure-record",
    items=("RET-01",),
    run=records_about("RET-01"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
