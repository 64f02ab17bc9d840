"""The dependency audit: pip-audit's words (Dependency, Vulnerability, SkippedDependency) in tiers and a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Tier(StrEnum):
    """How close a distribution is to the notebook."""

    IMPORTED = "imported"
    REACHABLE = "reachable"  # a dependency of something imported
    INSTALLED = "installed"


class AuditVerdict(StrEnum):
    """``unknown`` wherever anything was not looked up: never ``clean``."""

    VULNERABLE = "vulnerable"
    CLEAN = "clean"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulnerability:
    """One advisory that applies."""

    id: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    fix_versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """An installed distribution that was looked up."""

    name: str
    version: str
    tier: Tier = Tier.INSTALLED
    vulnerabilities: tuple[Vulnerability, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedDependency:
    """An installed distribution that nobody could say anything about."""

    name: str
    version: str
    reason: str
    tier: Tier = Tier.INSTALLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisories:
    """Where the knowledge came from: ``date`` is the newest advisory's, ``digest`` an offline store's (``sha256:…``)."""

    source: str
    date: date | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What is known about one environment. ``reason`` says why the verdict is ``unknown``."""

    verdict: AuditVerdict
    python: str
    advisories: Advisories
    dependencies: tuple[Dependency, ...] = ()
    skipped: tuple[SkippedDependency, ...] = ()
    reason: str | None = None
