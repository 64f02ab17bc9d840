"""A scan as SARIF 2.1.0 (OASIS standard, errata 01), for code scanning services and editors.

SARIF counts lines in files, and a cell's lines are not lines of the ``.ipynb`` file. A region therefore says in its
own message what it counts in, and the logical location names the cell by its JSON path. Columns are code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote

from jupyter_mlsec import __version__
from jupyter_mlsec.model.finding import Finding, Outcome, SuppressedBy, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Rule
from jupyter_mlsec.model.text import Place
from jupyter_mlsec.reports.finding_order import ordered_findings, ordered_targets
from jupyter_mlsec.reports.sarif_baseline import compared, run_guid
from jupyter_mlsec.reports.sarif_rules import LEVELS, cwe_taxonomy, descriptor, stand_in
from jupyter_mlsec.reports.sentences import told
from jupyter_mlsec.reports.visible import visible
from jupyter_mlsec.reports.whereabouts import cell_name

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://github.com/jupyter-mlsec/jupyter-mlsec"

_MIME = {TargetKind.NOTEBOOK: "application/x-ipynb+json", TargetKind.SCRIPT: "text/x-python"}
_POINTERS = {
    Place.SOURCE: "source",
    Place.OUTPUT: "outputs",
    Place.CELL_METADATA: "metadata",
    Place.ATTACHMENT: "attachments",
}
_WORDS = {
    Place.SOURCE: "the source",
    Place.OUTPUT: "the decoded output",
    Place.CELL_METADATA: "the metadata",
    Place.ATTACHMENT: "the decoded attachment",
}


def scan_sarif(
    reports: Sequence[TargetReport], rules: Iterable[Rule], before: Iterable[Finding] | None = None
) -> dict[str, object]:
    """Return the SARIF log of one scan as plain dicts and lists, the same for the same input.

    ``rules`` are those that were switched on; a rule of a finding that is not among them is described by the finding.
    With the findings ``before`` each result says whether it is news, and those that are gone are results as well.
    """
    targets = ordered_targets(reports)
    findings = ordered_findings(reports)
    earlier = None if before is None else tuple(before)
    compare = None if earlier is None else compared(findings, earlier)
    guid = run_guid(findings)
    findings += compare.absent if compare else ()
    states = (*compare.states, *("absent" for _ in compare.absent)) if compare else ()
    known = {rule.name: rule for rule in rules}
    for finding in findings:
        known.setdefault(finding.rule, stand_in(finding))
    ordered = [known[name] for name in sorted(known)]
    indices = {rule.name: index for index, rule in enumerate(ordered)}
    cwes = sorted({cwe for rule in ordered for cwe in rule.cwe})
    files = list({report.path: report for report in targets}.values())  # a history has one file in many commits
    places = {report.path: (index, report.kind) for index, report in enumerate(files)}
    driver: dict[str, object] = {
        "name": "jupyter-mlsec",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": HOME,
        "rules": [descriptor(rule) for rule in ordered],
    }
    run: dict[str, object] = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "mlsec-scan/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(targets, {path: index for path, (index, _) in places.items()})],
        "artifacts": [_artifact(report) for report in files],
        "results": [_result(finding, indices[finding.rule], _target(finding, places)) for finding in findings],
    }
    if earlier is not None:
        run["automationDetails"] = {"id": "mlsec-scan/", "guid": guid}
        run["baselineGuid"] = run_guid(earlier)
        run["results"] = [
            {**result, "baselineState": state} for result, state in zip(_results(run), states, strict=True)
        ]
    if cwes:
        driver["supportedTaxonomies"] = [{"name": "CWE", "index": 0}]
        run["taxonomies"] = [cwe_taxonomy(cwes)]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _results(run: Mapping[str, object]) -> list[dict[str, object]]:
    results = run["results"]
    return results if isinstance(results, list) else []


def _target(finding: Finding, places: Mapping[str, tuple[int, TargetKind]]) -> tuple[int | None, TargetKind]:
    """Return the number and kind of a finding's file; one that is gone may have been in a file that is gone, too."""
    if finding.path in places:
        return places[finding.path]
    return None, TargetKind.ARTIFACT if finding.place is Place.ARTIFACT else TargetKind.NOTEBOOK


def _invocation(targets: Sequence[TargetReport], indices: Mapping[str, int]) -> dict[str, object]:
    """Say whether everything was looked at: a target that was not is an error of the run, not an absent result."""
    notifications = [
        {
            "level": "error",
            "message": {"text": _plain(f"{_of(report.commit)}not checked: {report.reason or 'no reason was given'}")},
            "locations": [{"physicalLocation": {"artifactLocation": _location(report.path, indices[report.path])}}],
        }
        for report in targets
        if report.outcome is not Outcome.CHECKED
    ]
    invocation: dict[str, object] = {"executionSuccessful": not notifications}
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    return invocation


def _of(commit: str | None) -> str:
    return "" if commit is None else f"commit {commit}: "


def _artifact(report: TargetReport) -> dict[str, object]:
    artifact: dict[str, object] = {"location": _location(report.path), "roles": ["analysisTarget"]}
    if report.kind in _MIME:
        artifact |= {"mimeType": _MIME[report.kind]}
    if report.kind is TargetKind.SCRIPT:
        artifact |= {"sourceLanguage": "python"}
    return artifact


def _location(path: str, index: int | None = None) -> dict[str, object]:
    location: dict[str, object]
    if PureWindowsPath(path).drive:
        location = {"uri": "file:///" + quote(PureWindowsPath(path).as_posix(), safe="/:")}
    elif path.startswith("/"):
        location = {"uri": "file://" + quote(path)}
    else:
        location = {"uri": quote(str(PurePosixPath(path.replace("\\", "/")))), "uriBaseId": "%SRCROOT%"}
    return location if index is None else {**location, "index": index}


def _result(finding: Finding, rule_index: int, target: tuple[int | None, TargetKind]) -> dict[str, object]:
    index, kind = target
    fingerprints = {"mlsecFingerprint/v1": finding.fingerprint}
    properties = {
        "family": finding.family.value,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "place": finding.place.value,
    }
    if finding.commit is not None:
        fingerprints["mlsecCommit/v1"] = properties["commit"] = finding.commit
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": LEVELS[finding.severity],
        "message": {"text": _plain(f"{_of(finding.commit)}{told(finding)}")},
        "locations": [_place(finding, index, kind)],
        "partialFingerprints": fingerprints,
        "properties": properties,
    }
    if finding.suppressed:
        inline = finding.suppressed.by is SuppressedBy.INLINE
        result["suppressions"] = [
            {
                "kind": "inSource" if inline else "external",
                "status": "accepted",
                "justification": finding.suppressed.reason,
                "properties": {"by": finding.suppressed.by.value},
            },
        ]
    return result


def _place(finding: Finding, index: int | None, kind: TargetKind) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": _location(finding.path, index)}
    place: dict[str, object] = {"physicalLocation": physical}
    if finding.place is Place.ARTIFACT:
        return place
    position = finding.position
    region: dict[str, object] = {
        "startLine": position.line,
        "startColumn": position.column,
        "endLine": position.end_line,
        "endColumn": position.end_column,
    }
    physical["region"] = region
    if kind is not TargetKind.NOTEBOOK:
        return place
    logical = _logical(finding)
    region["message"] = {"text": f"Lines and columns count within {logical['decoratedName']}, not within the file."}
    return {**place, "logicalLocations": [logical]}


def _logical(finding: Finding) -> Mapping[str, str]:
    if finding.cell is None:
        names = {"name": "metadata", "decoratedName": "the notebook's metadata", "fullyQualifiedName": "/metadata"}
    else:
        name = _POINTERS[finding.place]
        names = {
            "name": name,
            "decoratedName": f"{_WORDS[finding.place]} of {visible(cell_name(finding.cell))}",
            "fullyQualifiedName": f"/cells/{finding.cell.index}/{name}",
        }
    return {**names, "kind": "property"}


def _plain(text: str) -> str:
    """Return a message of which no viewer makes a link (SARIF 3.11.6); brackets that make none stay as they are."""
    shown = visible(text)
    if "](" not in shown:
        return shown
    return shown.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
