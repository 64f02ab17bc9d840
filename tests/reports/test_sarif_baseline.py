"""What became of earlier findings, and the log that says so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from jupyter_mlsec.model.finding import Finding, SuppressedBy, Suppression, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Confidence, Family, Severity
from jupyter_mlsec.model.text import CellRef, Place, Position
from jupyter_mlsec.reports.sarif_baseline import compared, run_guid
from jupyter_mlsec.reports.scan_sarif import scan_sarif

SCHEMA = json.loads((Path(__file__).parent / "sarif.schema.json").read_text(encoding="utf-8"))


def finding(mark: str = "1", *, cell: int = 0, cell_id: str | None = "a", **fields: Any) -> Finding:
    made = Finding(
        rule="unsafe-torch-load",
        family=Family.UNSAFE_LOAD,
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        message="torch.load runs code",
        remedy="Say weights_only=True.",
        path="train.ipynb",
        place=Place.SOURCE,
        position=Position(line=1, column=1, end_line=1, end_column=5),
        fingerprint="sha256:" + mark * 64,
        cell=CellRef(index=cell, id=cell_id),
    )
    return replace(made, **fields)


ACCEPTED = Suppression(by=SuppressedBy.INLINE, reason="a file of our own")
CASES: dict[str, tuple[list[Finding], list[Finding], list[str], int]] = {
    "nothing before": ([finding()], [], ["new"], 0),
    "the same": ([finding()], [finding()], ["unchanged"], 0),
    "another cell": ([finding(cell=7, cell_id="z")], [finding()], ["unchanged"], 0),
    "another folder": ([finding(path="work/x/train.ipynb")], [finding()], ["unchanged"], 0),
    "another file": ([finding(path="other.ipynb")], [finding()], ["new"], 1),
    "another line in its cell": ([finding("2")], [finding()], ["updated"], 0),
    "another line in another cell": ([finding("2", cell=1, cell_id="b")], [finding()], ["new"], 1),
    "cells without ids": ([finding("2", cell_id=None)], [finding(cell_id=None)], ["updated"], 0),
    "graver": ([finding()], [finding(severity=Severity.LOW)], ["updated"], 0),
    "accepted since": ([finding(suppressed=ACCEPTED)], [finding()], ["updated"], 0),
    "another rule": ([finding(rule="pickle-load")], [finding()], ["new"], 1),
    "gone": ([], [finding()], [], 1),
    "one of two is gone": ([finding()], [finding(), finding()], ["unchanged"], 1),
    "one more": ([finding(), finding()], [finding()], ["unchanged", "new"], 0),
    "the exact one first": ([finding("2"), finding("1")], [finding("1"), finding("2")], ["unchanged"] * 2, 0),
    "one moved, one rewritten": (
        [finding("3"), finding("1")],
        [finding("1"), finding("2")],
        ["updated", "unchanged"],
        0,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_became_of_it(name: str) -> None:
    now, before, states, absent = CASES[name]
    found = compared(now, before)
    assert (list(found.states), len(found.absent)) == (states, absent)


def test_an_id_follows_from_what_was_found() -> None:
    one, other = finding(), finding("2")
    assert run_guid([one, other]) == run_guid([replace(other, path="x/train.ipynb", cell=None), one])
    assert run_guid([one]) != run_guid([one, one])
    assert run_guid([one]) != run_guid([finding(severity=Severity.LOW)])


def report(*findings: Finding, path: str = "train.ipynb") -> TargetReport:
    return TargetReport(path=path, kind=TargetKind.NOTEBOOK, cells=3, findings=findings)


def test_a_log_says_what_is_news() -> None:
    before = [finding("1"), finding("2", cell=1, cell_id="b"), finding("3", rule="pickle-load")]
    log = scan_sarif(
        [report(finding("1"), finding("4", cell=1, cell_id="b"), finding("5", cell=2, cell_id="c"))], (), before
    )
    jsonschema.validate(log, SCHEMA)
    (run,) = json.loads(json.dumps(log))["runs"]
    told = [
        (each["ruleId"], each["partialFingerprints"]["mlsecFingerprint/v1"][7], each["baselineState"])
        for each in run["results"]
    ]
    assert told == [
        ("unsafe-torch-load", "1", "unchanged"),
        ("unsafe-torch-load", "4", "updated"),
        ("unsafe-torch-load", "5", "new"),
        ("pickle-load", "3", "absent"),
    ]
    assert run["baselineGuid"] == run_guid(before)
    earlier = scan_sarif([report(*before)], (), ())["runs"]
    assert isinstance(earlier, list)
    assert earlier[0]["automationDetails"]["guid"] == run["baselineGuid"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"pickle-load", "unsafe-torch-load"}


def test_a_file_that_is_gone_has_no_number() -> None:
    log = scan_sarif([report()], (), [finding(path="gone.ipynb"), finding("2", path="m.pt", place=Place.ARTIFACT)])
    jsonschema.validate(log, SCHEMA)
    runs = log["runs"]
    assert isinstance(runs, list)
    places = [each["locations"][0]["physicalLocation"]["artifactLocation"] for each in runs[0]["results"]]
    assert places == [
        {"uri": "gone.ipynb", "uriBaseId": "%SRCROOT%"},
        {"uri": "m.pt", "uriBaseId": "%SRCROOT%"},
    ]


def test_without_an_earlier_report_nothing_is_said_of_it() -> None:
    text = json.dumps(scan_sarif([report(finding())], ()))
    assert [word for word in ("baselineState", "baselineGuid", '"guid"') if word in text] == []
