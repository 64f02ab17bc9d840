"""A policy for updates that sets no term."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="update-policy",
    items=("MNT-01",),
    run=records_about("MNT-01"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
