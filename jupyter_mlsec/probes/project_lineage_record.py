"""Records of data that say that nobody knows their version or where they went."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="lineage-record",
    items=("PRE-05",),
    run=records_about("PRE-05"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
