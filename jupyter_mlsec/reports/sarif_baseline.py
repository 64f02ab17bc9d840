"""What became of the findings of an earlier report (SARIF 2.1.0, 3.27.24): new, unchanged, updated, absent.

Fingerprints stay when cells move. Where one is gone, a finding of the same rule in the same cell and place is the same
one in another line; the cell is known by its id, or by its number where it has none.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import UUID, uuid5

from jupyter_mlsec.model.finding import Finding

_NAMESPACE = UUID("2a7f5d0e-6a4e-5f0b-9d3c-8f1f2b7c4e61")  # drawn once; ids follow from contents


@dataclass(frozen=True, slots=True)
class Compared:
    """The state of each finding that there is, by its place in their list, and those that are gone."""

    states: tuple[str, ...]
    absent: tuple[Finding, ...]


def compared(findings: Sequence[Finding], before: Iterable[Finding]) -> Compared:
    """Match findings with earlier ones, each with one at most: by fingerprint first, then by rule and place."""
    left = list(before)
    states = ["new"] * len(findings)
    for key in (_exactly, _by_place):
        waiting: defaultdict[tuple[object, ...], deque[Finding]] = defaultdict(deque)
        for finding in left:
            waiting[key(finding)].append(finding)
        for index, finding in enumerate(findings):
            if states[index] == "new" and waiting[key(finding)]:
                match = waiting[key(finding)].popleft()
                states[index] = "unchanged" if _looks(match) == _looks(finding) else "updated"
                left.remove(match)
    return Compared(tuple(states), tuple(left))


def run_guid(findings: Iterable[Finding]) -> str:
    """Return the id of a run with these findings, the same for the same ones wherever they are reported."""
    lines = sorted(" ".join(map(str, (*_exactly(finding), *_looks(finding)))) for finding in findings)
    return str(uuid5(_NAMESPACE, "\n".join(lines)))


def _exactly(finding: Finding) -> tuple[object, ...]:
    return finding.rule, _name(finding), finding.fingerprint


def _by_place(finding: Finding) -> tuple[object, ...]:
    cell = finding.cell
    return finding.rule, _name(finding), finding.place, None if cell is None else cell.id or cell.index


def _looks(finding: Finding) -> tuple[object, ...]:
    """Return what makes a finding another one to who decides about it; where it stands does not."""
    suppressed = finding.suppressed
    told = None if suppressed is None else (suppressed.by, suppressed.reason)
    return finding.fingerprint, finding.severity, finding.confidence, finding.message, told


def _name(finding: Finding) -> str:
    """Return a file's name: a bundle knows its notebook by that alone."""
    return PurePosixPath(finding.path.replace("\\", "/")).name
