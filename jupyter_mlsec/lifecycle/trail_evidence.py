"""The audit trail as evidence: it is there, and nothing was cut out of it or changed."""

from __future__ import annotations

from pathlib import Path

from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare


def _run(root: Path) -> Observation:
    report = Trail(root).verify()
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
    return Observation(
        status=Status.PASS,
        summary=f"The audit trail is unbroken: {count(report.entries, 'entry', 'entries')}.",
        details=(f"head {(report.head or '')[:15]}",),
    )


PROBE: Probe[Path] = Probe(
    name="audit-trail",
    items=("MNT-04",),
    run=_run,
    docs="Who did what and when can be read back, without gaps, as long as the trail's chain holds.",
)
