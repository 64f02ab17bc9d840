"""Profiles that name no law or tier of risk where there is one, and lists that exclude laws without a reason."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_gaps import lawless
from jupyter_mlsec.probes._folder.ledger_laws import unreasoned
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Name the laws and the tier of risk, or why none applies: %mlsec declare regulations …"

PROBE = Probe(
    name="law-register",
    items=("GOV-02",),
    run=ledgers_about(lawless, unreasoned, step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
