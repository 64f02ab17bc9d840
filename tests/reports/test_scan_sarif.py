"""SARIF: valid, the same each time, and honest about what a cell's lines are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from jupyter_mlsec.model.finding import Finding, SuppressedBy, Suppression, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Rule, Severity
from jupyter_mlsec.model.text import Place
from jupyter_mlsec.reports.sarif_rules import descriptor
from jupyter_mlsec.reports.scan_sarif import scan_sarif

SCHEMA = json.loads(Path(__file__).with_name("sarif.schema.json").read_text(encoding="utf-8"))


def one_run(reports: Sequence[TargetReport], rules: Mapping[str, Rule]) -> dict[str, Any]:
    log: Any = scan_sarif(reports, rules.values())
    jsonschema.validate(log, SCHEMA)
    run: dict[str, Any] = log["runs"][0]
    return run


def one_result(finding: Finding, kind: TargetKind = TargetKind.NOTEBOOK) -> dict[str, Any]:
    result: dict[str, Any] = one_run([TargetReport(path=finding.path, kind=kind, findings=(finding,))], {})["results"][
        0
    ]
    return result


def test_every_result_points_at_its_rule_and_its_artifact(
    reports: Sequence[TargetReport],
    rules: Mapping[str, Rule],
) -> None:
    run = one_run(reports, rules)
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert names == ["dangerous-pickle", "email-address", "github-token", "unsafe-torch-load"]
    uris = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert uris == ["broken.ipynb", "models/a%20b.pkl", "train.ipynb"]
    told = []
    for result in run["results"]:
        where = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert names[result["ruleIndex"]] == result["ruleId"]
        assert uris[where["index"]] == where["uri"]
        told.append((result["ruleId"], result["level"], where["uri"], "suppressions" in result))
    assert told == [
        ("dangerous-pickle", "error", "models/a%20b.pkl", False),
        ("github-token", "error", "train.ipynb", False),
        ("unsafe-torch-load", "error", "train.ipynb", False),
        ("email-address", "warning", "train.ipynb", True),
    ]


def test_a_result_in_a_cell(token: Finding) -> None:
    assert one_result(token) == {
        "ruleId": "github-token",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": "a GitHub token is written in the cell. Revoke it and read it from the environment.",
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "train.ipynb", "uriBaseId": "%SRCROOT%", "index": 0},
                    "region": {
                        "startLine": 2,
                        "startColumn": 10,
                        "endLine": 2,
                        "endColumn": 18,
                        "message": {
                            "text": "Lines and columns count within the source of cell 4 (8f2c01ab), "
                            "not within the file.",
                        },
                    },
                },
                "logicalLocations": [
                    {
                        "name": "source",
                        "decoratedName": "the source of cell 4 (8f2c01ab)",
                        "fullyQualifiedName": "/cells/3/source",
                        "kind": "property",
                    },
                ],
            },
        ],
        "partialFingerprints": {"mlsecFingerprint/v1": "aa11"},
        "properties": {"family": "secret", "severity": "critical", "confidence": "high", "place": "source"},
    }


@pytest.mark.parametrize(
    ("place", "in_cell", "pointer"),
    [
        (Place.OUTPUT, True, "/cells/3/outputs"),
        (Place.CELL_METADATA, True, "/cells/3/metadata"),
        (Place.ATTACHMENT, True, "/cells/3/attachments"),
        (Place.NOTEBOOK_METADATA, False, "/metadata"),
    ],
)
def test_other_places(token: Finding, place: Place, in_cell: bool, pointer: str) -> None:  # noqa: FBT001 - a parameter of the table
    result = one_result(replace(token, place=place, cell=token.cell if in_cell else None))
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == pointer


def test_a_script_counts_in_its_file_and_an_artifact_not_at_all(token: Finding) -> None:
    script = one_result(replace(token, cell=None), TargetKind.SCRIPT)["locations"][0]
    assert "logicalLocations" not in script
    assert script["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 18}
    artifact = one_result(replace(token, cell=None, place=Place.ARTIFACT), TargetKind.ARTIFACT)["locations"][0]
    assert list(artifact["physicalLocation"]) == ["artifactLocation"]


def test_what_was_not_checked_is_an_error_of_the_run(reports: Sequence[TargetReport]) -> None:
    assert one_run(reports, {})["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {
                    "level": "error",
                    "message": {"text": "not checked: not JSON: line 3"},
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": "broken.ipynb", "uriBaseId": "%SRCROOT%", "index": 0},
                            },
                        },
                    ],
                },
            ],
        },
    ]
    assert one_run(reports[:2], {})["invocations"] == [{"executionSuccessful": True}]


def test_rules_carry_help_tags_and_cwe(reports: Sequence[TargetReport], rules: Mapping[str, Rule]) -> None:
    run = one_run(reports, rules)
    assert run["tool"]["driver"]["rules"][3] == {
        "id": "unsafe-torch-load",
        "name": "UnsafeTorchLoad",
        "shortDescription": {"text": "torch.load runs code from the file."},
        "fullDescription": {"text": "torch.load runs code from the file. Pass weights_only=True."},
        "help": {
            "text": "Pass weights_only=True.",
            "markdown": "A checkpoint is a pickle.\n\nUse `weights_only=True` instead.",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "tags": ["external/atlas/aml.t0011.000", "external/cwe/cwe-502", "security", "unsafe-load"],
            "precision": "high",
            "problem.severity": "error",
            "security-severity": "8.0",
        },
        "relationships": [
            {"target": {"id": "502", "toolComponent": {"name": "CWE", "index": 0}}, "kinds": ["superset"]},
        ],
    }
    assert [taxon["id"] for taxon in run["taxonomies"][0]["taxa"]] == ["502"]


def test_levels_and_scores(rules: Mapping[str, Rule]) -> None:
    told = {}
    for severity in Severity:
        described: Any = descriptor(replace(rules["unsafe-torch-load"], severity=severity))
        told[severity.value] = (
            described["defaultConfiguration"]["level"],
            described["properties"]["security-severity"],
        )
    assert told == {
        "low": ("note", "2.0"),
        "medium": ("warning", "5.5"),
        "high": ("error", "8.0"),
        "critical": ("error", "9.5"),
    }


@pytest.mark.parametrize(
    ("by", "kind"),
    [(SuppressedBy.INLINE, "inSource"), (SuppressedBy.BASELINE, "external"), (SuppressedBy.POLICY, "external")],
)
def test_suppressions(token: Finding, by: SuppressedBy, kind: str) -> None:
    assert one_result(replace(token, suppressed=Suppression(by, "known")))["suppressions"] == [
        {"kind": kind, "status": "accepted", "justification": "known", "properties": {"by": by.value}},
    ]


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("a b/ä#?.ipynb", {"uri": "a%20b/%C3%A4%23%3F.ipynb", "uriBaseId": "%SRCROOT%"}),
        ("/srv/x.ipynb", {"uri": "file:///srv/x.ipynb"}),
        ("C:\\data\\x.ipynb", {"uri": "file:///C:/data/x.ipynb"}),
        ("sub\\x.ipynb", {"uri": "sub/x.ipynb", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_paths_become_uris(path: str, location: dict[str, str]) -> None:
    run = one_run([TargetReport(path=path, kind=TargetKind.NOTEBOOK)], {})
    assert run["artifacts"][0]["location"] == location


def test_a_message_never_becomes_a_link(token: Finding) -> None:
    result = one_result(replace(token, message="see [x](javascript:alert(1))\u202e.", remedy="Do not."))
    assert result["message"]["text"] == "see \\[x\\](javascript:alert(1))\\\\u202e. Do not."


def test_the_same_scan_gives_the_same_bytes(reports: Sequence[TargetReport], rules: Mapping[str, Rule]) -> None:
    again = scan_sarif(reports[::-1], rules.values())
    assert json.dumps(scan_sarif(reports, rules.values())) == json.dumps(again)
