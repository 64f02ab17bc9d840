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
    """An installed distribution that nobody could say anything about.

    ``excused`` ones (the project's own code, which no advisory can be about) do not make the verdict ``unknown``.
    """

    name: str
    version: str
    reason: str
    tier: Tier = Tier.INSTALLED
    excused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredVulnerability:
    """An advisory that applies and that the configuration says not to count, with the reason given there."""

    name: str
    version: str
    vulnerability: Vulnerability
    reason: str


class RemarkKind(StrEnum):
    """What else is worth knowing about a distribution; a remark never changes the verdict."""

    DIRECT_URL = "direct-url"
    SIMILAR_NAME = "similar-name"
    LICENCE = "licence"
    LICENCE_NOT_ALLOWED = "licence-not-allowed"  # by the configuration; the command then ends as if something was found
    YANKED = "yanked"
    UNMAINTAINED = "unmaintained"
    NOT_CHECKED = "not-checked"  # something that cannot be looked up offline, whether a release was yanked for example


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One sentence about one distribution, or about all of them where ``name`` is empty."""

    kind: RemarkKind
    message: str
    name: str = ""
    version: str = ""
    tier: Tier = Tier.INSTALLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisories:
    """Where the knowledge came from: ``digest`` is an offline store's (``sha256:…``).

    ``date`` is the newest advisory's, or the day on which a live service was asked.
    """

    source: str
    date: date | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What is known about one environment.

    ``reason`` says what was not looked up: why the verdict is ``unknown``, or what may be missing beside the
    vulnerabilities that were found. It is None only where everything was looked up.
    """

    verdict: AuditVerdict
    python: str
    advisories: Advisories
    dependencies: tuple[Dependency, ...] = ()
    skipped: tuple[SkippedDependency, ...] = ()
    reason: str | None = None
    ignored: tuple[IgnoredVulnerability, ...] = ()
    remarks: tuple[Remark, ...] = ()
