"""Settings of federated learning in which the coordinator sees what each party learnt, and decisions left open.

Where several parties hold the data, somebody has to decide how they compute together: federated, encrypted, in an
enclave, or none of it, and why.
"""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_decisions import open_decision

_OPEN = "whether several parties compute without seeing each other's data is not decided"

PROBE = Probe(
    name="aggregation-record",
    items=("TRN-11",),
    run=records_about("TRN-11", open_decision("together", _OPEN)),
    partial=True,
    incidental=True,
    docs=__doc__,
)
