"""Registers of drills that are longer ago than their own interval allows, or whose lessons are overdue."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import kept_promises, on_time
from jupyter_mlsec.probes._folder.ledgers import ledgers_about

_STEP = "Hold the next one, and turn the lessons of the last into checks."

PROBE = Probe(
    name="drill-register",
    items=("MNT-06",),
    run=ledgers_about(on_time("of_drills"), kept_promises("of_drills"), step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
