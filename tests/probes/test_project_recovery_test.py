from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2026-10-01", ("pass", "1 signed run to go back to; recovery was tried on 2026-10-01.")),
        ("2026-01-01", ("fail", "The last recovery test was on 2026-01-01.")),
        ("2027-01-01", ("fail", "The last recovery test was on 2027-01-01.")),
        ("", ("fail", "The date of the recovery test cannot be read.")),
    ],
)
def test_dates(ask_project: Ask, date: str, said: tuple[str, str]) -> None:
    assert ask_project("recovery_test", {"a.mlrun/x": ""}, declare={"recovery": {"date": date}}) == said


def test_nobody_tried(ask_project: Ask) -> None:
    assert ask_project("recovery_test", {"a.mlrun/x": ""}) == (
        "open",
        "1 signed run to go back to, but nobody tried it.",
    )


def test_nothing_to_go_back_to(ask_project: Ask) -> None:
    assert ask_project("recovery_test", {}) == ("open", "There is no signed run to go back to.")
