"""Settings of federated learning in which the coordinator sees what each party learnt."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.records import records_about

PROBE = Probe(
    name="aggregation-record",
    items=("TRN-11",),
    run=records_about("TRN-11"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
