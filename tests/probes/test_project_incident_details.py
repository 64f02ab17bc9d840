from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
ROLES = {"roles": {"owner": "A. Ng", "reviewer": "B. Li", "contact": "C. Wu"}}
PLAN = "Looked at on 2026-10-01. Call A. Ng, B. Li and C. Wu. Go back to train.mlrun.zip.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PLAN, ("pass", "The incident plan of 2026-10-01 names 3 roles and a run to go back to.")),
        (PLAN.replace("2026-10-01", "2026-01-01"), ("fail", "The incident plan was not looked at for 180 days.")),
        (PLAN.replace("train.", "old."), ("fail", "The incident plan falls back on old.mlrun.zip, which is gone.")),
        (PLAN.replace("A. Ng", "Z. Xi"), ("warn", "The incident plan does not name the owner.")),
        (PLAN.replace("train.mlrun.zip", "the last"), ("warn", "The incident plan names nothing to go back to.")),
        (PLAN.replace("2026-10-01", "Monday"), ("error", "Not evidence: the incident plan carries no date.")),
    ],
)
def test_plans(ask_project: Ask, text: str, said: tuple[str, str]) -> None:
    files = {"INCIDENT_RESPONSE.md": text, "train.mlrun.zip": "x"}
    assert ask_project("incident_details", files, declare=ROLES) == said


def test_without_a_plan(ask_project: Ask) -> None:
    assert ask_project("incident_details", {}) == (
        "not-applicable",
        "Does not apply: there is no incident plan in the project.",
    )
