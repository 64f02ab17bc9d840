"""Who holds which role for a notebook."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from jupyter_mlsec.probes._ground.base import NotebookSubject, ProjectSubject, declared
from jupyter_mlsec.probes._ground.said import is_blank
from jupyter_mlsec.probes._names.read import table

ROLES = ("owner", "reviewer", "contact")
_APART = re.compile(r"[\W_]+")


def role_holders(subject: NotebookSubject | ProjectSubject) -> dict[str, str]:
    """Return who holds which role: as declared, and for owner and reviewer else as configured."""
    checklist = subject.config.checklist
    configured = {"owner": checklist.author, "reviewer": next(iter(checklist.reviewers), "")}
    named = {**configured, **dict(reversed([*named_roles(subject)]))}
    return {role: name for role in ROLES if not is_blank(name := named.get(role, "").strip(), person=True)}


def named_roles(subject: NotebookSubject | ProjectSubject) -> Iterator[tuple[str, str]]:
    """Yield each role with who is declared to hold it; a ``security_reviewer`` and an ``approver`` are reviewers.

    A role that is called by its own name comes before others that mean the same.
    """
    for each in declared(subject.declarations, "roles").values():
        yield from roles_in(each)


def roles_in(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each role that the fields of a declaration speak of, and who holds it."""
    yield from ((role, fields[role]) for role in ROLES if role in fields)
    for key, value in fields.items():
        if key not in ROLES:
            yield from ((role, value) for role in roles_called(_plain(key)))


def roles_called(name: str) -> tuple[str, ...]:
    """Return the roles that a name in plain small letters stands for: ``security reviewer``, ``datenschutz``."""
    return tuple(role for role, pattern in table("persons", "roles").items() if re.search(pattern, name))


def _plain(key: str) -> str:
    bare = "".join(each for each in unicodedata.normalize("NFKD", key) if not unicodedata.combining(each))
    return _APART.sub(" ", bare).strip().lower()
