"""Records of data that say that nobody looked for bias in them."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="representation-record",
    items=("PRE-03",),
    run=records_about("PRE-03"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
