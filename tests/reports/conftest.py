"""One notebook's story, told by every report's tests: a failed scan, an audit, a checklist and a verification."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.audit import (
    Advisories,
    AuditReport,
    AuditVerdict,
    Dependency,
    SkippedDependency,
    Tier,
    Vulnerability,
)
from jupyter_mlsec.model.checklist import (
    Answer,
    Checklist,
    ChecklistItem,
    Cost,
    Evidence,
    Ground,
    ItemState,
    Level,
    Measurement,
    Observation,
    Risk,
    Stage,
    Status,
    Waiver,
)
from jupyter_mlsec.model.finding import Excerpt, Finding, Outcome, SuppressedBy, Suppression, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Confidence, Family, Rule, Severity
from jupyter_mlsec.model.run import CellResult, CellState, Failure, RunRecord, Signer, TrustLevel, Verification
from jupyter_mlsec.model.text import CellRef, Place, Position

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def token() -> Finding:
    return Finding(
        rule="github-token",
        family=Family.SECRET,
        severity=Severity.CRITICAL,
        confidence=Confidence.HIGH,
        message="a GitHub token is written in the cell",
        remedy="Revoke it and read it from the environment.",
        path="train.ipynb",
        place=Place.SOURCE,
        position=Position(2, 10, 2, 18),
        fingerprint="aa11",
        cell=CellRef(3, "8f2c01ab"),
    )


@pytest.fixture
def reports(token: Finding) -> tuple[TargetReport, ...]:
    load = Finding(
        rule="unsafe-torch-load",
        family=Family.UNSAFE_LOAD,
        severity=Severity.HIGH,
        confidence=Confidence.MEDIUM,
        message="torch.load runs code from the file",
        remedy="Pass weights_only=True.",
        path="train.ipynb",
        place=Place.SOURCE,
        position=Position(12, 5, 12, 15),
        fingerprint="bb22",
        cell=CellRef(5, None),
    )
    address = Finding(
        rule="email-address",
        family=Family.PRIVACY,
        severity=Severity.MEDIUM,
        confidence=Confidence.HIGH,
        message="an e-mail address is in the output",
        remedy="Clear the output.",
        path="train.ipynb",
        place=Place.OUTPUT,
        position=Position(1, 5, 1, 15),
        fingerprint="cc33",
        cell=CellRef(5, None),
        suppressed=Suppression(SuppressedBy.INLINE, "made up for the lesson"),
    )
    pickle = Finding(
        rule="dangerous-pickle",
        family=Family.UNSAFE_LOAD,
        severity=Severity.CRITICAL,
        confidence=Confidence.HIGH,
        message="the file calls os.system when it is loaded",
        remedy="Do not load it.",
        path="models/a b.pkl",
        place=Place.ARTIFACT,
        position=Position(1, 1, 1, 1),
        fingerprint="dd44",
    )
    excerpts = {"aa11": Excerpt('token = "••••••••"', 9, 17), "bb22": Excerpt("net = torch.load(path)", 6, 16)}
    return (
        TargetReport(
            path="train.ipynb",
            kind=TargetKind.NOTEBOOK,
            cells=42,
            findings=(address, load, token),
            excerpts=excerpts,
        ),
        TargetReport(path="models/a b.pkl", kind=TargetKind.ARTIFACT, findings=(pickle,)),
        TargetReport(
            path="broken.ipynb",
            kind=TargetKind.NOTEBOOK,
            outcome=Outcome.NOT_CHECKED,
            reason="not JSON: line 3",
        ),
    )


@pytest.fixture
def rules() -> dict[str, Rule]:
    rule = Rule(
        name="unsafe-torch-load",
        family=Family.UNSAFE_LOAD,
        severity=Severity.HIGH,
        message="torch.load runs code from the file",
        remedy="Pass weights_only=True.",
        docs="A checkpoint is a pickle.\n\nUse `weights_only=True` instead.",
        cwe=(502,),
        atlas=("AML.T0011.000",),
    )
    return {rule.name: rule}


@pytest.fixture
def audit() -> AuditReport:
    return AuditReport(
        verdict=AuditVerdict.VULNERABLE,
        python="CPython 3.11.9",
        advisories=Advisories(source="PyPI", date=date(2026, 11, 20), digest=None),
        dependencies=(
            Dependency(name="numpy", version="2.4.6", tier=Tier.IMPORTED),
            Dependency(
                name="jinja2",
                version="3.1.2",
                tier=Tier.REACHABLE,
                vulnerabilities=(
                    Vulnerability(
                        id="PYSEC-2024-1",
                        aliases=("CVE-2024-22195",),
                        summary="xmlattr filter\nallows injection",
                        fix_versions=("3.1.3", "4.0"),
                    ),
                    Vulnerability(id="PYSEC-2024-2"),
                ),
            ),
        ),
        skipped=(SkippedDependency(name="our-lib", version="0.1", reason="installed from a folder"),),
    )


def item(name: str, title: str, stage: Stage, risk: Risk = Risk.HIGH) -> ChecklistItem:
    return ChecklistItem(
        id=name,
        title=title,
        stage=stage,
        risk=risk,
        level=Level.AUTO,
        cost=Cost.FAST,
        binds=(Ground.NOTEBOOK,),
        ttl=30,
        auto="The tool looks.",
        human="",
        standards=("aisvs C1.1.1",),
    )


def evidence(name: str, observation: Observation, **binds: str) -> Evidence:
    return Evidence(item=name, probe="a-probe", observation=observation, collected=NOW, binds=binds)


@pytest.fixture
def checklist() -> Checklist:
    accuracy = Measurement(name="accuracy", value=0.91, low=0.89, high=0.93, limit=">= 0.9")
    seen = evidence(
        "EVA-01",
        Observation(status=Status.PASS, summary="Accuracy meets its limit.", measurements=(accuracy,)),
        notebook="sha256:" + "3a91" * 16,
        data="sha256:" + "7a64" * 16,
    )
    failed = evidence(
        "PRE-06",
        Observation(
            status=Status.FAIL,
            summary="12 rows of the test set are in the training set.",
            details=("12 of 569 rows",),
            measurements=(Measurement(name="duplicate rows", value=12, limit="<= 0"),),
        ),
    )
    states = (
        ItemState(
            item=item("GOV-01", "Owner and reviewer are named", Stage.GOVERNANCE),
            status=Status.OPEN,
            computed=Status.OPEN,
            next_step='%mlsec declare roles --owner "…"',
        ),
        ItemState(
            item=item("PRE-06", "No leakage between splits", Stage.PREPARATION, Risk.CRITICAL),
            status=Status.FAIL,
            computed=Status.FAIL,
            evidence=(failed,),
            next_step="Drop the duplicates before the split.",
        ),
        ItemState(
            item=item("TRN-03", "Environment is locked", Stage.TRAINING),
            status=Status.STALE,
            computed=Status.PASS,
            evidence=(evidence("TRN-03", Observation(status=Status.PASS, summary="A lock lies beside it.")),),
            changed=("cells changed since 2026-11-20",),
            next_step="%mlsec run",
        ),
        ItemState(
            item=item("EVA-01", "Metrics meet their limits", Stage.EVALUATION),
            status=Status.PASS,
            computed=Status.PASS,
            evidence=(seen,),
        ),
        ItemState(
            item=item("DEP-06", "Runs are signed", Stage.DEPLOYMENT, Risk.MEDIUM),
            status=Status.WAIVED,
            computed=Status.FAIL,
            waiver=Waiver(
                item="DEP-06",
                reason="The pilot gets its signing key only in December.",
                approver="B. Lee",
                author="A. Ng",
                time=NOW - timedelta(days=24),
                expires=NOW + timedelta(days=6),
            ),
        ),
        ItemState(
            item=item("RET-01", "Retirement is planned", Stage.RETIREMENT, Risk.LOW),
            status=Status.PASS,
            computed=Status.OPEN,
            answer=Answer(item="RET-01", text="It is switched off in March 2027.", person="A. Ng", time=NOW),
        ),
    )
    return Checklist(
        notebook="train.ipynb",
        states=states,
        coverage=2 / 3,
        conformance=0.375,
        fingerprints={"notebook": "sha256:" + "3a91" * 16, "data": "sha256:" + "7a64" * 16},
    )


@pytest.fixture
def verification() -> Verification:
    return Verification(
        bundle="train.mlrun",
        trust_level=TrustLevel.AUTHOR_SIGNED,
        signers=(Signer(role="author", identity="a.ng", key="SHA256:7f3c"),),
    )


@pytest.fixture
def failed_verification() -> Verification:
    return Verification(
        bundle="train.mlrun",
        trust_level=TrustLevel.NONE,
        failures=(
            Failure(code="digest-mismatch", path="outputs/model.skops", message="The file is not the one signed."),
        ),
    )


@pytest.fixture
def run() -> RunRecord:
    source = "sha256:" + "0" * 64
    return RunRecord(
        notebook="train.ipynb",
        started=NOW - timedelta(seconds=90),
        finished=NOW,
        succeeded=True,
        reason=None,
        cells=(CellResult(index=0, id="a", state=CellState.COMPLETED, source=source, duration=88.5),),
    )


@pytest.fixture
def assessment(
    reports: tuple[TargetReport, ...],
    checklist: Checklist,
    audit: AuditReport,
    run: RunRecord,
    verification: Verification,
) -> Assessment:
    return Assessment(
        path="train.ipynb",
        scan=reports[0],
        checklist=checklist,
        audit=audit,
        run=run,
        verification=verification,
    )
