"""The published shape, field by field and in a fixed order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from jupyter_mlsec import __version__
from jupyter_mlsec.model.finding import AllowAt, Finding, Outcome, SuppressedBy, Suppression, TargetReport, Verdict
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Edit, Fix, Removal
from jupyter_mlsec.model.text import CellRef, Place, Span, Syntax, Text
from jupyter_mlsec.reports.scan_json import scan_object, scan_verdict

TOKEN = {
    "rule": "github-token",
    "family": "secret",
    "severity": "critical",
    "confidence": "high",
    "message": "a GitHub token is written in the cell",
    "remedy": "Revoke it and read it from the environment.",
    "path": "train.ipynb",
    "cell": {"index": 3, "id": "8f2c01ab"},
    "place": "source",
    "line": 2,
    "column": 10,
    "end_line": 2,
    "end_column": 18,
    "fingerprint": "aa11",
    "suppressed": None,
}


def test_the_whole_object(token: Finding) -> None:
    report = TargetReport(path="train.ipynb", kind=TargetKind.NOTEBOOK, cells=42, findings=(token,))
    answer = scan_object([report])
    assert answer == {
        "format": "mlsec-scan/1",
        "tool": {"name": "jupyter-mlsec", "version": __version__},
        "verdict": "findings",
        "targets": [
            {"path": "train.ipynb", "kind": "notebook", "outcome": "checked", "reason": None, "cells": 42},
        ],
        "findings": [TOKEN],
    }
    assert list(answer) == ["format", "tool", "verdict", "targets", "findings"]
    assert [list(found) for found in answer["findings"]] == [list(TOKEN)]  # type: ignore[attr-defined]


def test_order_and_suppressions(reports: Sequence[TargetReport]) -> None:
    answer: Any = scan_object(reports)
    assert answer == scan_object(reports[::-1])
    assert [target["path"] for target in answer["targets"]] == ["broken.ipynb", "models/a b.pkl", "train.ipynb"]
    assert [(found["rule"], found["cell"], found["suppressed"]) for found in answer["findings"]] == [
        ("dangerous-pickle", None, None),
        ("github-token", {"index": 3, "id": "8f2c01ab"}, None),
        ("unsafe-torch-load", {"index": 5, "id": None}, None),
        ("email-address", {"index": 5, "id": None}, {"by": "inline", "reason": "made up for the lesson"}),
    ]


def test_the_object_is_json_and_paths_stay_as_given() -> None:
    path = "a\u202e\udcff日.ipynb"
    answer: Any = scan_object([TargetReport(path=path, kind=TargetKind.NOTEBOOK)])
    assert json.loads(json.dumps(answer)) == answer
    assert answer["targets"][0]["path"] == path


@pytest.mark.parametrize(
    ("outcome", "suppressed", "findings", "verdict"),
    [
        (Outcome.CHECKED, False, 0, Verdict.CLEAN),
        (Outcome.CHECKED, False, 1, Verdict.FINDINGS),
        (Outcome.CHECKED, True, 1, Verdict.CLEAN),
        (Outcome.NOT_CHECKED, False, 0, Verdict.INCOMPLETE),
        (Outcome.NOT_CHECKED, False, 1, Verdict.INCOMPLETE),
        (Outcome.NOT_CHECKED, True, 1, Verdict.INCOMPLETE),
    ],
)
def test_verdict(token: Finding, outcome: Outcome, suppressed: bool, findings: int, verdict: Verdict) -> None:  # noqa: FBT001 - a parameter of the table
    reason = Suppression(SuppressedBy.BASELINE, "known") if suppressed else None
    report = TargetReport(
        path="train.ipynb",
        kind=TargetKind.NOTEBOOK,
        outcome=outcome,
        findings=(replace(token, suppressed=reason),) * findings,
    )
    clean = TargetReport(path="a.py", kind=TargetKind.SCRIPT)
    assert scan_verdict([clean, report]) is verdict


def test_fixes_are_added_for_editors_only(token: Finding) -> None:
    text = Text(Place.SOURCE, "a\r\nb = 1\n", Syntax.PYTHON, CellRef(3, "8f2c01ab"), ("cells", 3, "source"))
    changes = (Edit(text, Span(7, 8), "2"), Removal(("cells", 3, "outputs", 0)))
    found = replace(token, fixes=(Fix("use 2", changes, safe=False),), allow=AllowAt(2, 6, "  ", ""))
    report = TargetReport(path="train.ipynb", kind=TargetKind.NOTEBOOK, findings=(found,))
    nothing = dict.fromkeys(
        ("cell", "place", "start", "end", "line", "column", "end_line", "end_column", "replacement"),
    )
    edit = {
        "origin": ["cells", 3, "source"],
        "cell": {"index": 3, "id": "8f2c01ab"},
        "place": "source",
        "start": 7,
        "end": 8,
        "line": 2,
        "column": 5,
        "end_line": 2,
        "end_column": 6,
        "replacement": "2",
    }
    removal = {"origin": ["cells", 3, "outputs", 0], **nothing}
    assert scan_object([report], fixes=True)["findings"] == [
        {
            **TOKEN,
            "fixes": [{"title": "use 2", "safe": False, "changes": [edit, removal]}],
            "allow": {"line": 2, "column": 6, "before": "  ", "after": ""},
            "seal": "",
            "nth": 0,
        },
    ]
    assert scan_object([report])["findings"] == [TOKEN]
