"""Where a notebook stands: one word for the reader who decides, and every reason behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.audit import AuditVerdict, Tier
from jupyter_mlsec.model.checklist import ItemState, Risk, Status
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.model.rule import Severity
from jupyter_mlsec.reports.counting import counted
from jupyter_mlsec.reports.decision_words import forged
from jupyter_mlsec.reports.status_words import RISKS

SOON = timedelta(days=14)
_NAMED = 4  # items of one reason


@dataclass(frozen=True, slots=True)
class Standing:
    """``tone`` is ``fail``, ``warn`` or ``pass``; ``blocking`` reasons stand against a sign-off, ``open`` ones do not.

    What nobody looked at is a reason as well: a page without reasons is one on which everything was looked at.
    """

    word: str
    tone: str
    blocking: tuple[str, ...]
    open: tuple[str, ...]


def standing(assessment: Assessment, now: datetime) -> Standing:
    """Judge an assessment as of ``now`` (with a time zone)."""
    blocking = (
        *_trust(assessment),
        *_scan(assessment),
        *_audit(assessment),
        *_items(assessment),
        *_lapsed(assessment, now),
        *_forged(assessment),
    )
    pending = (*_unseen(assessment), *_pending(assessment, now))
    if blocking:
        return Standing("Not ready", "fail", blocking, pending)
    if pending:
        return Standing("Ready, with open points", "warn", (), pending)
    return Standing("Ready", "pass", (), ())


def waiver_days(state: ItemState, now: datetime) -> int:
    """Return the whole days that a waiver has left; negative once it has ended."""
    return -1 if state.waiver is None else (state.waiver.expires - now).days


def _trust(assessment: Assessment) -> Iterable[str]:
    if assessment.verification and not assessment.verification.verified:
        yield f"the bundle failed its verification ({counted(len(assessment.verification.failures), 'failure')})"
    if assessment.run and not assessment.run.succeeded:
        yield f"the run did not succeed: {assessment.run.reason or 'no reason was recorded'}"


def _scan(assessment: Assessment) -> Iterable[str]:
    if assessment.scan.outcome is not Outcome.CHECKED:
        yield f"the notebook could not be scanned in full: {assessment.scan.reason or 'no reason was given'}"
    serious = [
        finding
        for report in (assessment.scan, *assessment.artifacts)
        for finding in report.findings
        if finding.suppressed is None and finding.severity >= Severity.HIGH
    ]
    if serious:
        yield counted(len(serious), "critical or high finding")
    unread = sum(report.outcome is not Outcome.CHECKED for report in assessment.artifacts)
    if unread:
        yield f"{counted(unread, 'model file')} of the run could not be looked at in full"


def _audit(assessment: Assessment) -> Iterable[str]:
    near = [
        dependency
        for dependency in (assessment.audit.dependencies if assessment.audit else ())
        if dependency.vulnerabilities and dependency.tier is not Tier.INSTALLED
    ]
    if near:
        yield f"known vulnerabilities in {counted(len(near), 'distribution')} that the notebook uses"


def _items(assessment: Assessment) -> Iterable[str]:
    states = assessment.checklist.states
    if failed := [state for state in states if state.status is Status.FAIL]:
        yield f"{counted(len(failed), 'failed item')}: {_named(failed)}"
    critical = [
        state
        for state in states
        if state.item.risk is Risk.CRITICAL and state.status in {Status.OPEN, Status.STALE, Status.ERROR}
    ]
    if critical:
        yield f"{counted(len(critical), 'critical item')} without fresh evidence: {_named(critical)}"


def _named(states: list[ItemState]) -> str:
    """Return the first items by name, the gravest first, and how many there are besides."""
    ordered = sorted(states, key=lambda state: RISKS.index(state.item.risk))
    names = [state.item.id for state in ordered[:_NAMED]]
    if left := len(states) - len(names):
        return f"{', '.join(names)} and {left} more"
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else ()), names[-1]])


def _lapsed(assessment: Assessment, now: datetime) -> Iterable[str]:
    """Yield what a bundle calls accepted and is not any more: its waivers go on ending after it was signed."""
    states = assessment.checklist.states
    if ended := sum(state.status is Status.WAIVED and waiver_days(state, now) < 0 for state in states):
        yield f"{counted(ended, 'waiver')} {'has' if ended == 1 else 'have'} ended"


def _forged(assessment: Assessment) -> Iterable[str]:
    """Yield decisions that somebody changed, or put there without the right to."""
    if bad := [state.item.id for state in assessment.checklist.states if forged(state)]:
        them = f"the decision about {bad[0]}" if len(bad) == 1 else f"{len(bad)} decisions"
        yield f"the signature under {them} does not count"


def _unseen(assessment: Assessment) -> Iterable[str]:
    if assessment.verification is None:
        yield "no signature was verified for this page"
    if assessment.run is None:
        yield "it was not run from top to bottom for this page"
    if assessment.audit is None:
        yield "the environment was not audited"
    elif assessment.audit.verdict is AuditVerdict.UNKNOWN:
        yield f"the audit could not tell: {assessment.audit.reason or 'no reason was given'}"


def _pending(assessment: Assessment, now: datetime) -> Iterable[str]:
    states = assessment.checklist.states
    for status, words in (
        (Status.STALE, "stale item"),
        (Status.WARN, "item with a warning"),
        (Status.ERROR, "item without usable evidence"),
        (Status.OPEN, "open item"),
    ):
        if number := sum(state.status is status for state in states):
            yield counted(number, words, words.replace("item", "items", 1))
    waived = [state for state in states if state.status is Status.WAIVED]
    if waived:
        yield f"{counted(len(waived), 'accepted risk')}"
    ending = [state for state in waived if 0 <= waiver_days(state, now) < SOON.days]
    if ending:
        yield f"{counted(len(ending), 'waiver')} ending within {SOON.days} days"
