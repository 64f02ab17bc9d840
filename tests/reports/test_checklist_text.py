"""The checklist's page: two figures, all items, and what to do next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from inline_snapshot import snapshot

from jupyter_mlsec.model.checklist import Checklist, Status
from jupyter_mlsec.reports.checklist_text import checklist_text, percent


def test_page(checklist: Checklist) -> None:
    assert checklist_text(checklist) == snapshot("""\
train.ipynb (profile exploration)
  coverage     66%  of what applies has fresh evidence or an answer
  conformance  37%  of the risk weight with fresh evidence passes
  2 pass, 1 fail, 1 open, 1 stale, 1 waived

Governance (0 of 1 settled)
  ○ open            GOV-01  Owner and reviewer are named

Preparation (0 of 1 settled)
  ✗ failed          PRE-06  No leakage between splits
                            12 rows of the test set are in the training set.

Training (0 of 1 settled)
  ↻ stale           TRN-03  Environment is locked
                            cells changed since 2026-11-20

Evaluation (1 of 1 settled)
  ✓ passed          EVA-01  Metrics meet their limits
                            Accuracy meets its limit.

Deployment (1 of 1 settled)
  ◇ waived          DEP-06  Runs are signed
                            accepted by B. Lee until 2026-11-27: The pilot gets its signing key only in December.

Retirement (1 of 1 settled)
  ✓ passed          RET-01  Retirement is planned
                            It is switched off in March 2027.

next steps, by risk:
  PRE-06 (critical): Drop the duplicates before the split.
  TRN-03 (high): %mlsec run
  GOV-01 (high): %mlsec declare roles --owner "…"
""")


@pytest.mark.parametrize(("share", "text"), [(0, "0%"), (0.29, "29%"), (0.999, "99%"), (1, "100%")])
def test_percent_is_never_rounded_up(share: float, text: str) -> None:
    assert percent(share) == text


def test_what_does_not_apply_takes_one_line(checklist: Checklist) -> None:
    left_out = [
        replace(state, status=Status.NOT_APPLICABLE, evidence=(), answer=None) for state in checklist.states[:1]
    ]
    seen = replace(checklist.states[3], status=Status.NOT_APPLICABLE)
    page = checklist_text(replace(checklist, states=(*left_out, seen)))
    assert page.splitlines()[4:] == [
        "",
        "Governance (nothing applies)",
        "  · not applicable  GOV-01",
        "",
        "Evaluation (nothing applies)",
        "  · not applicable  EVA-01  Metrics meet their limits",
        "                            Accuracy meets its limit.",
    ]
