"""A record of data that says that they are not encrypted."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="encryption-record",
    items=("COL-06",),
    run=records_about("COL-06"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
