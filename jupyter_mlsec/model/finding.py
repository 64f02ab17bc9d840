"""Finding: a hit with its place in the world; it cannot hold the text it was found in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Confidence, Family, Fix, Severity
from jupyter_mlsec.model.text import CellRef, Place, Position


class SuppressedBy(StrEnum):
    """Who or what said that a finding does not count."""

    INLINE = "inline"
    BASELINE = "baseline"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding does not count for the exit code.

    ``seal`` names the record in the notebook's metadata that says so, where it is one.
    """

    by: SuppressedBy
    reason: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class AllowAt:
    """Where the comment that suppresses a finding is to be inserted: lines and columns from 1.

    ``before`` and ``after`` go around it: blanks between it and code, or an indent and a line end of its own.
    """

    line: int
    column: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem at one place. ``fingerprint`` is stable when cells move and reveals nothing of the text."""

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
    cell: CellRef | None = None
    suppressed: Suppression | None = None
    commit: str | None = None  # the full id of the git commit that brought it, where a history was looked at
    fixes: tuple[Fix, ...] = field(default=(), repr=False, compare=False)
    allow: AllowAt | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The line of a finding as it may be shown: secrets and personal data masked, cropped where it is long.

    ``start`` and ``end`` are offsets in ``text`` (from 0, the end exclusive) of what is to be underlined.
    """

    text: str
    start: int
    end: int


class Outcome(StrEnum):
    """Whether a target was looked at in full."""

    CHECKED = "checked"
    NOT_CHECKED = "not-checked"


class Verdict(StrEnum):
    """What a whole scan says; "could not look" is never "clean"."""

    CLEAN = "clean"
    FINDINGS = "findings"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetReport:
    """What one target holds. ``reason`` says why it is ``not-checked``; findings seen before that are kept.

    ``commit`` is set where the target is a file as one git commit has it. ``marks`` are digests, by fingerprint and
    under a key that one scan draws and forgets, of what was found: they tell two values on one line apart.
    """

    path: str
    kind: TargetKind
    outcome: Outcome = Outcome.CHECKED
    reason: str | None = None
    cells: int = 0
    commit: str | None = None
    findings: tuple[Finding, ...] = ()
    excerpts: Mapping[str, Excerpt] = field(default_factory=dict, repr=False, compare=False)  # by fingerprint
    marks: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)
