"""Settings of monitoring that is switched off, compares with nothing, or tells nobody."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="monitoring-settings",
    items=("DEP-07",),
    run=records_about("DEP-07"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
