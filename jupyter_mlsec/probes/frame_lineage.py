"""Data whose way from a versioned source to the model is not recorded.

Each step from file to frame to matrix to model needs a fingerprint, and each must be reachable from a source that has
a version (a commit, a DVC or lakeFS revision, a data lock, the package that ships it, the cells that draw it) or a
digest. A step without a parent, or one that is no such source and has no digest, is a place at which data can be
swapped.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.fingerprint import frame_digest, short
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, to_declare, verb
from jupyter_mlsec.probes._tables.frames import FrameSubject, LineageStep, frame_of

_SOURCES = frozenset({"file", "url", "sql", "hub", "package", "cells"})


@guarded
def _run(subject: FrameSubject) -> Observation:
    digest = frame_digest(frame_of(subject))
    steps = {step.name: step for step in subject.lineage}
    if not steps:
        return to_declare(
            f"{subject.name} has the fingerprint {short(digest)}, but nothing records what it was made from",
            "Run the cells that load and split the data with the kernel hooks on (%load_ext jupyter_mlsec).",
        )
    rootless = [name for name in steps if not _rooted(name, steps)]
    bare = [name for name, step in steps.items() if not step.digest and not (step.version and not step.parents)]
    own = steps.get(subject.name)
    moved = own is not None and bool(own.digest) and own.digest != digest
    details = tuple(_shown(step) for step in steps.values())
    measured = (
        Measurement(name="lineage-steps", value=float(len(steps))),
        Measurement(name="steps-without-source", value=float(len(rootless))),
    )
    status, summary = _verdict(subject.name, len(steps), rootless, bare, moved=moved)
    step = "" if status is Status.PASS else "Run all cells again from the load, so that every step is recorded."
    return Observation(status=status, summary=summary, details=details, measurements=measured, next_step=step)


def _verdict(name: str, steps: int, rootless: list[str], bare: list[str], *, moved: bool) -> tuple[Status, str]:
    if moved:
        return Status.FAIL, f"{name} is not what its recorded lineage says: its fingerprint differs."
    if rootless:
        return Status.FAIL, f"{listed(rootless)} cannot be traced to a versioned or fingerprinted source."
    if bare:
        stand = verb(len(bare), "stands", "stand")
        return Status.WARN, f"{listed(bare)} {stand} in the lineage without a fingerprint."
    return Status.PASS, f"All {count(steps, 'step')} from source to {name} are recorded with fingerprints."


def _rooted(name: str, steps: dict[str, LineageStep]) -> bool:
    """Tell whether a step leads back to sources with a version or a digest, and to nothing else.

    Tables may be made from each other, as one to which a part of itself was added; what counts is where they all began.
    """
    seen: dict[str, LineageStep] = {}
    pending = [name]
    while pending:
        each = pending.pop()
        if each in seen:
            continue
        if each not in steps:
            return False
        seen[each] = steps[each]
        pending.extend(steps[each].parents)
    ends = [step for step in seen.values() if not step.parents]
    return bool(ends) and all(step.kind in _SOURCES and bool(step.version or step.digest) for step in ends)


def _shown(step: LineageStep) -> str:
    origin = f" from {listed(step.parents)}" if step.parents else ""
    version = f", version {step.version[:12]}" if step.version else ""
    return f"{step.kind} {step.name}{origin}: {short(step.digest) or 'no fingerprint'}{version}"


PROBE = Probe(name="untraced-data", items=("PRE-05",), run=_run, cost=Cost.FAST, docs=__doc__)
