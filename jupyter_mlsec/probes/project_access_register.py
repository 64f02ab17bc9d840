"""Registers in which access to something retired is still open: boxes without a tick, keys that are valid."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_gaps import keys_of_the_retired, unticked
from jupyter_mlsec.probes._folder.ledger_withdrawals import still_working
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Revoke each, and write down the day."

PROBE = Probe(
    name="access-register",
    items=("RET-04",),
    run=ledgers_about(unticked, keys_of_the_retired, still_working, step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
