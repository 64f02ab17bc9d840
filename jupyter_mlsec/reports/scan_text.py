"""A scan for a terminal: each finding with its place and its line underlined, what was not looked at, and a summary.

A secret is never shown: a line comes as an :class:`Excerpt`, which is masked where it is made, and the underlined
part of a secret or of personal data is masked here once more. Lines of outputs are not shown, for they are data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jupyter_mlsec.model.finding import Excerpt, Finding, Outcome, TargetReport
from jupyter_mlsec.model.rule import Confidence, Family, Severity
from jupyter_mlsec.model.text import Place
from jupyter_mlsec.reports.counting import counted, tally
from jupyter_mlsec.reports.finding_order import ordered_findings, ordered_targets
from jupyter_mlsec.reports.ink import Ink, Style
from jupyter_mlsec.reports.visible import visible, width
from jupyter_mlsec.reports.whereabouts import file_name, whereabouts

MASK = "•"

_SENSITIVE = frozenset({Family.SECRET, Family.PRIVACY})
_STYLES = {
    Severity.CRITICAL: Style.BAD,
    Severity.HIGH: Style.SERIOUS,
    Severity.MEDIUM: Style.WARNING,
    Severity.LOW: Style.NOTE,
}


def scan_text(reports: Sequence[TargetReport], *, color: bool = False) -> str:
    """Return the scan as text; suppressed findings are counted, not shown. With ``color``, with ANSI codes."""
    ink = Ink()
    excerpts = {
        (report.path, report.commit, key): excerpt for report in reports for key, excerpt in report.excerpts.items()
    }
    findings = [finding for finding in ordered_findings(reports) if finding.suppressed is None]
    for finding in findings:
        _finding(ink, finding, excerpts)
    _not_checked(ink, reports)
    _summary(ink, reports, findings)
    return ink.page(color=color)


def _finding(ink: Ink, finding: Finding, excerpts: Mapping[tuple[str, str | None, str], Excerpt]) -> None:
    style = _STYLES[finding.severity]
    ink.write(f"{finding.severity}[{finding.rule}]", style).line(f": {finding.message}", Style.STRONG)
    key = (finding.path, finding.commit, finding.fingerprint)
    excerpt = excerpts.get(key) if finding.place is Place.SOURCE else None
    number = str(finding.position.line) if excerpt else ""
    margin = " " * max(1, len(number))
    ink.write(f"{margin} --> ", Style.FRAME).line(whereabouts(finding))
    if excerpt:
        before, marked, after = _parts(finding, excerpt)
        ink.line(f"{margin} |", Style.FRAME)
        ink.write(f"{number} | ", Style.FRAME).line(before + marked + after)
        ink.write(f"{margin} | ", Style.FRAME).line(" " * width(before) + "^" * max(1, width(marked)), style)
    ink.write(f"{margin} = ", Style.FRAME).write("help", Style.STRONG).line(f": {finding.remedy}")
    if finding.confidence is not Confidence.HIGH:
        ink.write(f"{margin} = ", Style.FRAME).write("note", Style.STRONG).line(f": {finding.confidence} confidence")
    ink.line()


def _parts(finding: Finding, excerpt: Excerpt) -> tuple[str, str, str]:
    """Return the line before, within and after the underline, as it will look: escapes count as what they show."""
    before, marked, after = (
        excerpt.text[: excerpt.start],
        excerpt.text[excerpt.start : excerpt.end],
        excerpt.text[excerpt.end :],
    )
    if finding.family in _SENSITIVE:
        marked = MASK * len(marked)
    tabs = (part.replace("\t", "    ") for part in (before, marked, after))
    before, marked, after = (visible(part) for part in tabs)
    return before, marked, after


def _not_checked(ink: Ink, reports: Sequence[TargetReport]) -> None:
    skipped = [report for report in ordered_targets(reports) if report.outcome is not Outcome.CHECKED]
    if not skipped:
        return
    ink.line("not checked:", Style.WARNING)
    for report in skipped:
        ink.write("  ").write(file_name(report.path, report.commit), Style.STRONG).line(
            f": {report.reason or 'no reason was given'}"
        )
    ink.line()


def _summary(ink: Ink, reports: Sequence[TargetReport], findings: Sequence[Finding]) -> None:
    checked = sum(report.outcome is Outcome.CHECKED for report in reports)
    cells = sum(report.cells for report in reports)
    suppressed = [found.suppressed.by for report in reports for found in report.findings if found.suppressed]
    looked = f"{counted(checked, 'target')} checked, {counted(cells, 'cell')}"
    if findings:
        order = sorted(Severity, reverse=True)
        amount = f"{counted(len(findings), 'finding')} ({tally((found.severity for found in findings), order)})"
        ink.write(amount, _STYLES[max(found.severity for found in findings)]).write(f"; {looked}")
    else:
        ink.write("no findings", Style.GOOD if checked == len(reports) else Style.PLAIN).write(f"; {looked}")
    if suppressed:
        kinds = tally(suppressed, sorted(set(suppressed)))
        ink.write(f"; {len(suppressed)} suppressed ({kinds})")
    ink.line()
    if checked < len(reports):
        missing = counted(len(reports) - checked, "target")
        ink.line(f"{missing} could not be checked: this is not a clean result", Style.WARNING)
