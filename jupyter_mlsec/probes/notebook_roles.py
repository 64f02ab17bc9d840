"""An owner, a security reviewer and a compliance contact who are three people.

Whoever wrote a notebook is the last to see its mistakes; who approves it must be somebody else. Two ways of writing
one name are one person: case, accents, titles, the order of its parts and an e-mail address do not matter. A
``security_reviewer`` or an ``approver`` is a reviewer, who is responsible for compliance is the contact.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, to_declare
from jupyter_mlsec.probes._ground.roles import ROLES, named_roles, role_holders
from jupyter_mlsec.probes._ground.said import is_blank, maybe_same_person, people, same_person

_OWN = ("owner", "reviewer")


def _run(subject: NotebookSubject) -> Observation:
    holders = role_holders(subject)
    missing = [role for role in ROLES if role not in holders]
    same = _shared(holders, same_person)
    reviewers = {holders.get("reviewer", ""), *(name for role, name in named_roles(subject) if role == "reviewer")}
    if any(_OWN in _shared({**holders, "reviewer": each}, same_person) for each in reviewers if not is_blank(each)):
        return failed("The owner reviews their own notebook.", next_step="Name somebody else as the reviewer.")
    if missing:
        step = "Declare them once: %mlsec declare roles owner=… reviewer=… contact=…"
        return to_declare(f"Nobody is named as {listed(missing)}", step)
    if same:
        roles = sorted({role for pair in same for role in pair})
        return failed(f"The {listed(roles)} are one person.", next_step="Name another person for one of the roles.")
    alike = _shared(holders, maybe_same_person)
    if alike:
        roles = sorted({role for pair in alike for role in pair})
        step = "Write their names in full, or name another person for one of the roles."
        return warned(f"The {listed(roles)} may be one person.", next_step=step)
    return passed("Owner, reviewer and contact are named and are three people.")


def _shared(holders: dict[str, str], same: Callable[[str, str], bool]) -> set[tuple[str, str]]:
    """Return the pairs of roles of which one is held by nobody but people who hold the other as well."""
    found = set()
    for one, other in combinations([role for role in ROLES if role in holders], 2):
        first, second = people(holders[one]), people(holders[other])
        inside = all(any(same(each, known) for known in first) for each in second)
        around = all(any(same(each, known) for known in second) for each in first)
        if inside or around:
            found.add((one, other))
    return found


PROBE = Probe(name="roles", items=("GOV-01",), run=_run, docs=__doc__)
