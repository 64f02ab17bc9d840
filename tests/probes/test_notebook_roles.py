from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.config.settings import ChecklistSettings, Config

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        (
            {"owner": "A", "reviewer": "B", "contact": "C"},
            ("pass", "Owner, reviewer and contact are named and are three people."),
        ),
        ({"owner": "A", "reviewer": " a ", "contact": "C"}, ("fail", "The owner reviews their own notebook.")),
        ({"owner": "A", "reviewer": "a"}, ("fail", "The owner reviews their own notebook.")),
        ({"owner": "A", "reviewer": "B", "contact": "b"}, ("fail", "The contact and reviewer are one person.")),
        (
            {"owner": "Dr. Anna Ng", "reviewer": "NG, Anna", "contact": "C"},
            ("fail", "The owner reviews their own notebook."),
        ),
        (
            {"owner": "A. Ng; B. Li", "reviewer": "B. Li", "contact": "C"},
            ("fail", "The owner reviews their own notebook."),
        ),
        (
            {"owner": "A. Ng", "reviewer": "Anna Ng", "contact": "C"},
            ("warn", "The owner and reviewer may be one person."),
        ),
        ({"owner": "A", "reviewer": "noch offen", "contact": "C"}, ("open", "Nobody is named as reviewer.")),
        ({"owner": "A"}, ("open", "Nobody is named as reviewer and contact.")),
        (
            {"owner": "Ines Vogt", "security_reviewer": "Vogt, Ines", "compliance": "Ines Vogt"},
            ("fail", "The owner reviews their own notebook."),
        ),
        (
            {"model_owner": "A", "reviewer": "B", "approver": "A", "compliance_contact": "C"},
            ("fail", "The owner reviews their own notebook."),
        ),
        (
            {"Besitzerin": "A", "Prüferin": "B", "datenschutz": "C"},
            ("pass", "Owner, reviewer and contact are named and are three people."),
        ),
        ({"owner": " "}, ("open", "Nobody is named as owner, reviewer and contact.")),
    ],
)
def test_who_holds_which_role(ask_notebook: Ask, roles: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_notebook("roles", declare={"roles": roles}) == said


def test_the_configuration_names_them_too(ask_notebook: Ask) -> None:
    config = Config(checklist=ChecklistSettings(author="A", reviewers=("B",)))
    assert ask_notebook("roles", config=config, declare={"roles": {"contact": "C"}})[0] == "pass"
