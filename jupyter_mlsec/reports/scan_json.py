"""The ``mlsec-scan/1`` object. Its types are its own: a new field of the model must not change a published shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

import msgspec

from jupyter_mlsec import __version__
from jupyter_mlsec.model.finding import Finding, Outcome, Suppression, TargetReport, Verdict
from jupyter_mlsec.model.rule import Edit, Fix, Removal
from jupyter_mlsec.reports.finding_order import ordered_findings, ordered_targets


class ToolShape(msgspec.Struct, frozen=True):
    """Who wrote the object."""

    name: str
    version: str


class TargetShape(msgspec.Struct, frozen=True):
    """One thing that was to be looked at; ``commit`` is there in a history only."""

    path: str
    kind: str
    outcome: str
    reason: str | None
    cells: int
    commit: str | msgspec.UnsetType = msgspec.UNSET


class CellShape(msgspec.Struct, frozen=True):
    """Which cell, counted from 0."""

    index: int
    id: str | None


class SuppressionShape(msgspec.Struct, frozen=True):
    """Why a finding does not count."""

    by: str
    reason: str


class FindingShape(msgspec.Struct, frozen=True):
    """One finding, flat, as the contract draws it; ``commit`` is there in a history only."""

    rule: str
    family: str
    severity: str
    confidence: str
    message: str
    remedy: str
    path: str
    cell: CellShape | None
    place: str
    line: int
    column: int
    end_line: int
    end_column: int
    fingerprint: str
    suppressed: SuppressionShape | None
    commit: str | msgspec.UnsetType = msgspec.UNSET


class ChangeShape(msgspec.Struct, frozen=True):
    """One change of a fix. Without ``replacement`` what stands at ``origin`` is removed as a whole.

    ``origin`` is the path in the notebook's JSON; ``start`` and ``end`` count code points from 0 in the text of that
    place, lines and columns as in a finding.
    """

    origin: list[str | int]
    cell: CellShape | None = None
    place: str | None = None
    start: int | None = None
    end: int | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    replacement: str | None = None


class FixShape(msgspec.Struct, frozen=True):
    """One way to end a finding."""

    title: str
    safe: bool
    changes: list[ChangeShape]


class AllowShape(msgspec.Struct, frozen=True):
    """Where the comment that suppresses a finding is to be inserted, and what goes around it."""

    line: int
    column: int
    before: str
    after: str


class FixableFindingShape(FindingShape, frozen=True, kw_only=True):
    """A finding, its fixes and where to allow it, for an editor: only the server sends these.

    ``seal`` names the record in the notebook's metadata that ignores it; ``nth`` counts, from 0, those of its rule at
    its very place: two outputs of a cell have the same lines and columns.
    """

    fixes: list[FixShape]
    allow: AllowShape | None = None
    seal: str = ""
    nth: int = 0


class ScanShape(msgspec.Struct, frozen=True):
    """The whole answer."""

    format: str
    tool: ToolShape
    verdict: str
    targets: list[TargetShape]
    findings: list[FindingShape]


def scan_verdict(reports: Sequence[TargetReport]) -> Verdict:
    """Return what the scan says as a whole: one target that could not be looked at makes it ``incomplete``."""
    if any(report.outcome is not Outcome.CHECKED for report in reports):
        return Verdict.INCOMPLETE
    if any(finding.suppressed is None for report in reports for finding in report.findings):
        return Verdict.FINDINGS
    return Verdict.CLEAN


def scan_object(reports: Sequence[TargetReport], *, fixes: bool = False) -> dict[str, object]:
    """Return the ``mlsec-scan/1`` object as plain dicts and lists, in an order that does not depend on the scan's.

    With ``fixes``, each finding also has ``"fixes"``: the server needs them, the command's shape does not have them.
    """
    shape = ScanShape(
        format="mlsec-scan/1",
        tool=ToolShape("jupyter-mlsec", __version__),
        verdict=scan_verdict(reports).value,
        targets=[_target(report) for report in ordered_targets(reports)],
        findings=_fixable_findings(reports) if fixes else finding_shapes(reports),
    )
    answer: dict[str, object] = msgspec.to_builtins(shape)
    return answer


def finding_shapes(reports: Sequence[TargetReport]) -> list[FindingShape]:
    """Return the findings of some targets in the published shape and order."""
    return [_finding(finding) for finding in ordered_findings(reports)]


def _target(report: TargetReport) -> TargetShape:
    commit = msgspec.UNSET if report.commit is None else report.commit
    return TargetShape(report.path, report.kind.value, report.outcome.value, report.reason, report.cells, commit)


def _finding(finding: Finding) -> FindingShape:
    position = finding.position
    return FindingShape(
        rule=finding.rule,
        family=finding.family.value,
        severity=finding.severity.value,
        confidence=finding.confidence.value,
        message=finding.message,
        remedy=finding.remedy,
        path=finding.path,
        cell=None if finding.cell is None else CellShape(finding.cell.index, finding.cell.id),
        place=finding.place.value,
        line=position.line,
        column=position.column,
        end_line=position.end_line,
        end_column=position.end_column,
        fingerprint=finding.fingerprint,
        suppressed=_suppression(finding.suppressed),
        commit=msgspec.UNSET if finding.commit is None else finding.commit,
    )


def _suppression(suppressed: Suppression | None) -> SuppressionShape | None:
    return None if suppressed is None else SuppressionShape(suppressed.by.value, suppressed.reason)


def _fixable_findings(reports: Sequence[TargetReport]) -> list[FindingShape]:
    seen: Counter[tuple[object, ...]] = Counter()
    nth: dict[int, int] = {}
    for report in reports:
        for finding in report.findings:  # in reading order
            place = (report.path, finding.rule, finding.cell, finding.place, finding.position)
            nth[id(finding)] = seen[place]
            seen[place] += 1
    return [_fixable(finding, nth[id(finding)]) for finding in ordered_findings(reports)]


def _fixable(finding: Finding, nth: int) -> FixableFindingShape:
    allow = None if finding.allow is None else AllowShape(**asdict(finding.allow))
    fixes = [_fix(fix) for fix in finding.fixes]
    seal = "" if finding.suppressed is None else finding.suppressed.seal
    told = msgspec.structs.asdict(_finding(finding))
    return FixableFindingShape(**told, fixes=fixes, allow=allow, seal=seal, nth=nth)


def _fix(fix: Fix) -> FixShape:
    return FixShape(fix.title, fix.safe, [_change(change) for change in fix.changes])


def _change(change: Edit | Removal) -> ChangeShape:
    if isinstance(change, Removal):
        return ChangeShape(list(change.origin))
    text, position = change.text, change.text.position(change.span)
    return ChangeShape(
        origin=list(text.origin),
        cell=None if text.cell is None else CellShape(text.cell.index, text.cell.id),
        place=text.place.value,
        start=change.span.start,
        end=change.span.end,
        line=position.line,
        column=position.column,
        end_line=position.end_line,
        end_column=position.end_column,
        replacement=change.replacement,
    )
