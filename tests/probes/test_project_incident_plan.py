from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
WHOLE = (
    "# Plan of 2026-10-01 for the credit model\nDetect by the drift alarm. Contain: switch to the rules.\n"
    "Remove the poisoned rows, retrain. Restore the last signed run.\nNotify the owner (on-call: +44 1632 960000).\n"
)


def test_a_whole_plan(ask_project: Ask) -> None:
    assert ask_project("incident_plan", {"docs/incident_response.md": WHOLE}) == (
        "pass",
        "docs/incident_response.md covers every step, with contacts and a date.",
    )


def test_a_plan_with_gaps(ask_project: Ask) -> None:
    text = WHOLE.replace("Restore the last signed run.", "").replace("2026-10-01 ", "")
    assert ask_project("incident_plan", {"INCIDENT.md": text}) == (
        "fail",
        "INCIDENT.md says nothing about: recover, date.",
    )


def test_no_plan(ask_project: Ask) -> None:
    assert ask_project("incident_plan", {"README.md": WHOLE}) == ("open", "There is no incident plan in the project.")


@pytest.mark.parametrize(
    "text",
    [
        (
            "# Plan vom 2026-10-01 für das Kreditmodell und jedes andere Modell\nErkennen, eindämmen, entfernen,\n"
            "wiederherstellen, melden. Bereitschaft: A. Ng.\n"
        ),
        (
            "# Plan du 2026-10-01 pour le modèle\nDétecter, couper, révoquer, revenir à la version 3,\n"
            "prévenir. Astreinte : A. Ng.\n"
        ),
        ("# Plan del 2026-10-01 para el modelo\nDetectar, aislar, eliminar, recuperar, avisar.\nGuardia: A. Ng.\n"),
    ],
)
def test_plans_in_other_languages(ask_project: Ask, text: str) -> None:
    assert ask_project("incident_plan", {"INCIDENT.md": text}) == (
        "pass",
        "INCIDENT.md covers every step, with contacts and a date.",
    )
