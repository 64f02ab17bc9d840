"""A threat model without threats, or with threats that nobody treats."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="threat-record",
    items=("GOV-03",),
    run=records_about("GOV-03"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
