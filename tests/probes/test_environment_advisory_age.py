from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from jupyter_mlsec.model.audit import Advisories, AuditReport, AuditVerdict

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("newest", "said"),
    [
        (date(2026, 10, 22), ("pass", "The newest advisory is 30 days old; at most 30 are allowed.")),
        (date(2026, 10, 21), ("fail", "The newest advisory is 31 days old; at most 30 are allowed.")),
        (date(2026, 11, 22), ("error", "Not evidence: the newest advisory is of the future.")),
        (None, ("error", "Not evidence: the advisories carry no date.")),
    ],
)
def test_ages(ask_environment: Ask, newest: date | None, said: tuple[str, str]) -> None:
    audit = AuditReport(verdict=AuditVerdict.CLEAN, python="3.12", advisories=Advisories(source="osv", date=newest))
    assert ask_environment("advisory_age", audit=audit) == said


def test_nobody_asked(ask_environment: Ask) -> None:
    assert ask_environment("advisory_age") == ("open", "No advisories were consulted.")
