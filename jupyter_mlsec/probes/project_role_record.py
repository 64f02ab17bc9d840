"""A list of roles in which a role has nobody, or one person has them all."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_people import roles_in_one_hand

PROBE = Probe(
    name="role-record",
    items=("GOV-01",),
    run=records_about("GOV-01", roles_in_one_hand),
    partial=True,
    incidental=True,
    docs=__doc__,
)
