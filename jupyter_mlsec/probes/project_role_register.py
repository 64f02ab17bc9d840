"""Registers of roles in which one has nobody, or whose signatures are by keys that none of the roles has."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_people import empty_roles, unknown_keys
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Name somebody for each role, and let them sign with the key that is written there."

PROBE = Probe(
    name="role-register",
    items=("GOV-01",),
    run=ledgers_about(empty_roles, unknown_keys, step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
