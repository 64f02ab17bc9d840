"""An owner, a security reviewer and a compliance contact who are three people.

Whoever wrote a notebook is the last to see its mistakes; who approves it must be somebody else.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import listed, to_declare
from jupyter_mlsec.probes._ground.roles import ROLES, role_holders


def _run(subject: NotebookSubject) -> Observation:
    holders = role_holders(subject)
    missing = [role for role in ROLES if role not in holders]
    names = [name.casefold() for name in holders.values()]
    same = sorted(role for role, name in holders.items() if names.count(name.casefold()) > 1)
    if "owner" in same and "reviewer" in same:
        return failed("The owner reviews their own notebook.", next_step="Name somebody else as the reviewer.")
    if missing:
        step = "Declare them once: %mlsec declare roles owner=… reviewer=… contact=…"
        return to_declare(f"Nobody is named as {listed(missing)}", step)
    if same:
        return failed(f"The {listed(same)} are one person.", next_step="Name another person for one of the roles.")
    return passed("Owner, reviewer and contact are named and are three people.")


PROBE = Probe(name="roles", items=("GOV-01",), run=_run, docs=__doc__)
