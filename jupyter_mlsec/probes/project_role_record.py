"""Roles that nobody has, that one person has all of, or whose signatures are by keys that none of the roles has."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_people import empty_roles, unknown_keys
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_people import roles_in_one_hand

_STEP = "Name somebody for each role, and let them sign with the key that is written there."

PROBE = Probe(
    name="role-record",
    items=("GOV-01",),
    run=records_about("GOV-01", roles_in_one_hand, rows=(empty_roles, unknown_keys), step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
