"""Proposes the smallest upgrades that end the vulnerabilities of an audit (``mlsec audit --fix``)."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.version import Version

from jupyter_mlsec.environment.ranges import Match, match, parsed
from jupyter_mlsec.environment.store import AdvisoryStore, StoredAdvisory
from jupyter_mlsec.model.audit import AuditReport, Dependency, Vulnerability


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """One step: ``to`` is None where no fixed version is known. ``resolves`` and ``remains`` are advisory ids."""

    name: str
    version: str
    to: str | None
    resolves: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()


def upgrades(report: AuditReport, store: AdvisoryStore | None = None) -> tuple[Upgrade, ...]:
    """Return one proposal for each vulnerable dependency, in the report's order.

    The smallest version that is said to fix the most. With a ``store`` a proposal is matched against every advisory of
    the package again, so that an upgrade never walks into another fault. Nothing is resolved or installed: whether the
    version fits the other requirements is for the installer to say. Raises AuditError where the store is damaged.
    """
    vulnerable = [item for item in report.dependencies if item.vulnerabilities]
    known = store.lookup(item.name for item in vulnerable) if store else {}
    ignored = {one.vulnerability.id for one in report.ignored}
    return tuple(_upgrade(item, known.get(item.name, ()), ignored) for item in vulnerable)


def _upgrade(item: Dependency, known: tuple[StoredAdvisory, ...], ignored: set[str]) -> Upgrade:
    candidates = sorted({version for one in item.vulnerabilities for version in _fixes(one, item.version)})
    everything = tuple(one.id for one in item.vulnerabilities)
    best: Upgrade | None = None
    for candidate in candidates:
        remains = _remaining(item, candidate, known, ignored)
        resolves = tuple(name for name in everything if name not in remains)
        proposal = Upgrade(
            name=item.name, version=item.version, to=str(candidate), resolves=resolves, remains=tuple(sorted(remains))
        )
        if resolves and (best is None or len(proposal.remains) < len(best.remains)):
            best = proposal
    return best or Upgrade(name=item.name, version=item.version, to=None, remains=everything)


def _fixes(one: Vulnerability, version: str) -> list[Version]:
    installed = parsed(version)
    fixed = (parsed(text) for text in one.fix_versions)
    return [fix for fix in fixed if fix is not None and (installed is None or fix > installed)]


def _remaining(item: Dependency, candidate: Version, known: tuple[StoredAdvisory, ...], ignored: set[str]) -> set[str]:
    """Return the ids that still apply at ``candidate``, under the names that the audit gave them."""
    if not known:
        return {
            one.id for one in item.vulnerabilities if not any(fix <= candidate for fix in _fixes(one, item.version))
        }
    names = {alias: one.id for one in item.vulnerabilities for alias in (one.id, *one.aliases)}
    applying = (
        advisory
        for advisory in known
        if any(match(str(candidate), entry) is not Match.NOT_AFFECTED for entry in advisory.entries)
    )
    return {
        next((names[name] for name in (advisory.id, *advisory.aliases) if name in names), advisory.id)
        for advisory in applying
        if not ignored & {advisory.id, *advisory.aliases}
    }
