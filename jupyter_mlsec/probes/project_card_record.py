"""A model card that leaves its limits or its use open."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="card-record",
    items=("EVA-10",),
    run=records_about("EVA-10"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
