"""A dependency audit for a terminal: the verdict and why, then what is vulnerable, the nearest first."""

from __future__ import annotations

from jupyter_mlsec.model.audit import AuditReport, AuditVerdict, Dependency, RemarkKind, Tier, Vulnerability
from jupyter_mlsec.reports.counting import counted
from jupyter_mlsec.reports.ink import Ink, Style
from jupyter_mlsec.reports.visible import crop

TIERS = {
    Tier.IMPORTED: "imported by the notebook",
    Tier.REACHABLE: "needed by something imported",
    Tier.INSTALLED: "merely installed",
}

_STYLES = {AuditVerdict.VULNERABLE: Style.BAD, AuditVerdict.CLEAN: Style.GOOD, AuditVerdict.UNKNOWN: Style.WARNING}
_LOUD = {RemarkKind.LICENCE_NOT_ALLOWED: Style.BAD, RemarkKind.YANKED: Style.WARNING}
_TOGETHER = {RemarkKind.LICENCE: "no SPDX licence follows from the metadata of"}
_MANY = 5  # distributions with the same reason, above which they share a line
_SUMMARY = 100  # characters of an advisory's first line


def audit_text(report: AuditReport, *, color: bool = False) -> str:
    """Return the audit as text. ``unknown`` always says why, and never reads as clean."""
    ink = Ink()
    ink.write(report.verdict.value, _STYLES[report.verdict])
    ink.line(f": {audit_headline(report)}", Style.STRONG)
    ink.write("  python: ").line(report.python, Style.DIM)
    ink.write("  advisories: ").line(advisories_words(report), Style.DIM)
    for tier in Tier:
        _tier(ink, report, tier)
    _skipped(ink, report)
    _remarks(ink, report)
    return ink.page(color=color)


def _skipped(ink: Ink, report: AuditReport) -> None:
    """Write what was not looked up: each with its reason, and many with the same reason in one line."""
    if not report.skipped:
        return
    ink.line().line("not looked up:", Style.WARNING)
    reasons: dict[str, list[str]] = {}
    for skipped in sorted(report.skipped, key=lambda dependency: dependency.name.lower()):
        reasons.setdefault(skipped.reason, []).append(f"{skipped.name} {skipped.version}".rstrip())
    for reason, names in reasons.items():
        if len(names) > _MANY:
            ink.write(f"  {counted(len(names), 'distribution')}: ", Style.STRONG).line(reason)
            ink.line(f"    {', '.join(names)}", Style.DIM)
            continue
        for name in names:
            ink.write("  ").write(name, Style.STRONG).line(f": {reason}")


def _remarks(ink: Ink, report: AuditReport) -> None:
    """Write what else is worth knowing; what is said of many stands in one line with their names."""
    if report.remarks:
        ink.line().line("also:", Style.STRONG)
    for remark in (each for each in report.remarks if each.kind not in _TOGETHER):
        about = f"{remark.name} {remark.version}: " if remark.name else ""
        ink.write("  ").write(about, Style.STRONG).line(remark.message, _LOUD.get(remark.kind, Style.DIM))
    for kind, words in _TOGETHER.items():
        names = sorted(remark.name for remark in report.remarks if remark.kind is kind)
        if names:
            ink.write(f"  {words} {counted(len(names), 'distribution')}: ").line(", ".join(names), Style.DIM)


def advisories_words(report: AuditReport) -> str:
    """Return where the knowledge came from: the source, the newest advisory's date, a store's digest."""
    known = report.advisories
    date = f", newest {known.date.isoformat()}" if known.date else ""
    return f"{known.source}{date}{f', {known.digest}' if known.digest else ''}"


def affected(report: AuditReport, tier: Tier) -> list[Dependency]:
    """Return the vulnerable dependencies of one tier, by name."""
    found = (dependency for dependency in report.dependencies if dependency.vulnerabilities)
    return sorted((one for one in found if one.tier is tier), key=lambda one: (one.name.lower(), one.version))


def audit_headline(report: AuditReport) -> str:
    """Return the audit in one line: what is known, how much was looked up, how much was not, and why."""
    vulnerable = [dependency for dependency in report.dependencies if dependency.vulnerabilities]
    number = sum(len(dependency.vulnerabilities) for dependency in vulnerable)
    looked = f"{counted(len(report.dependencies), 'distribution')} looked up"
    skipped = f", {len(report.skipped)} not" if report.skipped else ""
    amount = counted(number, "known vulnerability", "known vulnerabilities")
    known = f"{amount} in {counted(len(vulnerable), 'distribution')}; " if number else ""
    reason = f"; {report.reason}" if report.reason else ""
    return f"{known}{looked}{skipped}{reason}"


def _tier(ink: Ink, report: AuditReport, tier: Tier) -> None:
    found = affected(report, tier)
    if not found:
        return
    ink.line().line(f"{TIERS[tier]}:", Style.STRONG)
    for dependency in found:
        ink.write("  ").line(f"{dependency.name} {dependency.version}", Style.BAD)
        for vulnerability in dependency.vulnerabilities:
            _vulnerability(ink, vulnerability)


def _vulnerability(ink: Ink, vulnerability: Vulnerability) -> None:
    names = ", ".join((vulnerability.id, *vulnerability.aliases))
    ink.write("    ").write(names, Style.NOTE)
    summary = " ".join(vulnerability.summary.split())
    ink.line(f": {crop(summary, _SUMMARY)}" if summary else "")
    versions = " or ".join(vulnerability.fix_versions)
    ink.line(f"      help: upgrade to {versions}" if versions else "      help: no fixed version is known")
