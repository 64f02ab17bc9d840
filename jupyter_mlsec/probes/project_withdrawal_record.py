"""A record of a retired model whose keys, endpoints or licences still work."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="withdrawal-record",
    items=("RET-04",),
    run=records_about("RET-04"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
