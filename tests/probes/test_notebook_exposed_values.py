from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.model.finding import Finding, SuppressedBy, Suppression
from jupyter_mlsec.model.rule import Family, Severity

Ask = Callable[..., tuple[str, str]]
Make = Callable[..., Finding]


@pytest.mark.parametrize("family", [Family.SECRET, Family.PRIVACY])
def test_a_planted_value(ask_notebook: Ask, finding: Make, family: Family) -> None:
    assert ask_notebook("exposed_values", "x = 1", findings=(finding(family),)) == (
        "fail",
        "1 secret or personal value in source.",
    )


def test_a_clean_twin(ask_notebook: Ask, finding: Make) -> None:
    other = (finding(Family.HYGIENE), finding(Family.UNSAFE_LOAD))
    assert ask_notebook("exposed_values", "x = 1", findings=other) == (
        "pass",
        "No secret and no personal value in 1 cell, their outputs and metadata.",
    )


def test_what_a_person_allowed_does_not_count(ask_notebook: Ask, finding: Make) -> None:
    from dataclasses import replace

    allowed = replace(finding(Family.SECRET), suppressed=Suppression(SuppressedBy.INLINE, "a sample"))
    assert ask_notebook("exposed_values", "x", findings=(allowed,))[0] == "pass"


def test_a_slight_finding_is_for_a_person_to_look_at(ask_notebook: Ask, finding: Make) -> None:
    assert ask_notebook("exposed_values", "x", findings=(finding(Family.PRIVACY, Severity.LOW),)) == (
        "warn",
        "1 value may be personal.",
    )


def test_a_scan_that_could_not_look_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("exposed_values", "x = 1", scanned=False) == (
        "error",
        "Not evidence: parts of the notebook could not be read.",
    )
