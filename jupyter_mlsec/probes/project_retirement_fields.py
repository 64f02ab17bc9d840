"""A retirement record that leaves open why, what follows, and what is kept."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="retirement-fields",
    items=("RET-02",),
    run=records_about("RET-02"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
