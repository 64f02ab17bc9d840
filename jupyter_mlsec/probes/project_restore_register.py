"""Records of restores that did not match, took longer than their objective, or are longer ago than they may be."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import on_time
from jupyter_mlsec.probes._folder.ledger_restores import failed_restores
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Find out why, mend it, and restore once more."

PROBE = Probe(
    name="restore-register",
    items=("MNT-05",),
    run=ledgers_about(failed_restores, on_time("of_restores", otherwise=("of_retired",)), step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
