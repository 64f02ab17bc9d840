"""A record of consulted advisories that says that nobody consulted them."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="advisory-record",
    items=("GOV-05",),
    run=records_about("GOV-05"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
