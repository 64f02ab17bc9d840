from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2026-05-02", ("pass", "1 role holder trained within 365 days.")),
        ("2025-05-02", ("fail", "The training of the owner is older than 365 days, or its date cannot be read.")),
        ("2027-05-02", ("fail", "The training of the owner is older than 365 days, or its date cannot be read.")),
        ("last spring", ("fail", "The training of the owner is older than 365 days, or its date cannot be read.")),
        ("", ("open", "No training is recorded of the owner.")),
    ],
)
def test_dates(ask_notebook: Ask, date: str, said: tuple[str, str]) -> None:
    declare = {"roles": {"owner": "Ng"}, "training__ng": {"topic": "poisoning", "date": date}}
    assert ask_notebook("training_records", declare=declare) == said


def test_nobody_is_named(ask_notebook: Ask) -> None:
    assert ask_notebook("training_records") == ("open", "No training of any role holder is recorded.")
