"""Decisions in the audit trail: every answer and waiver is recorded by its digest when it is given.

A notebook is a text file: an answer can be written into it by hand, dated back, or taken out. What the trail does not
hold was not given the way answers are given; the trail's head is part of every signed run.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from jupyter_mlsec.errors import StateError
from jupyter_mlsec.lifecycle.records import encode_record
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind
from jupyter_mlsec.model.checklist import Answer, Observation, Status, Waiver
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_RECORD, _SIGNATURE = "record", "signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSubject:
    """A project's trail, and the decisions that its notebook carries."""

    root: Path
    decisions: tuple[Answer | Waiver, ...]


def record_digest(record: Answer | Waiver) -> str:
    """Return the digest of a decision as it is published: canonical JSON, keys sorted, without its signatures."""
    told = {key: value for key, value in encode_record(record).items() if key != "signatures"}
    canonical = msgspec.json.encode(told, order="deterministic")
    return f"sha256:{hashlib.sha256(canonical).hexdigest()}"


def record_decision(root: Path, record: Answer | Waiver) -> None:
    """Append a decision to the trail of the project in ``root``, and each signature under it; each only once.

    Raises StateError where that is not possible.
    """
    trail = Trail(root)
    digests = {_RECORD: record_digest(record)}
    known = {(each.digests.get(_RECORD), each.digests.get(_SIGNATURE)) for each in trail.known()}
    waived = isinstance(record, Waiver)
    person = record.approver if isinstance(record, Waiver) else record.person
    event = TrailEvent(
        kind=TrailKind.WAIVER if waived else TrailKind.ANSWER,
        subject=record.item,
        outcome="waived" if waived else "answered",
        person=person,
        digests=digests,
        time=record.time,
    )
    if not any(digests[_RECORD] == digest for digest, _ in known):
        trail.append(event)
    for signature in record.signatures:
        signed = f"sha256:{hashlib.sha256(signature.encode()).hexdigest()}"
        if (digests[_RECORD], signed) not in known:
            both = {**digests, _SIGNATURE: signed}
            trail.append(replace(event, outcome="signed", person="", digests=both, time=None))


def _run(subject: DecisionSubject) -> Observation:
    trail = Trail(subject.root)
    if not subject.decisions or not trail.path.is_file():
        return not_applicable("there is no decision, or no trail")
    try:
        known = {entry.digests.get(_RECORD) for entry in trail.entries()}
    except StateError:
        return not_evidence("the audit trail is broken", next_step="mlsec trail verify")
    strange = sorted({each.item for each in subject.decisions if record_digest(each) not in known})
    if strange:
        return Observation(
            status=Status.WARN,
            summary=f"The decision about {listed(strange)} does not stand in the audit trail as the notebook has it.",
            next_step="Ask who wrote it, and let them give it again: %mlsec answer ITEM …, %mlsec waive ITEM …",
        )
    return Observation(
        status=Status.PASS,
        summary=f"{count(len(subject.decisions), 'decision')}, each in the audit trail as it stands.",
    )


PROBE: Probe[DecisionSubject] = Probe(
    name="decisions-in-trail",
    items=("MNT-04",),
    run=_run,
    partial=True,
    incidental=True,
    docs="Every answer and waiver that the notebook carries was recorded when it was given.",
)
