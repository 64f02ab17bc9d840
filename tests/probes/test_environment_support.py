from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ((3, 12), ("pass", "Python 3.12 gets security fixes until 2028-10-31.")),
        ((3, 10), ("fail", "Python 3.10 has had no security fixes since 2026-10-31.")),
        ((2, 7), ("fail", "Python 2.7 has had no security fixes for years.")),
        ((3, 99), ("error", "Not evidence: it is not known how long Python 3.99 is supported.")),
    ],
)
def test_versions(ask_environment: Ask, python: tuple[int, int], said: tuple[str, str]) -> None:
    assert ask_environment("support", python=python) == said


def test_the_end_is_near(ask_environment: Ask) -> None:
    from datetime import UTC, datetime

    assert ask_environment("support", python=(3, 11), now=datetime(2027, 6, 1, tzinfo=UTC)) == (
        "warn",
        "Python 3.11 gets security fixes until 2027-10-31 only.",
    )
