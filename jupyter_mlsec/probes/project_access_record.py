"""A record of data that says that nobody controls who reads them."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="access-record",
    items=("COL-04",),
    run=records_about("COL-04"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
