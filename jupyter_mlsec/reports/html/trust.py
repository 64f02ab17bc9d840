"""The trust strip: who signed what was run, when, and the fingerprints of everything it was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.checklist import Checklist
from jupyter_mlsec.model.run import CellState, Failure, RunRecord, Signer
from jupyter_mlsec.reports.counting import counted
from jupyter_mlsec.reports.decision_words import decision_line
from jupyter_mlsec.reports.html.changes import short
from jupyter_mlsec.reports.verify_text import NOT_PROVEN, TRUST

MOST_FAILURES = 5
_MAKERS = frozenset({"author", "runner"})
_REJECTED = "run-rejected"


@dataclass(frozen=True, slots=True)
class Chip:
    """One fingerprint. ``changed`` is None where there is nothing to compare it with."""

    name: str
    digest: str
    changed: bool | None


@dataclass(frozen=True, slots=True)
class Trust:
    """The answer to "can I trust this page?": a tone, a headline, and what stands behind it."""

    tone: str
    headline: str
    lines: tuple[str, ...]


def trust(assessment: Assessment) -> Trust:
    """Return what the verification of the bundle proves; without one, that nothing is proven."""
    verification = assessment.verification
    said = tuple(line for line in (decision_line(assessment.checklist),) if line)
    if verification is None:
        advice = "Check it yourself: mlsec verify on the bundle that this page came with."
        return Trust("open", "Signature not checked", ("This page was made without verifying one.", advice, *said))
    if not verification.verified:
        rejected = all(failure.code == _REJECTED for failure in verification.failures)
        headline = "Rejected by a reviewer" if rejected else "Verification failed"
        return Trust("fail", headline, (*_failures(verification.failures), *said))
    signers = tuple(f"{_did(signer)} {signer.identity}, key {signer.key}" for signer in verification.signers)
    proven = f"Trust level {verification.trust_level}: {TRUST[verification.trust_level]}."
    missing = NOT_PROVEN[verification.trust_level]
    return Trust("pass", "Verified", (proven, f"{missing[0].upper()}{missing[1:]}.", *signers, *said))


def decided(assessment: Assessment) -> bool:
    """Whether somebody beside those who made the run has approved this very bundle."""
    verification = assessment.verification
    verified = verification is not None and verification.verified
    return verified and any(signer.role not in _MAKERS for signer in (verification.signers if verification else ()))


def deciding(assessment: Assessment) -> str:
    """Return the command that comes next for who has to decide: nobody signs what does not verify."""
    verification = assessment.verification
    if verification is None:
        return "mlsec run NOTEBOOK -o BUNDLE"
    return "mlsec sign-off BUNDLE --as reviewer" if verification.can_be_reviewed else "mlsec verify BUNDLE"


def _did(signer: Signer) -> str:
    """Return what a signature says: a rejection would have failed the verification."""
    return f"{signer.role}:" if signer.role in _MAKERS else f"approved as {signer.role} by"


def _failures(failures: Sequence[Failure]) -> tuple[str, ...]:
    """Return one line for each kind of failure, the first in full, and how many more there are of it."""
    by_code: dict[str, list[Failure]] = {}
    for failure in failures:
        by_code.setdefault(failure.code, []).append(failure)
    lines = [
        f"{code}: {same[0].message}{f' ({same[0].path})' if same[0].path else ''}"
        + (f", and {len(same) - 1} more of this kind" if len(same) > 1 else "")
        for code, same in by_code.items()
    ]
    left = len(lines) - MOST_FAILURES
    return (*lines[:MOST_FAILURES], *((f"and {counted(left, 'more kind')} of failure",) if left > 0 else ()))


def chips(current: Checklist, previous: Checklist | None) -> tuple[Chip, ...]:
    """Return the fingerprints by ground, compared with those of the last sign-off where there is one."""
    return tuple(
        Chip(name, short(digest), None if previous is None else previous.fingerprints.get(name) != digest)
        for name, digest in sorted(current.fingerprints.items())
    )


def run_words(run: RunRecord | None) -> str:
    """Return when and how a run went, in one line. Names of parameters are told, their values are not."""
    if run is None:
        return "Not run for this page."
    done = sum(cell.state is CellState.COMPLETED for cell in run.cells)
    how = "succeeded" if run.succeeded else "did not succeed"
    parameters = f", parameters {', '.join(sorted(run.parameters))}" if run.parameters else ""
    took = duration(run.finished - run.started)
    return f"Run {moment(run.started)}, {how} in {took}: {done} of {counted(len(run.cells), 'code cell')}{parameters}."


def moment(time: datetime) -> str:
    """Return a time to the minute, with its zone."""
    return f"{time:%Y-%m-%d %H:%M} {time.tzname() or ''}".strip()


def duration(span: timedelta) -> str:
    """Return a duration in the units that people use for it."""
    seconds = max(0, int(span.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def age(since: datetime, now: datetime) -> str:
    """Return how long ago something was, in days or less."""
    days = (now - since).days
    return f"{counted(days, 'day')} ago" if days > 0 else "today"
