"""A scan as GitHub workflow commands, which a run on GitHub shows as annotations of the changed files.

Escaping follows the toolkit of GitHub's own actions: ``%``, CR and LF everywhere, ``:`` and ``,`` in properties too.
"""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.model.finding import Finding, Outcome, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Severity
from jupyter_mlsec.reports.finding_order import ordered_findings, ordered_targets
from jupyter_mlsec.reports.sentences import told
from jupyter_mlsec.reports.visible import visible
from jupyter_mlsec.reports.whereabouts import COMMIT_LENGTH, file_name, place_name

_COMMANDS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}


def scan_github(reports: Sequence[TargetReport]) -> str:
    """Return one command a line, for each finding that is not suppressed and each target that was not checked."""
    kinds = {report.path: report.kind for report in reports}
    commands = [
        _finding(finding, kinds[finding.path]) for finding in ordered_findings(reports) if finding.suppressed is None
    ]
    commands += [
        _command("error", {"file": report.path, "title": "not checked"}, _unchecked(report))
        for report in ordered_targets(reports)
        if report.outcome is not Outcome.CHECKED
    ]
    return "".join(f"{command}\n" for command in commands)


def _unchecked(report: TargetReport) -> str:
    reason = report.reason or "no reason was given"
    return reason if report.commit is None else f"{file_name(report.path, report.commit)}: {reason}"


def _finding(finding: Finding, kind: TargetKind) -> str:
    properties = {"file": finding.path}
    message = told(finding)
    if kind is TargetKind.SCRIPT and finding.commit is None:  # the file may have other lines by now
        position = finding.position
        properties |= {"line": str(position.line), "endLine": str(position.end_line), "col": str(position.column)}
        properties |= {"endColumn": str(position.end_column)}
    elif place := place_name(finding):
        message = f"{place}: {message}"  # GitHub counts lines of the file, and a cell's lines are not those
    if finding.commit is not None:
        message = f"commit {finding.commit[:COMMIT_LENGTH]}: {message}"
    properties["title"] = f"{finding.severity}[{finding.rule}]"
    return _command(_COMMANDS[finding.severity], properties, message)


def _command(name: str, properties: dict[str, str], message: str) -> str:
    settings = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {settings}::{_data(message)}"


def _data(value: str) -> str:
    shown = visible(value, keep="\r\n")
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
