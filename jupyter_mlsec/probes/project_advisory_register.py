"""Registers of advisories that concern the project and that nobody answered."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_gaps import unanswered
from jupyter_mlsec.probes._folder.ledgers import ledgers_about

_STEP = "Let somebody look at each, and write down who, and what follows."

PROBE = Probe(
    name="advisory-register",
    items=("GOV-05",),
    run=ledgers_about(unanswered, step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
