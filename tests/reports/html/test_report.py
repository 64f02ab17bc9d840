"""The team lead's page: all that it says, in order; the same each time; small."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from textwrap import wrap

from inline_snapshot import snapshot

from jupyter_mlsec import __version__
from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.checklist import Checklist, ItemState, Status
from jupyter_mlsec.model.run import Failure, Signer
from jupyter_mlsec.reports.html.report import render_report


def words(html: str) -> list[str]:
    body = html[html.index("<body>") :].replace(__version__, "VERSION")
    lines = re.sub(r"</?(?:td|th|span|strong|svg|path|rect|text|title|g|a|li|dd|dt|h1)\b[^>]*>", " ", body)
    lines = re.sub(r"<[^>]*>", "\n", lines)
    return [part for line in lines.splitlines() for part in wrap(" ".join(unescape(line).split()), 96)]


def test_the_whole_page(assessment: Assessment, checklist: Checklist, now: datetime) -> None:
    signed = replace(checklist, coverage=0.9, fingerprints={**checklist.fingerprints, "data": "sha256:" + "0" * 64})
    assert words(render_report(assessment, previous=signed, now=now)) == snapshot(
        [
            "train.ipynb",
            "Run 2026-11-21 09:12 UTC, succeeded in 1 min 30 s: 1 of 1 code cell.",
            "data 7a647a64 changed",
            "notebook 3a913a91",
            "✓ Verified Trust level 1: signed by its author.",
            "Not proven: that the notebook gave these results; its author vouches for that.",
            "author: a.ng, key SHA256:7f3c",
            "2 answers and waivers: none signed.",
            "Decision needed",
            "Not ready",
            "2 critical or high findings known vulnerabilities in 1 distribution that the notebook uses 1",
            "failed item: PRE-06",
            "1 stale item 1 open item 1 accepted risk 1 waiver ending within 14 days",
            "To decide: mlsec sign-off BUNDLE --as reviewer --decision approve (or reject )",
            "Coverage: fresh evidence or an answer for what applies 66%",
            "Conformance: risk weight with fresh evidence that passes 37%",
            "Every item, by stage: settled, of what applies",
            "Governance 0 of 1 ○",
            "Preparation 0 of 1 ✗",
            "Training 0 of 1 ↻",
            "Evaluation 1 of 1 ✓",
            "Deployment 1 of 1 ◇",
            "Retirement 1 of 1 ✓",
            "✓ passed",
            "✗ failed",
            "! warning",
            "○ open",
            "↻ stale",
            "◇ waived",
            "· not applicable",
            "? no evidence",
            "Changed since the last sign-off",
            "coverage worse 90% → 66%",
            "data different 00000000 → 7a647a64",
            "Accepted risks",
            "item reason and approver ends",
            "DEP-06 Runs are signed",
            "The pilot gets its signing key only in December. B. Lee (not signed) ! 6 days left",
            "2026-11-27",
            "Not checked, and why",
            "our-lib 0.1",
            "installed from a folder",
            "GOV-01",
            "no evidence was collected",
            "Numbers that matter",
            "what value 95 % interval limit",
            "duplicate rows",
            "PRE-06 12",
            "✗ ≤ 0",
            "accuracy",
            "EVA-01 0.91 0.89 to 0.93 0.89 to 0.93",
            "✓ ≥ 0.9",
            "Dot: value. Line with ends: interval. Dashed: limit, green where it is kept. Grey dot: before.",
            "Open, by risk",
            "item risk state what was seen, and the next step",
            "PRE-06 critical ✗ failed No leakage between splits",
            "12 rows of the test set are in the training set.",
            "Next: Drop the duplicates before the split.",
            "TRN-03 high ↻ stale Environment is locked",
            "cells changed since 2026-11-20",
            "Next: %mlsec run",
            "GOV-01 high ○ open Owner and reviewer are named",
            'Next: %mlsec declare roles --owner "…"',
            "Findings in the notebook",
            "severity where what, and what to do",
            "critical cell 4 (8f2c01ab), line 2:10 a GitHub token is written in the cell. Revoke it and read",
            "it from the environment. github-token",
            "high cell 6, line 12:5 torch.load runs code from the file. Pass weights_only=True. unsafe-torch-",
            "load",
            "1 suppressed with a reason.",
            "Environment",
            "✗ vulnerable 2 known vulnerabilities in 1 distribution; 2 distributions looked up, 1 not",
            "CPython 3.11.9 · advisories: PyPI, newest 2026-11-20",
            "distribution advisory fixed in",
            "jinja2 3.1.2",
            "needed by something imported PYSEC-2024-1, CVE-2024-22195 xmlattr filter allows injection 3.1.3",
            "or 4.0",
            "jinja2 3.1.2",
            "needed by something imported PYSEC-2024-2 no fixed version",
            "Standards",
            "Share of the mapped requirements that fresh evidence speaks to. It says what was looked at, not",
            "what was fulfilled.",
            "OWASP AISVS 1 of 1",
            "What changed when",
            "TRN-03: now stale TRN-03 ↻",
            "2026-10-28 09:14 2026-11-21 09:14",
            "One row an item that changed, its state now at the right. 4 more items were in one state all",
            "along. When a ground changed is not known, only that it did.",
            "2026-11-27 Ahead: the waiver of DEP-06 ends",
            "2026-11-21 09:14 RET-01 answered by A. Ng (not signed)",
            "2026-11-21 09:14 evidence for 3 items: 2 pass, 1 fail",
            "2026-10-28 09:14 DEP-06 waived by B. Lee (not signed)",
            "Annex: all items and their evidence",
            "2 pass, 1 fail, 1 open, 1 stale, 1 waived · profile exploration",
            "Governance",
            "GOV-01 ○ open Owner and reviewer are named high",
            'Next: %mlsec declare roles --owner "…"',
            "Preparation",
            "PRE-06 ✗ failed No leakage between splits critical",
            "12 rows of the test set are in the training set.",
            "Next: Drop the duplicates before the split.",
            "a-probe, today",
            "Training",
            "TRN-03 ↻ stale Environment is locked high",
            "cells changed since 2026-11-20",
            "Next: %mlsec run",
            "a-probe, today",
            "Evaluation",
            "EVA-01 ✓ passed Metrics meet their limits high",
            "Accuracy meets its limit.",
            "a-probe, today · data 7a647a64 notebook 3a913a91",
            "Deployment",
            "DEP-06 ◇ waived Runs are signed medium",
            "accepted by B. Lee until 2026-11-27: The pilot gets its signing key only in December.",
            "The tool says: failed.",
            "Retirement",
            "RET-01 ✓ passed Retirement is planned low",
            "It is switched off in March 2027. (not signed)",
            "Made 2026-11-21 09:14 UTC by jupyter-mlsec VERSION. This file holds no script and asks for",
            "nothing from outside.",
        ]
    )


def test_a_first_look_at_a_notebook(assessment: Assessment, now: datetime) -> None:
    bare = replace(assessment, audit=None, run=None, verification=None)
    page = words(render_report(bare, now=now))
    assert "○ Signature not checked This page was made without verifying one." in page
    assert "Nobody has signed off on this notebook yet, so there is nothing to compare with." in page
    assert "Not audited. That is not the same as clean." in page
    assert "this page was made without a bundle to verify" in page


def test_parameters_are_named_without_their_values(assessment: Assessment, now: datetime) -> None:
    assert assessment.run is not None
    run = replace(assessment.run, parameters={"seed": 7411, "alpha": "a-value"})
    html = render_report(replace(assessment, run=run), now=now)
    assert "1 of 1 code cell, parameters alpha, seed." in html
    assert "7411" not in html
    assert "a-value" not in html


def test_the_same_input_gives_the_same_bytes(assessment: Assessment, now: datetime) -> None:
    backwards = replace(
        assessment,
        scan=replace(assessment.scan, findings=assessment.scan.findings[::-1]),
        checklist=replace(
            assessment.checklist,
            fingerprints=dict(sorted(assessment.checklist.fingerprints.items(), reverse=True)),
        ),
    )
    assert render_report(assessment, now=now) == render_report(backwards, now=now)


def test_all_items_of_the_catalogue_fit_in_one_small_file(assessment: Assessment, now: datetime) -> None:
    """Every item has six pieces of evidence with two numbers and eight lines each: far more than a real one."""
    source = assessment.checklist.states[3]
    evidence = replace(
        source.evidence[0],
        observation=replace(
            source.evidence[0].observation,
            summary="A summary of the length that a probe would write about what it has seen. " * 2,
            details=("columns age, income, postcode",) * 8,
        ),
    )
    states = tuple(
        ItemState(
            item=item,
            status=Status.FAIL,
            computed=Status.FAIL,
            evidence=(evidence,) * 6,
            next_step="%mlsec data df --target y",
        )
        for item in catalogue().items
    )
    assert len(states) == 62
    html = render_report(replace(assessment, checklist=replace(assessment.checklist, states=states)), now=now)
    assert len(html.encode()) < 150_000
    squares = re.findall(r'<a class="square s-fail" href="#([A-Z]+-\d+)"', html)
    assert sorted(squares) == sorted(state.item.id for state in states)


def test_a_reviewers_decision_is_told(assessment: Assessment, now: datetime) -> None:
    verification = assessment.verification
    assert verification is not None
    reviewer = Signer(role="reviewer", identity="b.lee", key="SHA256:aa11")
    approved = replace(verification, signers=(*verification.signers, reviewer))
    page = render_report(replace(assessment, verification=approved), now=now)
    assert "approved as reviewer by b.lee, key SHA256:aa11" in page
    assert "This is what was signed off." in page
    failure = Failure(code="run-rejected", path="attestations/x", message="b.lee rejected this run as reviewer")
    page = render_report(replace(assessment, verification=replace(verification, failures=(failure,))), now=now)
    assert "✗ Rejected by a reviewer" in page
    assert "b.lee rejected this run as reviewer" in page


def test_failures_are_told_by_kind(assessment: Assessment, now: datetime) -> None:
    verification = assessment.verification
    assert verification is not None
    failures = tuple(Failure(code="report-mismatch", path="report.html", message=f"another file {n}") for n in range(9))
    page = render_report(replace(assessment, verification=replace(verification, failures=failures)), now=now)
    assert "report-mismatch: another file 0 (report.html), and 8 more of this kind" in page
    assert "another file 1" not in page
