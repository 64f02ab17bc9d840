"""A record of a retired model whose leftovers nobody has looked for."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.records import records_about

PROBE = Probe(
    name="leftover-record",
    items=("RET-03",),
    run=records_about("RET-03"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
