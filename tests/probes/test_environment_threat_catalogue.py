from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (2026, ("pass", "Threats are proposed from MITRE ATLAS 5.6.0, 204 days old.")),
        (2028, ("warn", "Threats are proposed from MITRE ATLAS 5.6.0, 935 days old.")),
        (2020, ("error", "Not evidence: the catalogue of attacks is of the future.")),
    ],
)
def test_its_age(ask_environment: Ask, year: int, said: tuple[str, str]) -> None:
    assert ask_environment("threat_catalogue", now=datetime(year, 11, 21, tzinfo=UTC)) == said
