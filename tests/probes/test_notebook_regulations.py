from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.rule import Family

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"laws": "GDPR, EU-AI-Act", "tier": "limited"}, ("pass", "Declared: GDPR, EU-AI-Act; risk tier limited.")),
        ({"laws": "GDPR", "tier": "high", "profile": "regulated"}, ("pass", "Declared: GDPR; risk tier high.")),
        ({"laws": "GDPR", "tier": "high"}, ("fail", "A high risk tier needs the regulated profile.")),
        ({"laws": "GDPR", "tier": "huge"}, ("fail", "The declared risk tier is unknown.")),
        ({"laws": "DSGVO", "tier": "begrenzt"}, ("pass", "Declared: DSGVO; risk tier limited.")),
        ({"laws": "RGPD", "tier": "élevé"}, ("fail", "A high risk tier needs the regulated profile.")),
        ({"laws": "TBD", "tier": "minimal"}, ("open", "Laws and risk tier are not both declared.")),
        ({"laws": "GDPR"}, ("open", "Laws and risk tier are not both declared.")),
        ({"laws": " , "}, ("open", "Neither laws nor risk tier are declared.")),
    ],
)
def test_profiles(ask_notebook: Ask, fields: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_notebook("regulations", declare={"profile": fields}) == said


def test_personal_data_without_a_privacy_law(ask_notebook: Ask, finding: Callable[..., Finding]) -> None:
    found = (finding(Family.PRIVACY),)
    internal, privacy = ({"laws": law, "tier": "minimal"} for law in ("internal", "CCPA"))
    assert ask_notebook("regulations", findings=found, declare={"profile": internal}) == (
        "warn",
        "Personal data were found, but no privacy law is declared.",
    )
    assert ask_notebook("regulations", findings=found, declare={"profile": privacy})[0] == "pass"


@pytest.mark.parametrize(
    ("use", "tier", "said"),
    [
        (
            "ranking of candidates for hiring",
            "minimal",
            ("warn", "The declared use reads like a high risk, and the tier is minimal."),
        ),
        (
            "Bewertung der Kreditwürdigkeit",
            "limited",
            ("warn", "The declared use reads like a high risk, and the tier is limited."),
        ),
        (
            "social scoring of citizens",
            "limited",
            ("fail", "The declared use is forbidden by the EU's AI Act (Art. 5)."),
        ),
        ("forecast of the load of a grid", "minimal", ("pass", "Declared: GDPR; risk tier minimal.")),
    ],
)
def test_uses(ask_notebook: Ask, use: str, tier: str, said: tuple[str, str]) -> None:
    declare = {"profile": {"laws": "GDPR", "tier": tier}, "purpose": {"use": use}}
    assert ask_notebook("regulations", declare=declare) == said


def test_columns_of_people_without_a_privacy_law(ask_notebook: Ask) -> None:
    declare = {"profile": {"laws": "ISO-42001", "tier": "minimal"}}
    assert ask_notebook("regulations", "df['email'].head()", declare=declare)[0] == "warn"
    assert ask_notebook("regulations", "df['income'].head()", declare=declare)[0] == "pass"
