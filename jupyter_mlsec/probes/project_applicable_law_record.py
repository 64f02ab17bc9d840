"""A record that leaves open which laws and standards apply."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="applicable-law-record",
    items=("GOV-02",),
    run=records_about("GOV-02"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
