"""Registers of changes that their author approved, or that were let out before there was evidence."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import in_order
from jupyter_mlsec.probes._folder.ledger_people import one_hand
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Measure first, and ask for the approval of somebody else."

PROBE = Probe(
    name="change-register",
    items=("MNT-02",),
    run=ledgers_about(
        one_hand("of_changes", otherwise=("of_waivers", "of_reviews", "of_retired")),
        in_order("of_changes", "evidence", "decided", "it was decided before there was evidence"),
        step=_STEP,
    ),
    partial=True,
    incidental=True,
    docs=__doc__,
)
