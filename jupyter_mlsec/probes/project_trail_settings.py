"""Settings of an audit trail that is switched off, can be changed unseen, or is not kept."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="trail-settings",
    items=("MNT-04",),
    run=records_about("MNT-04"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
