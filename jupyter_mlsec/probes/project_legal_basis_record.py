"""A record of data that leaves the legal basis open: what may be held is decided before it is collected."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="legal-basis-record",
    items=("COL-01",),
    run=records_about("COL-01"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
