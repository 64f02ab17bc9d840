"""An assessment as a member of a bundle: written when the run was made, read when a reviewer wants the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from jupyter_mlsec.config.load import load_config
from jupyter_mlsec.decisions import read_decisions
from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.lifecycle.read_again import verified_again
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.audit import AuditReport
from jupyter_mlsec.model.checklist import Checklist
from jupyter_mlsec.model.finding import Finding, Outcome, Suppression, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Confidence, Family, Severity
from jupyter_mlsec.model.run import RunRecord
from jupyter_mlsec.model.text import CellRef, Place, Position
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.runs.archive import opened
from jupyter_mlsec.runs.layout import EXECUTED, bundle_beside
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


class _Artifact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model or data file of the run."""

    path: str
    outcome: Outcome
    reason: str | None
    findings: tuple[_Finding, ...]


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
    artifacts: tuple[_Artifact, ...] = ()


def encode_assessment(assessment: Assessment) -> bytes:
    """Return what ``assess_bundle`` reads back."""
    scan, run = assessment.scan, assessment.run
    stored = _Stored(
        path=assessment.path,
        outcome=scan.outcome,
        reason=scan.reason,
        cells=scan.cells,
        findings=_without_fixes(scan),
        checklist=assessment.checklist,
        audit=assessment.audit,
        run=None if run is None else replace(run, parameters=parameters_json(run.parameters)),
        artifacts=tuple(
            _Artifact(path=each.path, outcome=each.outcome, reason=each.reason, findings=_without_fixes(each))
            for each in assessment.artifacts
        ),
    )
    return msgspec.json.format(msgspec.json.encode(stored), indent=2) + b"\n"


def _without_fixes(report: TargetReport) -> tuple[_Finding, ...]:
    fields = _Finding.__struct_fields__
    return tuple(_Finding(**{name: getattr(each, name) for name in fields}) for each in report.findings)


def assess_bundle(bundle: Path, signers: Path | None = None, *, now: datetime | None = None) -> Assessment:
    """Return what the bundle says of its run, with the verdict of verifying it now.

    What was computed then is not computed again: the files and the environment around the notebook are not here.
    What people decided counts as their signatures are worth now, to this reader.
    Raises ``BundleError`` where the bundle holds no assessment that can be read.
    """
    now = now or datetime.now(UTC)
    verification = verify_bundle(bundle, signers, now)
    with opened(bundle) as snapshot:
        try:
            stored = msgspec.json.decode(snapshot.read(MEMBER), type=_Stored)
        except msgspec.MsgspecError:
            raise BundleError(f"{MEMBER} is malformed", help="ask its author for a new export") from None
        notebook = read_notebook(stored.path, snapshot.read(EXECUTED))
        checklist = read_decisions(
            verified_again(stored.checklist, notebook, verification, now),
            notebook,
            verification,
            now=now,
            signers=signers,
            strict=load_config(bundle).signed_decisions,
        )
    scan = TargetReport(
        path=stored.path,
        kind=TargetKind.NOTEBOOK,
        outcome=stored.outcome,
        reason=stored.reason,
        cells=stored.cells,
        findings=_findings(stored.findings),
    )
    return Assessment(
        path=stored.path,
        scan=scan,
        checklist=checklist,
        audit=stored.audit,
        run=stored.run,
        verification=verification,
        artifacts=tuple(
            TargetReport(
                path=each.path,
                kind=TargetKind.ARTIFACT,
                outcome=each.outcome,
                reason=each.reason,
                findings=_findings(each.findings),
            )
            for each in stored.artifacts
        ),
    )


def _findings(stored: tuple[_Finding, ...]) -> tuple[Finding, ...]:
    return tuple(Finding(**msgspec.structs.asdict(each)) for each in stored)


def last_run(path: Path, *, now: datetime) -> Assessment | None:
    """Return what was known of a notebook when it was last run and signed; None where no bundle beside it verifies.

    The notebook may have changed since. What nobody signed, or cannot be read, is nothing to compare with.
    """
    bundle = bundle_beside(path)
    if bundle is None:
        return None
    try:
        stored = assess_bundle(bundle, now=now)
    except BundleError:
        return None
    return stored if stored.verification is not None and stored.verification.verified else None
