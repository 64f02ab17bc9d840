"""Reviews as evidence: the trail's last sign-off was in time, and given by somebody else than the author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TrailEntry, TrailKind
from jupyter_mlsec.lifecycle.trail_evidence import no_signatures
from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.run import Verification
from jupyter_mlsec.model.trail import SignOffWitness
from jupyter_mlsec.probes._ground.observations import not_evidence, to_declare

INTERVAL = timedelta(days=90)
_MAKERS = frozenset({"author", "runner"})
_STEP = "Ask the reviewer: mlsec sign-off BUNDLE --as reviewer --decision approve"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSubject:
    """A project's trail, who wrote the notebook, and when this is asked.

    ``verification`` is the verdict on the signed run beside the notebook, None without one; ``sign_offs`` looks at the
    signatures behind the trail's entries.
    """

    root: Path
    author: str
    now: datetime
    verification: Verification | None = None
    sign_offs: SignOffWitness = no_signatures


def _run(subject: ReviewSubject) -> Observation:
    trail = Trail(subject.root)
    if not trail.verify().intact:
        return not_evidence("the audit trail is broken", next_step="mlsec trail verify")
    decisions = [entry for entry in trail.entries() if entry.kind == TrailKind.SIGN_OFF]
    if not decisions:
        return to_declare("Nobody has signed off a run of this project", _STEP)
    last = decisions[-1]
    when = datetime.fromisoformat(last.time)
    problem = _problem(last, when, subject)
    if problem:
        return Observation(status=Status.FAIL, summary=problem, next_step=_STEP)
    looked = subject.sign_offs(decisions)
    if any(failure.path.endswith(f":{last.sequence + 1}") for failure in looked.failures):
        return Observation(
            status=Status.FAIL,
            summary=f"The last sign-off, on {when:%Y-%m-%d}, is not what a reviewer signed.",
            next_step=_STEP,
        )
    unsigned = " The trail's entry is unsigned." if last.sequence in looked.unsigned else ""
    return Observation(
        status=Status.PASS,
        summary=f"{last.person} approved a run on {when:%Y-%m-%d}, {INTERVAL.days} days ago at most.{unsigned}",
    )


def _problem(last: TrailEntry, when: datetime, subject: ReviewSubject) -> str:
    if last.outcome not in {"approved", "approve"}:
        return f"The last decision, on {when:%Y-%m-%d}, was not an approval."
    if not last.person.strip() or last.person.strip().casefold() == subject.author.strip().casefold():
        return "The last sign-off came from the author, or from nobody."
    if _unsigned(last, subject.verification):
        return f"The trail tells of an approval on {when:%Y-%m-%d}, and the run that it is about has no such signature."
    if when + INTERVAL < subject.now:
        return f"The last sign-off, on {when:%Y-%m-%d}, is older than {INTERVAL.days} days."
    return ""


def _unsigned(last: TrailEntry, verification: Verification | None) -> bool:
    """Whether the very run that was approved is here, and nobody but its makers signed it: a trail can be written."""
    if verification is None or not verification.can_be_reviewed:
        return False  # what is wrong with it is another item's
    if last.digests.get("bundle") != verification.digest:
        return False
    return all(signer.role in _MAKERS for signer in verification.signers)


PROBE: Probe[ReviewSubject] = Probe(
    name="review-on-time",
    items=("GOV-07",),
    run=_run,
    docs="Somebody who did not write the notebook approved a run of it within the last 90 days.",
)
