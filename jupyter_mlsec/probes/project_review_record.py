"""A review that is overdue, or that nobody but the author held."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="review-record",
    items=("GOV-07",),
    run=records_about("GOV-07"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
