"""A report as the ``mlsec-report/1`` object, and the JSON schema that says what may be in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from jupyter_mlsec import __version__
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.audit import AuditReport
from jupyter_mlsec.model.checklist import Answer, Evidence, ItemState, Measurement, Waiver
from jupyter_mlsec.model.run import CellState, RunRecord, Verification
from jupyter_mlsec.reports import report_shape as shape
from jupyter_mlsec.reports.checklist_text import summary_of
from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.reports.html.changes import MeasurementKey, changes, measured
from jupyter_mlsec.reports.html.numbers import meets
from jupyter_mlsec.reports.html.standards import standard_rows
from jupyter_mlsec.reports.html.standing import Standing, standing
from jupyter_mlsec.reports.html.unchecked import gaps
from jupyter_mlsec.reports.scan_json import ToolShape, finding_shapes
from jupyter_mlsec.reports.times import iso, iso_or_none

_VERDICTS = {"pass": "ready", "warn": "ready-with-open-points", "fail": "not-ready"}
_DIRECTIONS = {"pass": "better", "fail": "worse", "stale": "different"}


def report_object(dossiers: Sequence[Dossier], *, output: str | None = None) -> dict[str, object]:
    """Return the ``mlsec-report/1`` object as plain dicts and lists; ``output`` names the page beside it."""
    tool = ToolShape("jupyter-mlsec", __version__)
    whole = shape.ReportShape("mlsec-report/1", tool, output, [_source(dossier) for dossier in dossiers])
    answer: dict[str, object] = msgspec.to_builtins(whole)
    return answer


def report_schema() -> dict[str, object]:
    """Return the JSON schema (2020-12) of the object, made from its types."""
    made = msgspec.json.schema(shape.ReportShape)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": shape.SCHEMA_ID,
        "title": f"{shape.FORMAT}: what jupyter-mlsec knows about one or more notebooks",
    }
    return {**head, **made}


def _source(dossier: Dossier) -> shape.SourceShape:
    assessment, before = dossier.assessment, measured(dossier.previous)
    checklist, verification = assessment.checklist, assessment.verification
    return shape.SourceShape(
        path=assessment.path,
        outcome=assessment.scan.outcome.value,
        verified=None if verification is None else verification.verified,
        coverage=checklist.coverage,
        conformance=checklist.conformance,
        profile=checklist.profile,
        standing=_standing(standing(assessment, dossier.now)),
        trust=_trust(verification),
        run=_run(assessment.run),
        fingerprints=dict(sorted(checklist.fingerprints.items())),
        changes=_changes(dossier),
        items=[_item(state, before) for state in checklist.states],
        findings=finding_shapes([assessment.scan, *assessment.artifacts]),
        files=_files(assessment),
        audit=_audit(assessment.audit),
        not_checked=[shape.GapShape(gap.what, gap.why) for gap in gaps(assessment)],
        standards=[shape.StandardShape(row.name, row.evidenced, row.mapped) for row in standard_rows(checklist)],
    )


def _standing(judged: Standing) -> shape.StandingShape:
    verdict: str = _VERDICTS[judged.tone]
    return shape.StandingShape(verdict, list(judged.blocking), list(judged.open))  # type: ignore[arg-type]


def _trust(verification: Verification | None) -> shape.TrustShape | None:
    if verification is None:
        return None
    return shape.TrustShape(
        verification.verified,
        int(verification.trust_level),
        [shape.SignerShape(each.role, each.identity, each.key) for each in verification.signers],
        [shape.FailureShape(each.code, each.path, each.message) for each in verification.failures],
    )


def _run(run: RunRecord | None) -> shape.RunShape | None:
    if run is None:
        return None
    return shape.RunShape(
        started=iso(run.started),
        finished=iso(run.finished),
        succeeded=run.succeeded,
        reason=run.reason,
        cells=len(run.cells),
        completed=sum(cell.state is CellState.COMPLETED for cell in run.cells),
        parameters=sorted(run.parameters),
    )


def _changes(dossier: Dossier) -> list[shape.ChangeShape] | None:
    if dossier.previous is None:
        return None
    found = changes(dossier.previous, dossier.assessment.checklist)
    return [shape.ChangeShape(each.subject, each.words, _DIRECTIONS[each.tone]) for each in found]  # type: ignore[arg-type]


def _item(state: ItemState, before: Mapping[MeasurementKey, float]) -> shape.ItemShape:
    item = state.item
    return shape.ItemShape(
        id=item.id,
        stage=item.stage.value,
        title=item.title,
        risk=item.risk.value,
        level=item.level.value,
        status=state.status.value,
        computed=state.computed.value,
        summary=summary_of(state),
        next_step=state.next_step,
        changed=list(state.changed),
        evidence=[_evidence(each, before) for each in state.evidence],
        answer=_answer(state.answer),
        waiver=_waiver(state.waiver),
        standards=list(item.standards),
    )


def _answer(answer: Answer | None) -> shape.AnswerShape | None:
    if answer is None:
        return None
    return shape.AnswerShape(answer.text, answer.person, iso(answer.time), iso_or_none(answer.expires))


def _waiver(waiver: Waiver | None) -> shape.WaiverShape | None:
    if waiver is None:
        return None
    return shape.WaiverShape(waiver.reason, waiver.approver, waiver.author, iso(waiver.time), iso(waiver.expires))


def _evidence(evidence: Evidence, before: Mapping[MeasurementKey, float]) -> shape.EvidenceShape:
    seen = evidence.observation
    return shape.EvidenceShape(
        probe=evidence.probe,
        version=evidence.version,
        subject=evidence.subject,
        status=seen.status.value,
        summary=seen.summary,
        details=list(seen.details),
        measurements=[
            _measurement(each, before.get((evidence.probe, evidence.subject, each.name))) for each in seen.measurements
        ],
        collected=iso(evidence.collected),
        expires=iso_or_none(evidence.expires),
        binds=dict(sorted(evidence.binds.items())),
    )


def _measurement(one: Measurement, previous: float | None) -> shape.MeasurementShape:
    return shape.MeasurementShape(
        name=one.name,
        value=finite(one.value),
        low=finite(one.low),
        high=finite(one.high),
        unit=one.unit,
        limit=one.limit,
        meets=meets(one),
        previous=finite(previous),
    )


def finite(value: float | None) -> float | None:
    """Return a number that JSON can hold; None for what is none, NaN or without an end."""
    return None if value is None or not math.isfinite(value) else float(value)


def _files(assessment: Assessment) -> list[shape.FileShape]:
    ordered = sorted(assessment.artifacts, key=lambda each: each.path)
    return [shape.FileShape(each.path, each.outcome.value, each.reason) for each in ordered]


def _audit(audit: AuditReport | None) -> shape.AuditShape | None:
    if audit is None:
        return None
    known = audit.advisories
    return shape.AuditShape(
        verdict=audit.verdict.value,
        reason=audit.reason,
        python=audit.python,
        source=known.source,
        date=None if known.date is None else known.date.isoformat(),
        digest=known.digest,
        looked_up=len(audit.dependencies),
        skipped=len(audit.skipped),
        vulnerabilities=list(_vulnerabilities(audit)),
    )


def _vulnerabilities(audit: AuditReport) -> Iterable[shape.VulnerabilityShape]:
    for each in sorted(audit.dependencies, key=lambda one: (one.name, one.version)):
        for found in each.vulnerabilities:
            yield shape.VulnerabilityShape(
                distribution=each.name,
                version=each.version,
                tier=each.tier.value,
                id=found.id,
                aliases=list(found.aliases),
                summary=found.summary,
                fix_versions=list(found.fix_versions),
            )
