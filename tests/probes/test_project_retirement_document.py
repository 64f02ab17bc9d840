from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
WHOLE = "# Retired on 1 March 2026\nReason: drift\nSuccessor: 1.0\nRetention: 5 years\nUsers: the portal\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE, ("pass", "RETIREMENT.md keeps date, reason, successor, retention and consumers.")),
        (WHOLE.replace("drift", "TBD"), ("fail", "RETIREMENT.md says nothing about: reason.")),
        (WHOLE.replace("1 March 2026", "a Monday"), ("fail", "RETIREMENT.md says nothing about: date.")),
        (WHOLE.replace("Users: the portal\n", ""), ("warn", "RETIREMENT.md says nothing about: consumers.")),
        (WHOLE + "Archive: pending\n", ("fail", "RETIREMENT.md has 1 place left to be filled in.")),
    ],
)
def test_records(ask_project: Ask, text: str, said: tuple[str, str]) -> None:
    assert ask_project("retirement_document", {"RETIREMENT.md": text}) == said


def test_not_evidence(ask_project: Ask) -> None:
    assert ask_project("retirement_document", {"retirement.json": "{"}) == (
        "error",
        "Not evidence: retirement.json cannot be read.",
    )


def test_no_record(ask_project: Ask) -> None:
    assert ask_project("retirement_document", {"README.md": "# A model\n"})[0] == "not-applicable"


def test_a_record_by_another_name(ask_project: Ask) -> None:
    assert ask_project("retirement_document", {"README.md": WHOLE})[0] == "pass"
    said = ask_project("retirement_document", {"README.md": WHOLE.replace("drift", "TBD")})
    assert said == ("fail", "The records say it themselves. README.md: the retirement record leaves fields open.")
