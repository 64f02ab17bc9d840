"""Advisories that were closed later than the project promised itself, or are open behind that day."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import kept_promises
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Close what is overdue first, and say why it took longer."

PROBE = Probe(
    name="promised-dates",
    items=("MNT-01",),
    run=ledgers_about(kept_promises("of_advisories"), step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
