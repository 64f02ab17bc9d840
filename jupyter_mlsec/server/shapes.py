"""The answers of all routes, as types: ``labextension/src/shapes.ts`` is made from them, and tests check answers.

The handlers do not import this module: what they send comes from the engines' own shapes.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from jupyter_mlsec.model.checklist import Risk, Stage, Status
from jupyter_mlsec.model.finding import Outcome, Verdict
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Confidence, Family, Severity
from jupyter_mlsec.model.text import Place


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all: an answer has these fields and no other."""


class CellRef(Shape, frozen=True):
    """Which cell, counted from 0; ``hash`` is that of its text, where a document was sent."""

    index: int
    id: str | None
    hash: str | msgspec.UnsetType = msgspec.UNSET


class Change(Shape, frozen=True):
    """A replacement of a range of one place's text; without ``replacement``, what stands at ``origin`` is removed."""

    origin: list[str | int]
    cell: CellRef | None
    place: Place | None
    start: int | None
    end: int | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    replacement: str | None


class Fix(Shape, frozen=True):
    """One way to end a finding; a safe one does not change what runs."""

    title: str
    safe: bool
    changes: list[Change]


class Allow(Shape, frozen=True):
    """Where the comment that suppresses a finding goes, and what stands around it."""

    line: int
    column: int
    before: str
    after: str


class Suppression(Shape, frozen=True):
    """Why a finding does not count."""

    by: str
    reason: str


class Finding(Shape, frozen=True, kw_only=True):
    """One problem at one place. Lines and columns count from 1, columns in code points, the end is exclusive.

    ``seal`` names the record in the notebook's metadata that ignores it, where there is one; ``nth`` counts those of
    its rule at its very place, as in two outputs of one cell.
    """

    rule: str
    family: Family
    severity: Severity
    confidence: Confidence
    message: str
    remedy: str
    path: str
    cell: CellRef | None
    place: Place
    line: int
    column: int
    end_line: int
    end_column: int
    fingerprint: str
    suppressed: Suppression | None
    fixes: list[Fix] | msgspec.UnsetType = msgspec.UNSET
    allow: Allow | msgspec.UnsetType | None = msgspec.UNSET
    seal: str | msgspec.UnsetType = msgspec.UNSET
    nth: int | msgspec.UnsetType = msgspec.UNSET


class Target(Shape, frozen=True):
    """One thing that was to be looked at."""

    path: str
    kind: TargetKind
    outcome: Outcome
    reason: str | None
    cells: int


class Tool(Shape, frozen=True):
    """Who answers."""

    name: str
    version: str


class Scan(Shape, frozen=True):
    """The answer of ``POST scan``; ``held``: digests of cells that came in full, by index, where it was asked for."""

    format: Literal["mlsec-scan/1"]
    tool: Tool
    verdict: Verdict
    targets: list[Target]
    findings: list[Finding]
    cells: list[CellRef] | msgspec.UnsetType = msgspec.UNSET
    held: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class Evidence(Shape, frozen=True):
    """What one probe saw, in the published form."""

    probe: str
    collected: str
    expires: str | None
    binds: dict[str, str]
    summary: str


class Scale(Shape, frozen=True):
    """Where a number, its interval and its limit lie, in percent of the scale's length."""

    value: float
    low: float | None
    high: float | None
    limit: float | None
    previous: float | None
    good: list[float] | None


class Figure(Shape, frozen=True):
    """One number behind an observation, as text; ``meets`` says whether it keeps its limit."""

    name: str
    value: str
    interval: str
    limit: str
    previous: str
    meets: bool | None
    scale: Scale | None


class Seen(Shape, frozen=True):
    """The rest of what the probe saw, in the order of ``evidence``."""

    symbol: str
    word: str
    subject: str
    details: list[str]
    figures: list[Figure]


class GivenAnswer(Shape, frozen=True):
    """A person's answer; ``signed`` says whose signature makes it count, or that there is none."""

    text: str
    person: str
    time: str
    signed: str


class GivenWaiver(Shape, frozen=True):
    """A waiver; ``signed`` as in an answer."""

    reason: str
    approver: str
    expires: str
    signed: str


class Item(Shape, frozen=True):
    """One item of the checklist as it stands."""

    id: str
    stage: Stage
    title: str
    risk: Risk
    status: Status
    evidence: list[Evidence]
    standards: list[str]
    symbol: str
    word: str
    risk_symbol: str
    unsettled: bool
    summary: str
    next_step: str
    changed: list[str]
    answerable: bool
    question: str
    asked_for_by: list[str]
    seen: list[Seen]
    answer: GivenAnswer | None
    waiver: GivenWaiver | None


class StageTitle(Shape, frozen=True):
    """One stage of a model's life, in words."""

    id: Stage
    title: str


class Checklist(Shape, frozen=True):
    """The answer of ``POST checklist``; ``author`` is the configuration's name for who works on the notebook.

    ``unparsed`` are the indices of cells that are meant to be Python and are not.
    """

    format: Literal["mlsec-checklist/1"]
    notebook: str
    profile: str
    coverage: float
    conformance: float
    author: str
    unparsed: list[int]
    stages: list[StageTitle]
    items: list[Item]


class IgnoredRecord(Shape, frozen=True):
    """The answer of ``POST ignored``; a ``personal`` one speaks only where the key of the person is."""

    format: Literal["mlsec-record/1"]
    kind: Literal["ignored"]
    time: str
    rule: str
    place: Place
    fingerprint: str
    salt: str
    seal: str
    reason: str
    personal: bool | msgspec.UnsetType = msgspec.UNSET
    person: str | msgspec.UnsetType = msgspec.UNSET


class RulePage(Shape, frozen=True):
    """The answer of ``GET rules/NAME``; ``page`` is Markdown."""

    name: str
    family: Family
    severity: Severity
    message: str
    remedy: str
    docs: str
    page: str


class Sweep(Shape, frozen=True):
    """The answer of ``sweeps/ID``; ``more`` counts the findings that are left out of ``scan``."""

    format: Literal["mlsec-sweep/1"]
    id: str
    path: str
    state: Literal["running", "done", "failed", "cancelled"]
    total: int | None
    looked: int
    now: str
    more: int
    message: str
    scan: Scan | None


class Signer(Shape, frozen=True):
    """Who signed, in which role, with which key."""

    role: str
    identity: str
    key: str


class Failure(Shape, frozen=True):
    """One thing that speaks against a bundle."""

    code: str
    path: str
    message: str


class Verification(Shape, frozen=True):
    """The answer of ``POST verify``; ``trust`` is the level in words."""

    format: Literal["mlsec-verify/1"]
    verdict: Literal["verified", "failed"]
    trust_level: int
    signers: list[Signer]
    failures: list[Failure]
    trust: str


class Export(Shape, frozen=True):
    """The answer of ``exports/ID``; ``bundle`` and ``report`` are paths of the contents API, once there are any."""

    format: Literal["mlsec-export/1"]
    id: str
    path: str
    state: Literal["running", "done", "failed", "cancelled"]
    message: str
    bundle: str | None
    report: str | None


ANSWERS: tuple[type[Shape], ...] = (Scan, Checklist, IgnoredRecord, RulePage, Sweep, Verification, Export)
