"""The order in which findings and targets are told: by path, cell, place and position, whatever order they came in."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.model.finding import Finding, TargetReport
from jupyter_mlsec.model.text import Place

_PLACES = {place: rank for rank, place in enumerate(Place)}


def ordered_targets(reports: Sequence[TargetReport]) -> list[TargetReport]:
    """Return the targets by path, so that parallel scans tell the same story each time."""
    return sorted(reports, key=lambda report: (report.path, report.kind))


def ordered_findings(reports: Sequence[TargetReport]) -> list[Finding]:
    """Return all findings by path, cell (the notebook itself first), place, position and rule."""
    return sorted((finding for report in reports for finding in report.findings), key=_key)


def _key(finding: Finding) -> tuple[str, int, int, int, int, str, str]:
    return (
        finding.path,
        -1 if finding.cell is None else finding.cell.index,
        _PLACES[finding.place],
        finding.position.line,
        finding.position.column,
        finding.rule,
        finding.fingerprint,
    )
