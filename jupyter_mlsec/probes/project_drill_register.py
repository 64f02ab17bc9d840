"""Drills that are longer ago than their own interval allows, and closed incidents from which nothing followed."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_calendar import on_calendar
from jupyter_mlsec.probes._folder.ledger_dates import kept_promises, on_time
from jupyter_mlsec.probes._folder.ledger_incidents import lessons_drawn
from jupyter_mlsec.probes._folder.ledgers import Ledger, Row, is_called
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Hold the next one, and turn the lessons of the last into checks."


def _is_drill(ledger: Ledger, row: Row) -> bool:
    return is_called("of_drills", " ".join((*row.above, ledger.title)))


PROBE = Probe(
    name="drill-register",
    items=("MNT-06",),
    run=ledgers_about(
        on_time("of_drills"),
        on_calendar(_is_drill, "a drill is overdue"),
        kept_promises("of_drills"),
        lessons_drawn,
        step=_STEP,
    ),
    partial=True,
    incidental=True,
    docs=__doc__,
)
