from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
WHOLE = {"sha256": "a" * 64, "date": "2026-11-20", "medium": "ext4 on a spinning disk", "overwritten": "yes"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (WHOLE, ("pass", "1 deletion recorded with digest, day and medium.")),
        (WHOLE | {"overwritten": "no"}, ("pass", "1 deletion recorded with digest, day and medium.")),
        (WHOLE | {"sha256": "abc"}, ("fail", "1 deletion of 1: no digest.")),
        (WHOLE | {"date": "2027-01-01"}, ("fail", "1 deletion of 1: a day to come.")),
        ({"medium": "disk"}, ("fail", "1 deletion of 1: no day and no digest.")),
        ({key: WHOLE[key] for key in ("sha256", "date")}, ("warn", "The medium of old.csv is not recorded.")),
    ],
)
def test_records(ask_project: Ask, fields: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_project("deletion_records", {}, declare={"deletion__old.csv": fields}) == said


def test_without_a_record_it_is_not_evidence(ask_project: Ask) -> None:
    assert ask_project("deletion_records", {}) == ("not-applicable", "Does not apply: no deletion is recorded.")
