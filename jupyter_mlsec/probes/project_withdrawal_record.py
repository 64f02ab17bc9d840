"""Records in which access to something retired still works: keys, endpoints and licences, and boxes without a tick."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_withdrawals import keys_of_the_retired, still_working, unticked
from jupyter_mlsec.probes._folder.record_answer import records_about

_STEP = "Revoke each, and write down the day."

PROBE = Probe(
    name="withdrawal-record",
    items=("RET-04",),
    run=records_about("RET-04", rows=(unticked, keys_of_the_retired, still_working), step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
