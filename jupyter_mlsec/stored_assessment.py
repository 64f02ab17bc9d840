"""An assessment as a member of a bundle: written when the run was made, read when a reviewer wants the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.audit import AuditReport
from jupyter_mlsec.model.checklist import Checklist
from jupyter_mlsec.model.finding import Finding, Outcome, Suppression, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Confidence, Family, Severity
from jupyter_mlsec.model.run import RunRecord
from jupyter_mlsec.model.text import CellRef, Place, Position
from jupyter_mlsec.runs.archive import opened
from jupyter_mlsec.runs.run_json import parameters_json
from jupyter_mlsec.runs.verify import verify_bundle

MEMBER = "assessment.json"


class _Finding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A finding without its fixes, which quote the notebook."""

    rule: str
    family: Family
    severity: Severity
    confidence: Confidence
    message: str
    remedy: str
    path: str
    place: Place
    position: Position
    fingerprint: str
    cell: CellRef | None
    suppressed: Suppression | None


class _Stored(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is kept of an assessment; a verification is made anew each time."""

    path: str
    outcome: Outcome
    reason: str | None
    cells: int
    findings: tuple[_Finding, ...]
    checklist: Checklist
    audit: AuditReport | None
    run: RunRecord | None


def encode_assessment(assessment: Assessment) -> bytes:
    """Return what ``assess_bundle`` reads back."""
    scan, run = assessment.scan, assessment.run
    fields = _Finding.__struct_fields__
    stored = _Stored(
        path=assessment.path,
        outcome=scan.outcome,
        reason=scan.reason,
        cells=scan.cells,
        findings=tuple(_Finding(**{name: getattr(each, name) for name in fields}) for each in scan.findings),
        checklist=assessment.checklist,
        audit=assessment.audit,
        run=None if run is None else replace(run, parameters=parameters_json(run.parameters)),
    )
    return msgspec.json.format(msgspec.json.encode(stored), indent=2) + b"\n"


def assess_bundle(bundle: Path, signers: Path | None = None, *, now: datetime | None = None) -> Assessment:
    """Return what the bundle says of its run, with the verdict of verifying it now.

    What was computed then is not computed again: the files and the environment around the notebook are not here.
    Raises ``BundleError`` where the bundle holds no assessment that can be read.
    """
    verification = verify_bundle(bundle, signers, now or datetime.now(UTC))
    with opened(bundle) as snapshot:
        try:
            stored = msgspec.json.decode(snapshot.read(MEMBER), type=_Stored)
        except msgspec.MsgspecError:
            raise BundleError(f"{MEMBER} is malformed", help="ask its author for a new export") from None
    scan = TargetReport(
        path=stored.path,
        kind=TargetKind.NOTEBOOK,
        outcome=stored.outcome,
        reason=stored.reason,
        cells=stored.cells,
        findings=tuple(Finding(**msgspec.structs.asdict(each)) for each in stored.findings),
    )
    return Assessment(
        path=stored.path,
        scan=scan,
        checklist=stored.checklist,
        audit=stored.audit,
        run=stored.run,
        verification=verification,
    )
