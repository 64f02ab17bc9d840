"""What several probes say in the same words is one thing that was seen, and stands in one row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jupyter_mlsec.model.checklist import Evidence, Status

_MEASURED = frozenset({Status.FAIL, Status.WARN, Status.PASS})  # numbers of each probe belong to its words


def seen_once(evidence: Iterable[Evidence]) -> list[Sequence[Evidence]]:
    """Return evidence in groups of one status, subject and sentence; what was measured stays one probe's."""
    groups: dict[tuple[Status, str, str, str], list[Evidence]] = {}
    for each in evidence:
        seen = each.observation
        probe = each.probe if seen.status in _MEASURED else ""
        groups.setdefault((seen.status, each.subject, seen.summary, probe), []).append(each)
    return list(groups.values())


def seen_statuses(evidence: Iterable[Evidence]) -> list[Status]:
    """Return the status of each thing that was seen, and of each probe that could not look; not what does not apply."""
    groups = [(group[0].observation.status, group) for group in seen_once(evidence)]
    return [
        status
        for status, group in groups
        if status is not Status.NOT_APPLICABLE
        for _ in ({each.probe for each in group} if status is Status.ERROR else group[:1])
    ]
