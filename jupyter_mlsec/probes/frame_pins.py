"""Input data that differ from the fingerprints of the last signed run.

What was reviewed was reviewed on certain bytes. The digests of the files and of the frame itself are compared with
the pins of the data lock; a difference is a failure until somebody approves new pins, because a poisoned file looks
like any other update.
"""

from __future__ import annotations

from pathlib import Path

from jupyter_mlsec.model.checklist import Cost, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.fingerprint import file_digest, frame_digest, schema_digest, short
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, guarded, listed
from jupyter_mlsec.probes._tables.frames import FrameSubject, frame_of


@guarded
def _run(subject: FrameSubject) -> Observation:
    frame = frame_of(subject)
    current = {"frame": frame_digest(frame), "schema": schema_digest(frame)}
    unread: list[str] = []
    for path in subject.files:
        try:
            current[path] = file_digest(path)
        except NotEvidenceError as error:
            unread.append(error.message)
    details = (
        *(f"{_shown(name)}: {short(digest)}" for name, digest in current.items() if name != "schema"),
        f"{count(len(frame), 'row')} and {count(frame.shape[1], 'column')}",
    )
    if not subject.pins:
        return Observation(
            status=Status.OPEN,
            summary=f"{subject.name} has fingerprints, but none is pinned to compare them with.",
            details=details,
            next_step="Pin them: the next signed run writes the data lock (%mlsec run).",
        )
    return _compared(subject, current, unread, details)


def _compared(
    subject: FrameSubject, current: dict[str, str], unread: list[str], details: tuple[str, ...]
) -> Observation:
    lost = [name for name in subject.pins if name not in current]
    changed = [name for name, digest in subject.pins.items() if name in current and current[name] != digest]
    free = [name for name in current if name not in subject.pins and name != "schema"]
    step = "If the data changed on purpose, approve new pins; otherwise find out who changed them."
    if changed:
        what = listed(_shown(name) for name in changed)
        return Observation(
            status=Status.FAIL,
            summary=f"{subject.name} is not what was pinned: {what} changed.",
            details=details,
            next_step=step,
        )
    if lost or unread:
        what = listed([*(_shown(name) for name in lost), *unread])
        return Observation(
            status=Status.ERROR, summary=f"Not evidence: {what} could not be compared.", details=details, next_step=step
        )
    if free:
        what = listed(_shown(name) for name in free)
        return Observation(
            status=Status.WARN, summary=f"{what} of {subject.name} is not pinned.", details=details, next_step=step
        )
    pinned = count(len(subject.pins), "pinned fingerprint")
    return Observation(status=Status.PASS, summary=f"{subject.name} matches its {pinned}.", details=details)


def _shown(name: str) -> str:
    return {"frame": "the frame", "schema": "the schema"}.get(name, Path(name).name)


PROBE = Probe(name="data-off-its-pins", items=("COL-05",), run=_run, cost=Cost.FAST, docs=__doc__)
