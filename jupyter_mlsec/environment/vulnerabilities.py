"""Turns matching advisories into vulnerabilities: one for each fault, however many databases describe it."""

from __future__ import annotations

from collections.abc import Iterable

from jupyter_mlsec.model.audit import Vulnerability

_PREFERRED = ("PYSEC-", "CVE-", "GHSA-")  # pip-audit's order, so that both name a fault alike


def merged(found: Iterable[Vulnerability]) -> tuple[Vulnerability, ...]:
    """Join those that share an id or an alias, transitively; sorted by id."""
    groups: list[tuple[set[str], list[Vulnerability]]] = []
    for vulnerability in sorted(found, key=lambda one: one.id):
        names = {vulnerability.id, *vulnerability.aliases}
        members = [vulnerability]
        apart = []
        for known, others in groups:
            if known & names:
                names |= known
                members = [*others, *members]
            else:
                apart.append((known, others))
        groups = [*apart, (names, members)]
    return tuple(sorted((_joined(names, members) for names, members in groups), key=lambda one: one.id))


def _joined(names: set[str], members: list[Vulnerability]) -> Vulnerability:
    first, *others = sorted(names, key=rank)
    by_rank = sorted(members, key=lambda one: rank(one.id))
    fixes = next((one.fix_versions for one in by_rank if one.fix_versions), ())
    return Vulnerability(
        id=first,
        aliases=tuple(sorted(others)),
        summary=next((one.summary for one in by_rank if one.summary), ""),
        fix_versions=fixes,
    )


def rank(advisory: str) -> tuple[int, str]:
    """Order ids by how well known their kind is, then by spelling."""
    kind = next((place for place, prefix in enumerate(_PREFERRED) if advisory.startswith(prefix)), len(_PREFERRED))
    return (kind, advisory)
