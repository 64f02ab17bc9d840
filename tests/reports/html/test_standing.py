"""The verdict: each reason counts, and what nobody looked at is a reason too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inline_snapshot import snapshot

from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.audit import AuditVerdict
from jupyter_mlsec.model.checklist import Checklist, Status
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.model.run import Verification
from jupyter_mlsec.reports.html.standing import Standing, standing


def settled(assessment: Assessment) -> Assessment:
    """Return the assessment with nothing left to say against it."""
    states = tuple(replace(state, status=Status.PASS) for state in assessment.checklist.states)
    assert assessment.audit is not None
    return replace(
        assessment,
        scan=replace(assessment.scan, findings=()),
        checklist=replace(assessment.checklist, states=states),
        audit=replace(assessment.audit, verdict=AuditVerdict.CLEAN, dependencies=(), skipped=()),
    )


def only(assessment: Assessment, number: int, status: Status) -> Checklist:
    """Return the settled checklist with one item in another state."""
    states = list(settled(assessment).checklist.states)
    states[number] = replace(states[number], status=status)
    return replace(assessment.checklist, states=tuple(states))


def test_everything_at_once(assessment: Assessment, now: datetime) -> None:
    assert standing(assessment, now) == snapshot(
        Standing(
            word="Not ready",
            tone="fail",
            blocking=(
                "2 critical or high findings",
                "known vulnerabilities in 1 distribution that the notebook uses",
                "1 failed item: PRE-06",
            ),
            open=("1 stale item", "1 open item", "1 accepted risk", "1 waiver ending within 14 days"),
        )
    )


def test_ready(assessment: Assessment, now: datetime) -> None:
    assert standing(settled(assessment), now) == Standing("Ready", "pass", (), ())


def test_what_nobody_looked_at_is_never_ready(assessment: Assessment, now: datetime) -> None:
    unseen = replace(settled(assessment), audit=None, run=None, verification=None)
    assert standing(unseen, now) == snapshot(
        Standing(
            word="Ready, with open points",
            tone="warn",
            blocking=(),
            open=(
                "no signature was verified for this page",
                "it was not run from top to bottom for this page",
                "the environment was not audited",
            ),
        )
    )


def test_an_unknown_audit_is_an_open_point(assessment: Assessment, now: datetime) -> None:
    clean = settled(assessment)
    assert clean.audit is not None
    unknown = replace(clean, audit=replace(clean.audit, verdict=AuditVerdict.UNKNOWN, reason="no network"))
    assert standing(unknown, now) == Standing(
        "Ready, with open points", "warn", (), ("the audit could not tell: no network",)
    )


def test_an_unreadable_notebook_blocks(assessment: Assessment, now: datetime) -> None:
    clean = settled(assessment)
    unread = replace(clean, scan=replace(clean.scan, outcome=Outcome.NOT_CHECKED, reason="too large"))
    assert standing(unread, now).blocking == ("the notebook could not be scanned in full: too large",)


def test_a_failed_verification_or_run_blocks(
    assessment: Assessment, now: datetime, failed_verification: Verification
) -> None:
    clean = settled(assessment)
    assert clean.run is not None
    bad = replace(
        clean, verification=failed_verification, run=replace(clean.run, succeeded=False, reason="cell 3 failed")
    )
    assert standing(bad, now).blocking == (
        "the bundle failed its verification (1 failure)",
        "the run did not succeed: cell 3 failed",
    )


def test_critical_items_block_and_others_do_not(assessment: Assessment, now: datetime) -> None:
    clean = settled(assessment)
    critical = replace(clean, checklist=only(assessment, 1, Status.STALE))
    assert standing(critical, now).blocking == ("1 critical item without fresh evidence: PRE-06",)
    high = replace(clean, checklist=only(assessment, 0, Status.STALE))
    assert standing(high, now) == Standing("Ready, with open points", "warn", (), ("1 stale item",))


def test_a_waiver_that_ends_soon_is_told(assessment: Assessment, now: datetime) -> None:
    waived = replace(settled(assessment), checklist=only(assessment, 4, Status.WAIVED))
    assert standing(waived, now).open == ("1 accepted risk", "1 waiver ending within 14 days")
    assert standing(waived, now - timedelta(days=30)).open == ("1 accepted risk",)


def test_a_waiver_that_ended_after_the_run_stands_against_a_sign_off(assessment: Assessment, now: datetime) -> None:
    before, after = (standing(assessment, now + timedelta(days=days)) for days in (5, 7))
    assert "1 waiver has ended" not in before.blocking
    assert "1 waiver ending within 14 days" in before.open
    assert "1 waiver has ended" in after.blocking
    assert "1 waiver ending within 14 days" not in after.open
