"""Rule and Hit: what a rule says about itself, and what it yields when it sees something."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from jupyter_mlsec.model.text import Span, Text


class Severity(StrEnum):
    """How bad it is if it is true; ordered from ``low`` to ``critical``."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """The place in the order, from 0."""
        return list(Severity).index(self)

    # All four are written out: str has its own, by spelling, which functools.total_ordering would leave in place.
    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Severity) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.rank <= other.rank if isinstance(other, Severity) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.rank > other.rank if isinstance(other, Severity) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.rank >= other.rank if isinstance(other, Severity) else NotImplemented


class Confidence(StrEnum):
    """How sure the tool is that it is true."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Family(StrEnum):
    """The contract's families of rules."""

    SECRET = "secret"  # noqa: S105 - a family's name
    UNSAFE_LOAD = "unsafe-load"
    CODE_EXECUTION = "code-execution"
    SUPPLY_CHAIN = "supply-chain"
    PRIVACY = "privacy"
    TRANSPORT = "transport"
    HYGIENE = "hygiene"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``span`` of the text at ``text.origin`` by ``replacement`` (an insertion where the span is empty).

    ``provides`` says what the edit makes available to later cells (``"import os"``): of several fixes that are made
    at once, the first in the notebook makes it, and the later ones need not.
    """

    text: Text
    span: Span
    replacement: str
    provides: str = ""


@dataclass(frozen=True, slots=True)
class Removal:
    """Remove what stands at ``origin`` in the notebook's JSON: an output, a metadata key, an attachment."""

    origin: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that ends a finding. ``safe`` means that it cannot change what the notebook computes.

    Asking for what it needs is no change: where a value moves to the environment, the notebook computes the same, or
    stops and says which variable is not set.
    """

    title: str
    changes: tuple[Edit | Removal, ...]
    safe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one rule looks for. ``name`` is kebab-case, names the thing found and reads well after "allow".

    ``message`` and ``remedy`` are one sentence each, the defaults for its hits. ``docs`` is Markdown, the module's
    docstring: why it matters, an exploit in one sentence, what to use instead. ``cwe`` and ``atlas`` are ids that
    exist in the pinned lists of the catalogue.
    """

    name: str
    family: Family
    severity: Severity
    confidence: Confidence = Confidence.HIGH
    message: str
    remedy: str
    docs: str = field(default="", repr=False)
    cwe: tuple[int, ...] = ()
    atlas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule applies. What is None is taken from the rule.

    ``message`` must never contain text of the notebook that could be a secret: name the thing, not its value.
    """

    text: Text
    span: Span
    message: str | None = None
    remedy: str | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    fixes: tuple[Fix, ...] = ()
