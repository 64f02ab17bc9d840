"""What was not looked at, and why: a page that leaves this out would read as if all of it were fine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.audit import AuditVerdict
from jupyter_mlsec.model.checklist import ItemState, Level, Status
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.reports.checklist_text import summary_of

_MOST = 3  # distributions of one reason that are named


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that nobody can say anything about."""

    what: str
    why: str


def gaps(assessment: Assessment) -> tuple[Gap, ...]:
    """Return every gap: parts nobody asked for, parts that could not be looked at, items without usable evidence."""
    return (*_parts(assessment), *_audit(assessment), *_items(assessment))


def _parts(assessment: Assessment) -> Iterable[Gap]:
    if assessment.scan.outcome is not Outcome.CHECKED:
        yield Gap("parts of the notebook", assessment.scan.reason or "no reason was given")
    for file in assessment.artifacts:
        if file.outcome is not Outcome.CHECKED:
            yield Gap(file.path, file.reason or "no reason was given")
    if assessment.verification is None:
        yield Gap("the signature", "this page was made without a bundle to verify")
    if assessment.run is None:
        yield Gap("the run", "the notebook was looked at as it lies, not executed")
    if assessment.audit is None:
        yield Gap("the environment", "no audit was asked for")


def _audit(assessment: Assessment) -> Iterable[Gap]:
    audit = assessment.audit
    if audit is None:
        return
    if audit.verdict is AuditVerdict.UNKNOWN:
        yield Gap("known vulnerabilities", audit.reason or "no reason was given")
    by_reason: dict[str, list[str]] = {}
    if audit.verdict is AuditVerdict.UNKNOWN and not audit.dependencies:
        return  # nothing at all was looked up, and the reason stands above
    for one in sorted(audit.skipped, key=lambda one: one.name.lower()):
        by_reason.setdefault(one.reason, []).append(f"{one.name} {one.version}".strip())
    for reason, names in by_reason.items():
        left = len(names) - _MOST
        yield Gap(", ".join(names[:_MOST]) + (f" and {left} more distributions" if left > 0 else ""), reason)


def _items(assessment: Assessment) -> Iterable[Gap]:
    states = assessment.checklist.states
    for state in states:
        if state.status is Status.ERROR and not _told(state, assessment):
            yield Gap(state.item.id, summary_of(state) or "its probe could not look")
        elif state.status not in {Status.ERROR, Status.NOT_APPLICABLE}:  # one probe could not, another one could
            unable = (each.observation for each in state.evidence if each.observation.status is Status.ERROR)
            yield from (Gap(state.item.id, summary) for summary in dict.fromkeys(each.summary for each in unable))
    never = [state for state in states if state.status is Status.OPEN and not state.evidence]
    by_level = {
        "no evidence was collected": [state.item.id for state in never if state.item.level is not Level.HUMAN],
        "nobody has answered": [state.item.id for state in never if state.item.level is Level.HUMAN],
    }
    for why, names in by_level.items():
        if names:
            yield Gap(", ".join(names), why)


def _told(state: ItemState, assessment: Assessment) -> bool:
    """Whether an item says no more than the audit's own line does."""
    reason = assessment.audit.reason if assessment.audit is not None else None
    return reason is not None and reason in summary_of(state)
