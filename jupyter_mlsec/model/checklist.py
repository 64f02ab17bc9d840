"""The lifecycle checklist: items, the evidence behind them, and what people decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """The seven stages of a model's life, and the governance around them."""

    GOVERNANCE = "governance"
    COLLECTION = "collection"
    PREPARATION = "preparation"
    TRAINING = "training"
    EVALUATION = "evaluation"
    DEPLOYMENT = "deployment"
    MAINTENANCE = "maintenance"
    RETIREMENT = "retirement"


class Risk(StrEnum):
    """How much an item weighs; the weights stand in the catalogue."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Level(StrEnum):
    """Who decides an item: the tool, a person on the tool's evidence, or a person alone."""

    AUTO = "auto"
    SEMI = "semi"
    HUMAN = "human"


class Cost(StrEnum):
    """How long a probe takes: under a second, under ten, or only when asked for and within a budget."""

    FAST = "fast"
    NORMAL = "normal"
    HEAVY = "heavy"


class Status(StrEnum):
    """The contract's states of an item."""

    PASS = "pass"  # noqa: S105 - a state's name
    FAIL = "fail"
    WARN = "warn"
    OPEN = "open"
    STALE = "stale"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"


class Ground(StrEnum):
    """What evidence is bound to; when the digest of one changes, the evidence is stale."""

    NOTEBOOK = "notebook"
    DATA = "data"
    MODEL = "model"
    FILES = "files"
    ENV = "env"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One item of the catalogue. ``ttl`` is in days, 0 = never stale by age alone."""

    id: str
    title: str
    stage: Stage
    risk: Risk
    level: Level
    cost: Cost
    binds: tuple[Ground, ...]
    ttl: int
    auto: str
    human: str
    seeds: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()  # "iso27001 A.8.12"; a trailing "?" marks a mapping made by judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One number behind an observation, with its 95 % interval and the limit it was held against, where they exist."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    limit: str | None = None  # ">= 0.9"
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What a probe saw. ``status`` is never ``stale`` or ``waived``: those are for the checklist to say.

    ``summary`` is one sentence for a team lead. Neither it nor ``details`` may hold a data value, a row or a secret:
    column names, counts, shapes and digests only. ``error`` means "not evidence": it could not look, or could not
    show that it would have seen a problem.
    """

    status: Status
    summary: str
    details: tuple[str, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    next_step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An observation that one probe made for one item, bound to what it was made on.

    ``binds`` maps a ground, or a ground and a name (``"data:df"``, ``"files:train.csv"``), to a digest ``sha256:…``.
    """

    item: str
    probe: str
    observation: Observation
    collected: datetime
    binds: Mapping[str, str] = field(default_factory=dict)
    expires: datetime | None = None
    duration: float = 0.0  # seconds
    version: int = 1  # the probe's: what an older version saw is stale
    subject: str = ""  # the name of the frame or model ("df"); empty for what is read from the notebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a person states once about the notebook, a data set or a model; probes hold it against what they see.

    ``topic`` is a kebab-case noun ("dataset", "model", "roles", "profile"), ``name`` which one of them (empty where
    there is only one), ``fields`` its answers ("licence": "CC-BY-4.0").
    """

    topic: str
    name: str
    fields: Mapping[str, str]
    time: datetime


class Part(StrEnum):
    """What somebody did who signed a decision: answered, asked for a waiver, or approved it."""

    ANSWERED = "answered"
    REQUESTED = "requested"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One signature under a decision, as it looks to who reads it. It counts where ``problem`` is empty.

    ``identity`` is whose key it is among those that count, "" for nobody's. ``forged``: it is worse than none, for it
    is about something else, or its key never counts.
    """

    part: Part
    identity: str
    key: str  # SHA256:… as ssh-keygen prints it
    problem: str = ""
    forged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A named person's structured, expiring answer to an item that no computation can decide.

    ``signatures`` are Sigstore bundles as text, over all other fields.
    """

    item: str
    text: str
    person: str
    time: datetime
    expires: datetime | None = None
    binds: Mapping[str, str] = field(default_factory=dict)
    signatures: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """An accepted risk: a reason, an approver who is not the author, and an end; signed as an answer is."""

    item: str
    reason: str
    approver: str
    author: str
    time: datetime
    expires: datetime
    binds: Mapping[str, str] = field(default_factory=dict)
    signatures: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """One item as it stands now. The tool's result and the person's decision are kept side by side.

    ``computed`` is what the evidence alone says (never ``waived``); ``status`` is what counts. ``changed`` names the
    grounds that made it stale, in words (``"cells changed since 2026-11-20"``). ``seals`` are the signatures under the
    answer and the waiver.
    """

    item: ChecklistItem
    status: Status
    computed: Status
    evidence: tuple[Evidence, ...] = ()
    answer: Answer | None = None
    waiver: Waiver | None = None
    changed: tuple[str, ...] = ()
    next_step: str = ""
    seals: tuple[Seal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """All items of one notebook, with the two figures that are never merged.

    ``coverage``: share of applicable items with fresh evidence or a fresh answer, 0 to 1. ``conformance``: share of
    the risk weight of freshly evidenced items that passes, 0 to 1; a waived item counts as not conforming.
    """

    notebook: str
    states: tuple[ItemState, ...]
    coverage: float
    conformance: float
    profile: str = "exploration"
    fingerprints: Mapping[str, str] = field(default_factory=dict)
