"""Registers of reviews that the author held, or that came later than their own interval allows."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import on_time
from jupyter_mlsec.probes._folder.ledger_people import one_hand
from jupyter_mlsec.probes._folder.ledgers import ledgers_about

_STEP = "Let somebody else look at it, in time."

PROBE = Probe(
    name="review-register",
    items=("GOV-07",),
    run=ledgers_about(
        one_hand("of_reviews", otherwise=("of_retired", "of_waivers")),
        on_time("of_reviews", otherwise=("of_retired", "of_drills")),
        step=_STEP,
    ),
    partial=True,
    incidental=True,
    docs=__doc__,
)
