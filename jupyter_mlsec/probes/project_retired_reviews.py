"""Reviews of what is retired that are longer ago than their own interval allows, or that nobody ever held."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_calendar import on_calendar
from jupyter_mlsec.probes._folder.ledger_dates import on_time
from jupyter_mlsec.probes._folder.ledger_leftovers import about_leftovers, left_lying
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Look for leftovers now, and write down what was found."


PROBE = Probe(
    name="retired-reviews",
    items=("RET-03",),
    run=ledgers_about(
        on_time("of_reviews", also="of_retired"),
        left_lying,
        on_calendar(about_leftovers, "something retired was not looked at for leftovers in time"),
        step=_STEP,
    ),
    partial=True,
    incidental=True,
    docs=__doc__,
)
