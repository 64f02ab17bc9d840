"""Closed incidents from which nothing followed, and what was to follow from a drill and is open after its day."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import kept_promises
from jupyter_mlsec.probes._folder.ledger_incidents import lessons_drawn
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Turn the lessons of the last one into checks, in time."

PROBE = Probe(
    name="drill-register",
    items=("MNT-06",),
    run=ledgers_about(kept_promises("of_drills"), lessons_drawn, step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
