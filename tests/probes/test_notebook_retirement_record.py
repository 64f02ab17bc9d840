from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
WHOLE = {"date": "2026-11-01", "reason": "drift", "successor": "v2", "retention": "5 years", "consumers": "none"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ("pass", "The retirement of 2026-11-01 is recorded with reason, successor, retention and consumers.")),
        ({"date": "2027-01-01"}, ("open", "The retirement is planned for 2027-01-01.")),
        ({"date": "soon"}, ("fail", "The date of the retirement cannot be read.")),
    ],
)
def test_records(ask_notebook: Ask, changes: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_notebook("retirement_record", declare={"retirement": WHOLE | changes}) == said


def test_a_gap(ask_notebook: Ask) -> None:
    assert ask_notebook("retirement_record", declare={"retirement": {"date": "2026-11-01", "reason": "drift"}}) == (
        "fail",
        "The retirement record says nothing about: successor, retention, consumers.",
    )


def test_no_record(ask_notebook: Ask) -> None:
    assert ask_notebook("retirement_record") == ("open", "No retirement is recorded.")
