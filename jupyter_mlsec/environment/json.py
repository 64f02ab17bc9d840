"""The published JSON shape of an audit, ``mlsec-audit/1``, with types of its own."""

from __future__ import annotations

import msgspec

from jupyter_mlsec.environment.resolution import Resolution
from jupyter_mlsec.environment.upgrades import Upgrade
from jupyter_mlsec.model.audit import AuditReport, Dependency, Tier, Vulnerability


class ToolV1(msgspec.Struct, frozen=True):
    """The program that made the audit."""

    name: str
    version: str


class AdvisoriesV1(msgspec.Struct, frozen=True):
    """Where the knowledge came from; ``date`` is ISO 8601."""

    source: str
    date: str | None
    digest: str | None


class VulnerabilityV1(msgspec.Struct, frozen=True):
    """One advisory that applies."""

    id: str
    aliases: tuple[str, ...]
    summary: str
    fix_versions: tuple[str, ...]


class DependencyV1(msgspec.Struct, frozen=True):
    """A distribution that was looked up."""

    name: str
    version: str
    tier: str
    vulnerabilities: tuple[VulnerabilityV1, ...]


class SkippedV1(msgspec.Struct, frozen=True):
    """A distribution that nobody could say anything about."""

    name: str
    version: str
    tier: str
    reason: str
    excused: bool


class IgnoredV1(msgspec.Struct, frozen=True):
    """An advisory that the configuration says not to count."""

    name: str
    version: str
    vulnerability: VulnerabilityV1
    reason: str


class RemarkV1(msgspec.Struct, frozen=True):
    """What else is worth knowing; ``name`` is null where it is about all."""

    kind: str
    name: str | None
    version: str | None
    tier: str | None
    message: str


class UpgradeV1(msgspec.Struct, frozen=True):
    """The smallest step that ends vulnerabilities; ``to`` is null where there is none."""

    name: str
    version: str
    to: str | None
    resolves: tuple[str, ...]
    remains: tuple[str, ...]


class ChangeV1(msgspec.Struct, frozen=True):
    """One distribution that has to change; ``version`` is null where it is new."""

    name: str
    version: str | None
    to: str


class ResolutionV1(msgspec.Struct, frozen=True):
    """Changes that fit together where ``verified``; otherwise ``problem`` says why nobody knows."""

    verified: bool
    problem: str | None
    changes: tuple[ChangeV1, ...]


class TierV1(msgspec.Struct, frozen=True):
    """How many distributions of a tier were looked up, were found vulnerable, and were skipped."""

    looked_up: int
    vulnerable: int
    skipped: int


class AuditV1(msgspec.Struct, frozen=True, kw_only=True):
    """The whole audit; ``resolution`` is there where upgrades were asked for."""

    format: str = "mlsec-audit/1"
    tool: ToolV1
    verdict: str
    reason: str | None
    python: str
    advisories: AdvisoriesV1
    tiers: dict[str, TierV1]
    dependencies: tuple[DependencyV1, ...]
    skipped: tuple[SkippedV1, ...]
    ignored: tuple[IgnoredV1, ...]
    remarks: tuple[RemarkV1, ...]
    upgrades: tuple[UpgradeV1, ...]
    resolution: ResolutionV1 | msgspec.UnsetType = msgspec.UNSET


def audit_document(
    report: AuditReport, *, version: str, upgrades: tuple[Upgrade, ...] = (), resolution: Resolution | None = None
) -> AuditV1:
    """Return the published shape of ``report``; ``version`` is the tool's."""
    known = report.advisories
    return AuditV1(
        tool=ToolV1("jupyter-mlsec", version),
        verdict=report.verdict.value,
        reason=report.reason,
        python=report.python,
        advisories=AdvisoriesV1(known.source, known.date.isoformat() if known.date else None, known.digest),
        tiers={tier.value: _tier(report, tier) for tier in Tier},
        dependencies=tuple(_dependency(item) for item in report.dependencies),
        skipped=tuple(
            SkippedV1(item.name, item.version, item.tier.value, item.reason, item.excused) for item in report.skipped
        ),
        ignored=tuple(
            IgnoredV1(item.name, item.version, _vulnerability(item.vulnerability), item.reason)
            for item in report.ignored
        ),
        remarks=tuple(
            RemarkV1(
                item.kind.value,
                item.name or None,
                item.version or None,
                item.tier.value if item.name else None,
                item.message,
            )
            for item in report.remarks
        ),
        upgrades=tuple(UpgradeV1(one.name, one.version, one.to, one.resolves, one.remains) for one in upgrades),
        resolution=msgspec.UNSET if resolution is None else _resolution(resolution),
    )


def _resolution(resolution: Resolution) -> ResolutionV1:
    changes = tuple(ChangeV1(change.name, change.version, change.to) for change in resolution.changes)
    return ResolutionV1(resolution.verified, resolution.problem or None, changes)


def audit_json(
    report: AuditReport, *, version: str, upgrades: tuple[Upgrade, ...] = (), resolution: Resolution | None = None
) -> str:
    """Return ``mlsec-audit/1`` as indented JSON text that ends with a newline; the same report gives the same text."""
    document = audit_document(report, version=version, upgrades=upgrades, resolution=resolution)
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _tier(report: AuditReport, tier: Tier) -> TierV1:
    looked_up = [item for item in report.dependencies if item.tier is tier]
    return TierV1(
        looked_up=len(looked_up),
        vulnerable=sum(bool(item.vulnerabilities) for item in looked_up),
        skipped=sum(item.tier is tier for item in report.skipped),
    )


def _dependency(item: Dependency) -> DependencyV1:
    return DependencyV1(
        item.name, item.version, item.tier.value, tuple(_vulnerability(one) for one in item.vulnerabilities)
    )


def _vulnerability(one: Vulnerability) -> VulnerabilityV1:
    return VulnerabilityV1(one.id, one.aliases, one.summary, one.fix_versions)
