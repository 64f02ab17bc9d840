"""The portfolio: who needs a decision first, and what they share."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from textwrap import wrap

from inline_snapshot import snapshot

from jupyter_mlsec import __version__
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.reports.html.portfolio import render_portfolio


def words(html: str) -> list[str]:
    body = html[html.index("<body>") :].replace(__version__, "VERSION")
    lines = re.sub(r"</?(?:td|th|span|strong|li|p)\b[^>]*>", " ", body)
    lines = re.sub(r"<br>", ", ", lines)
    lines = re.sub(r"<[^>]*>", "\n", lines)
    return [part for line in lines.splitlines() for part in wrap(" ".join(unescape(line).split()), 96)]


def test_two_notebooks(assessment: Assessment, now: datetime) -> None:
    shared = {"data:df": "sha256:" + "7a64" * 16}
    worse = replace(
        assessment,
        path="worse.ipynb",
        checklist=replace(assessment.checklist, fingerprints={**shared, "env": "sha256:1"}),
    )
    states = tuple(replace(state, status=Status.PASS) for state in assessment.checklist.states)
    better = replace(
        assessment,
        path="better.ipynb",
        scan=replace(assessment.scan, findings=()),
        checklist=replace(assessment.checklist, states=states, fingerprints={**shared, "env": "sha256:1"}),
        audit=None,
    )
    assert words(render_portfolio([better, worse], now=now)) == snapshot(
        [
            "Portfolio",
            "Notebooks that need a decision come first.",
            "Standing",
            "0 of 2 notebooks ready",
            "Notebooks",
            "notebook standing run signed by critical open failed stale waivers ending coverage conformance",
            "environment",
            "worse.ipynb ✗ Not ready today author a.ng 1 1 1 1 66% 37% vulnerable",
            "2 critical or high findings; known vulnerabilities in 1 distribution that the notebook uses; 1",
            "failed item: PRE-06.",
            "better.ipynb ! Ready, with open points today author a.ng 0 0 0 0 66% 37% not audited",
            "Settled items, by stage",
            "notebook Governance Collection Preparation Training Evaluation Deployment Maintenance Retirement",
            "worse.ipynb ○ 0 of 1 ✗ 0 of 1 ↻ 0 of 1 ✓ 1 of 1 ◇ 1 of 1 ✓ 1 of 1",
            "better.ipynb ✓ 1 of 1 ✓ 1 of 1 ✓ 1 of 1 ✓ 1 of 1 ✓ 1 of 1 ✓ 1 of 1",
            "✓ passed",
            "✗ failed",
            "! warning",
            "○ open",
            "↻ stale",
            "◇ waived",
            "· not applicable",
            "? no evidence",
            "Shared files, frames and models",
            "what fingerprint used in",
            "df 7a647a64 better.ipynb, worse.ipynb",
            "Made 2026-11-21 09:14 UTC by jupyter-mlsec VERSION. This file holds no script and asks for",
            "nothing from outside.",
        ]
    )
    assert render_portfolio([better, worse], now=now) == render_portfolio([worse, better], now=now)
