"""The order in which findings and targets are told: by path, cell, place and position, whatever order they came in.

The commits of a history come oldest first, and that is an order to keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from jupyter_mlsec.model.finding import Finding, TargetReport
from jupyter_mlsec.model.text import Place

_PLACES = {place: rank for rank, place in enumerate(Place)}


def ordered_targets(reports: Sequence[TargetReport]) -> list[TargetReport]:
    """Return the targets by path, so that parallel scans tell the same story each time."""
    return sorted(reports, key=lambda report: (report.path, report.kind))  # of one path: oldest first, as they came


def ordered_findings(reports: Sequence[TargetReport]) -> list[Finding]:
    """Return all findings by path, cell (the notebook itself first), place, position and rule."""
    numbered = ((0 if report.commit is None else number, report) for number, report in enumerate(reports))
    keyed = [(_key(finding, number), finding) for number, report in numbered for finding in report.findings]
    return [finding for _, finding in sorted(keyed, key=itemgetter(0))]


def _key(finding: Finding, number: int) -> tuple[str, int, int, int, int, int, str, str]:
    return (
        finding.path,
        number,
        -1 if finding.cell is None else finding.cell.index,
        _PLACES[finding.place],
        finding.position.line,
        finding.position.column,
        finding.rule,
        finding.fingerprint,
    )
