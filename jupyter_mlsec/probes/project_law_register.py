"""Profiles that name no law, or no tier of risk, where the same file says what laws are made for."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_gaps import lawless
from jupyter_mlsec.probes._folder.ledgers import ledgers_about

_STEP = "Name the laws and the tier of risk, or why none applies: %mlsec declare regulations …"

PROBE = Probe(
    name="law-register",
    items=("GOV-02",),
    run=ledgers_about(lawless, step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
