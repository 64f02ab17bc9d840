"""Records and settings that say that direct identifiers were not masked."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="masking-record",
    items=("PRE-01",),
    run=records_about("PRE-01"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
