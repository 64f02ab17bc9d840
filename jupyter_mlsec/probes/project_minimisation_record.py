"""A record of data that says that nobody asked which columns are needed."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="minimisation-record",
    items=("COL-07",),
    run=records_about("COL-07"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
