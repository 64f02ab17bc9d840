"""Fragments: the same words as the terminal, with marks that do not depend on colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from textwrap import wrap

import pytest
from inline_snapshot import snapshot

from jupyter_mlsec.model.audit import AuditReport
from jupyter_mlsec.model.checklist import Checklist, Observation, Status
from jupyter_mlsec.model.finding import Outcome, TargetReport
from jupyter_mlsec.reports.html.fragments import (
    audit_fragment,
    checklist_fragment,
    evidence_fragment,
    findings_fragment,
)


def words(html: str) -> list[str]:
    bare = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    lines = re.sub(r"</?(?:td|th|span|strong|svg|path|rect|code)\b[^>]*>", " ", bare)
    lines = re.sub(r"<[^>]*>", "\n", lines)
    return [part for line in lines.splitlines() for part in wrap(" ".join(unescape(line).split()), 96)]


def test_checklist(checklist: Checklist) -> None:
    html = checklist_fragment(checklist)
    assert words(html) == snapshot(
        [
            "train.ipynb · profile exploration · coverage 66% · conformance 37%",
            "Governance : 0 of 1 settled",
            "○ open GOV-01 Owner and reviewer are named",
            'Next: %mlsec declare roles --owner "…"',
            "Preparation : 0 of 1 settled",
            "✗ failed PRE-06 No leakage between splits",
            "12 rows of the test set are in the training set.",
            "Next: Drop the duplicates before the split.",
            "Training : 0 of 1 settled",
            "↻ stale TRN-03 Environment is locked",
            "cells changed since 2026-11-20",
            "Next: %mlsec run",
            "Evaluation : 1 of 1 settled",
            "✓ passed EVA-01 Metrics meet their limits",
            "Accuracy meets its limit.",
            "Deployment : 1 of 1 settled",
            "◇ waived DEP-06 Runs are signed",
            "accepted by B. Lee until 2026-11-27: The pilot gets its signing key only in December.",
            "Retirement : 1 of 1 settled",
            "✓ passed RET-01 Retirement is planned",
            "It is switched off in March 2027.",
        ]
    )
    rows = re.findall(r'data-mlsec-item="([^"]+)" data-status="([^"]+)"', html)
    assert rows == [(state.item.id, state.status.value) for state in checklist.states]
    assert [bool(opened) for opened in re.findall(r"<details( open)?>", html)] == [True] * 3 + [False] * 3


def test_findings(reports: Sequence[TargetReport]) -> None:
    assert words(findings_fragment(reports[0])) == snapshot(
        [
            "2 findings, 1 suppressed · train.ipynb",
            "severity where what and what to do",
            "■ critical cell 4 (8f2c01ab), line 2:10 a GitHub token is written in the cell. Revoke it and",
            "read it from the environment. github-token",
            "◆ high cell 6, line 12:5 torch.load runs code from the file. Pass weights_only=True. unsafe-",
            "torch-load",
        ]
    )


def test_clean_and_not_checked_are_told_apart(reports: Sequence[TargetReport]) -> None:
    clean = replace(reports[0], findings=())
    assert words(findings_fragment(clean)) == snapshot(["No findings · train.ipynb"])
    unread = replace(clean, outcome=Outcome.NOT_CHECKED, reason="too large")
    assert words(findings_fragment(unread)) == snapshot(
        ["No findings · train.ipynb", "? not checked too large. This is not a clean result."]
    )


def test_audit(audit: AuditReport) -> None:
    assert words(audit_fragment(audit)) == snapshot(
        [
            "vulnerable 2 known vulnerabilities in 1 distribution; 2 distributions looked up, 1 not",
            "CPython 3.11.9 · advisories: PyPI, newest 2026-11-20",
            "distribution how near advisory fixed in",
            "jinja2 3.1.2 needed by something imported PYSEC-2024-1, CVE-2024-22195 xmlattr filter allows",
            "injection 3.1.3 or 4.0",
            "jinja2 3.1.2 needed by something imported PYSEC-2024-2 no fixed version is known",
            "1 not looked up",
            "our-lib 0.1: installed from a folder",
        ]
    )


def test_evidence_is_told_once_for_all_its_items(checklist: Checklist) -> None:
    seen = [one for state in checklist.states for one in state.evidence]
    again = [replace(one, item="GOV-09") for one in seen]
    html = evidence_fragment([*reversed(seen), *again], "Evidence about df")
    assert words(html) == snapshot(
        [
            "Evidence about df : 1 failed, 2 passed",
            "✗ failed PRE-06, GOV-09 12 rows of the test set are in the training set.",
            "duplicate rows",
            "12",
            "✗ ≤ 0",
            "12 of 569 rows",
            "✓ passed EVA-01, GOV-09 Accuracy meets its limit.",
            "accuracy",
            "0.91",
            "0.89 to 0.93",
            "✓ ≥ 0.9",
            "✓ passed TRN-03, GOV-09 A lock lies beside it.",
        ]
    )
    assert re.findall(r"<details>.*?EVA-01", html, re.DOTALL), "what is well is folded"
    assert html.count("<details>") == 1, "what was found is not"
    assert html.count('<svg class="mlsec-scale"') == 2


@pytest.mark.parametrize(("reasons", "folded"), [(1, 0), (3, 1)])
def test_probes_that_could_not_look_are_told_by_reason(checklist: Checklist, reasons: int, folded: int) -> None:
    seen = next(state for state in checklist.states if state.item.id == "PRE-06").evidence[0]
    unable = [
        replace(
            seen,
            probe=f"{kind}-{rows}",
            item=item,
            observation=Observation(status=Status.ERROR, summary=f"Not evidence: it takes {rows} rows."),
        )
        for rows in range(reasons)
        for kind, item in (("slow", "PRE-06"), ("fast", "EVA-01"))
    ]
    html = evidence_fragment([*unable, seen])
    told = words(html)
    assert told[0] == f"1 failed, {2 * reasons} without evidence"
    assert told[1].startswith("✗ failed"), "what was found comes first"
    assert html.count("<details>") == folded
    assert (f"? no evidence {2 * reasons} probes could not look, for {reasons} reasons" in told) is bool(folded)
    assert "? no evidence EVA-01, PRE-06 it takes 0 rows. (slow-0, fast-0)" in told


def test_no_evidence() -> None:
    assert words(evidence_fragment([])) == snapshot(["No evidence was collected."])
