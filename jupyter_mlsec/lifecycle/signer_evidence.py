"""People who sign as evidence: every sign-off in the trail came from a reviewer, and none from the author."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TrailKind
from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, not_applicable, not_evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerSubject:
    """A project's trail, its author, and those who may review."""

    root: Path
    author: str
    reviewers: tuple[str, ...]


def _run(subject: SignerSubject) -> Observation:
    trail = Trail(subject.root)
    if not trail.verify().intact:
        return not_evidence("the audit trail is broken", next_step="mlsec trail verify")
    people = {entry.person.strip() for entry in trail.entries() if entry.kind == TrailKind.SIGN_OFF}
    if not people or not subject.reviewers:
        return not_applicable("nobody signed, or no reviewers are configured")
    allowed = {name.strip().casefold() for name in subject.reviewers}
    own = subject.author.strip().casefold()
    strangers = [name for name in people if name.casefold() not in allowed]
    if own and own in {name.casefold() for name in people}:
        return _failed("The author signed off their own work.", "Ask a reviewer for a new sign-off.")
    if strangers:
        return _failed(
            f"{count(len(strangers), 'person', 'people')} signed off who is no reviewer.",
            "Add them to checklist.reviewers, or ask a reviewer for a new sign-off.",
        )
    return Observation(status=Status.PASS, summary=f"All who signed off are reviewers ({len(people)}).")


def _failed(summary: str, step: str) -> Observation:
    return Observation(status=Status.FAIL, summary=summary, next_step=step)


PROBE: Probe[SignerSubject] = Probe(
    name="signers",
    items=("GOV-01",),
    run=_run,
    partial=True,
    incidental=True,
    docs="Whoever signed off a run of this project is one of its reviewers, and not its author.",
)
