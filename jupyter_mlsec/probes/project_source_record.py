"""A data sheet with an open source, licence, owner or way of collection."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="source-record",
    items=("COL-03",),
    run=records_about("COL-03"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
