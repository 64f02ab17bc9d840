"""The audit trail as evidence: it is there, and nothing was cut out of it or changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.trail import Recorded, SignOffs, SignOffWitness
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare

_UNKNOWN = "sign-off-unknown-key"  # nothing speaks against it, and nothing here speaks for it


def no_signatures(_entries: Iterable[Recorded]) -> SignOffs:
    """Return nothing, where nobody can look at signatures."""
    return SignOffs()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailSubject:
    """A project's trail, and what looks at the signatures behind its sign-offs."""

    root: Path
    sign_offs: SignOffWitness = no_signatures


def _run(subject: TrailSubject) -> Observation:
    trail = Trail(subject.root)
    report = trail.verify()
    if report.failures:
        codes = sorted({failure.code for failure in report.failures})
        return Observation(
            status=Status.FAIL,
            summary=f"The audit trail is broken: {listed(codes)}.",
            details=tuple(failure.message for failure in report.failures[:10]),
            next_step="Compare it with the head inside the last signed run, and restore it from a backup.",
        )
    if not report.entries:
        return to_declare("There is no audit trail yet", "The first signed run begins it: mlsec run NOTEBOOK -o BUNDLE")
    sign_offs = subject.sign_offs(trail.entries())
    if sign_offs.failures:
        return Observation(
            status=Status.WARN if all(each.code == _UNKNOWN for each in sign_offs.failures) else Status.FAIL,
            summary=f"The audit trail is unbroken, and {count(len(sign_offs.failures), 'sign-off')} in it"
            " cannot be verified.",
            details=tuple(failure.message for failure in sign_offs.failures[:10]),
            next_step="mlsec trail verify says why; ask who signed, and let them sign off again.",
        )
    unsigned = count(len(sign_offs.unsigned), "sign-off")
    return Observation(
        status=Status.PASS,
        summary=f"The audit trail is unbroken: {count(report.entries, 'entry', 'entries')}"
        + (f", {unsigned} among them unsigned." if sign_offs.unsigned else "."),
        details=(f"head {(report.head or '')[:15]}", *([told] if (told := sign_offs.told()) else [])),
    )


PROBE: Probe[TrailSubject] = Probe(
    name="audit-trail",
    items=("MNT-04",),
    run=_run,
    docs="Who did what and when can be read back, without gaps, as long as the trail's chain holds.",
)
