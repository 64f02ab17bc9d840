"""A finding is told once, for the commit that brought it, not again for each later version of its file."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace

from jupyter_mlsec.model.finding import Finding, TargetReport
from jupyter_mlsec.model.rule import Family

_MASKED = frozenset({Family.SECRET, Family.PRIVACY})


def introduced(reports: Iterable[TargetReport]) -> Iterator[TargetReport]:
    """Yield the reports, oldest first as they come, each with the findings that no earlier version of its file had.

    A second value on the same line is another finding: the lines look alike only because they are masked.
    """
    known: dict[str, set[Hashable]] = {}
    for report in reports:
        earlier = known.setdefault(report.path, set())
        new = tuple(finding for finding in report.findings if _identity(finding, report) not in earlier)
        earlier.update(_identity(finding, report) for finding in report.findings)
        yield replace(report, findings=new)


def _identity(finding: Finding, report: TargetReport) -> Hashable:
    if finding.family in _MASKED:
        return finding.rule, finding.place, report.marks.get(finding.fingerprint)
    return finding.rule, finding.fingerprint
