from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2026-03-01", ("pass", "The last drill was on 2026-03-01.")),
        ("2025-03-01", ("fail", "The last drill was on 2025-03-01.")),
        ("2027-03-01", ("open", "No drill is recorded.")),
        ("in spring", ("open", "No drill is recorded.")),
    ],
)
def test_dates(ask_project: Ask, date: str, said: tuple[str, str]) -> None:
    assert ask_project("drill_records", {}, declare={"drill": {"date": date}}) == said
    assert ask_project("drill_records", {"docs/drills.md": f"{date}: poisoned batch"}) == said
