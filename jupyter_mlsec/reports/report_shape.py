"""The types of ``mlsec-report/1``: the published shape of a report, from which its JSON schema is made.

They are written out once more, so that a new field of the model does not change what others parse.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from jupyter_mlsec.reports.scan_json import FindingShape, ToolShape

FORMAT = "mlsec-report/1"
SCHEMA_ID = "https://github.com/jupyter-mlsec/jupyter-mlsec/blob/main/jupyter_mlsec/reports/mlsec-report-1.schema.json"

Share = Annotated[float, Meta(ge=0, le=1)]
Digest = Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$", examples=["sha256:" + 64 * "0"])]
Time = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
State = Literal["pass", "fail", "warn", "open", "stale", "waived", "not-applicable", "error"]


class MeasurementShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One number with its 95 % interval. ``meets`` is null without a limit, ``previous`` without an earlier value."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    limit: str | None
    meets: bool | None
    previous: float | None


class EvidenceShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one probe saw, when, and the digests that it holds for."""

    probe: str
    version: int
    subject: str
    status: State
    summary: str
    details: list[str]
    measurements: list[MeasurementShape]
    collected: Time
    expires: Time | None
    binds: dict[str, str]


class AnswerShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named person's answer."""

    text: str
    person: str
    time: Time
    expires: Time | None


class WaiverShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An accepted risk; the approver is never the author."""

    reason: str
    approver: str
    author: str
    time: Time
    expires: Time


class ItemShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item of the checklist: ``computed`` is what the evidence says, ``status`` what counts."""

    id: str
    stage: str
    title: str
    risk: Literal["critical", "high", "medium", "low"]
    level: Literal["auto", "semi", "human"]
    status: State
    computed: State
    summary: str
    next_step: str
    changed: list[str]
    evidence: list[EvidenceShape]
    answer: AnswerShape | None
    waiver: WaiverShape | None
    standards: list[str]


class StandingShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The verdict: what stands against a sign-off, and what is open besides."""

    verdict: Literal["ready", "ready-with-open-points", "not-ready"]
    blocking: list[str]
    open: list[str]


class SignerShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who signed, in which role, with which key."""

    role: str
    identity: str
    key: str


class FailureShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing wrong with a bundle."""

    code: str
    path: str
    message: str


class TrustShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What verifying the bundle proved."""

    verified: bool
    level: int
    signers: list[SignerShape]
    failures: list[FailureShape]


class RunShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The run that the report is about; the values of its parameters are left out."""

    started: Time
    finished: Time
    succeeded: bool
    reason: str | None
    cells: int
    completed: int
    parameters: list[str]


class ChangeShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One difference from the last sign-off."""

    subject: str
    words: str
    direction: Literal["better", "worse", "different"]


class VulnerabilityShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One advisory that applies to one distribution."""

    distribution: str
    version: str
    tier: str
    id: str
    aliases: list[str]
    summary: str
    fix_versions: list[str]


class AuditShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The dependency audit."""

    verdict: Literal["vulnerable", "clean", "unknown"]
    reason: str | None
    python: str
    source: str
    date: str | None
    digest: str | None
    looked_up: int
    skipped: int
    vulnerabilities: list[VulnerabilityShape]


class FileShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the run that was looked at."""

    path: str
    outcome: Literal["checked", "not-checked"]
    reason: str | None


class GapShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that nobody can say anything about."""

    what: str
    why: str


class StandardShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many of a standard's mapped ids have fresh evidence behind them."""

    name: str
    evidenced: int
    mapped: int


class SourceShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One notebook. ``verified`` is null where there was no bundle; coverage and conformance are never merged."""

    path: str
    outcome: Literal["checked", "not-checked"]
    verified: bool | None
    coverage: Share
    conformance: Share
    profile: str
    standing: StandingShape
    trust: TrustShape | None
    run: RunShape | None
    fingerprints: dict[str, Digest]
    changes: list[ChangeShape] | None
    items: list[ItemShape]
    findings: list[FindingShape]
    files: list[FileShape]
    audit: AuditShape | None
    not_checked: list[GapShape]
    standards: list[StandardShape]


class ReportShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole report; ``output`` is the page that was written beside it, null without one."""

    format: Literal["mlsec-report/1"]
    tool: ToolShape
    output: str | None
    sources: list[SourceShape]
