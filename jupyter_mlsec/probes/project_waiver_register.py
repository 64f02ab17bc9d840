"""Registers of waivers that were granted by who asked for them, give no reason, or end before they begin."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import in_order
from jupyter_mlsec.probes._folder.ledger_gaps import thin_waivers
from jupyter_mlsec.probes._folder.ledger_people import one_hand
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Give the reason, an end, and the approval of somebody else."

PROBE = Probe(
    name="waiver-register",
    items=("GOV-08",),
    run=ledgers_about(
        thin_waivers,
        one_hand("of_waivers"),
        in_order("of_waivers", "granted", "ends", "a waiver ends before it begins"),
        step=_STEP,
    ),
    partial=True,
    incidental=True,
    docs=__doc__,
)
