"""Who holds which role for a notebook."""

from __future__ import annotations

from jupyter_mlsec.probes._ground.base import NotebookSubject, ProjectSubject, declared
from jupyter_mlsec.probes._ground.said import is_blank

ROLES = ("owner", "reviewer", "contact")


def role_holders(subject: NotebookSubject | ProjectSubject) -> dict[str, str]:
    """Return who holds which role: as declared, and for owner and reviewer else as configured."""
    fields = {key: value for each in declared(subject.declarations, "roles").values() for key, value in each.items()}
    checklist = subject.config.checklist
    configured = {"owner": checklist.author, "reviewer": next(iter(checklist.reviewers), "")}
    named = {role: fields.get(role, configured.get(role, "")).strip() for role in ROLES}
    return {role: name for role, name in named.items() if not is_blank(name, person=True)}
