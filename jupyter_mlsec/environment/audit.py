"""The dependency audit: asks the offline advisories, or pip-audit, and comes to one of three verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from jupyter_mlsec.config.settings import AuditSettings
from jupyter_mlsec.environment.advisories import open_store
from jupyter_mlsec.environment.answers import Answers, Silence
from jupyter_mlsec.environment.index import ask_index
from jupyter_mlsec.environment.installed import Environment
from jupyter_mlsec.environment.offline import ask_store
from jupyter_mlsec.environment.pipaudit import COMMAND, ask_pip_audit
from jupyter_mlsec.environment.remarks import remarks
from jupyter_mlsec.environment.store import AdvisoryStore
from jupyter_mlsec.environment.tiers import tiers
from jupyter_mlsec.errors import AuditError
from jupyter_mlsec.model.audit import (
    Advisories,
    AuditReport,
    AuditVerdict,
    Dependency,
    IgnoredVulnerability,
    SkippedDependency,
    Tier,
    Vulnerability,
)

OWN_NAME = "jupyter-mlsec"


def audit(
    environment: Environment,
    imports: frozenset[str] = frozenset(),
    settings: AuditSettings | None = None,
    advisories: AdvisoryStore | Path | None = None,
    *,
    online: bool = False,
    command: Sequence[str] = COMMAND,
    timeout: float = 300.0,
    projects: frozenset[str] = frozenset(),
    today: date | None = None,
    index: str | None = None,
) -> AuditReport:
    """Audit ``environment``; ``imports`` are the notebook's top-level import names.

    The advisories are the given store or export, else this person's own store, else (``online``, because it opens a
    socket) pip-audit. ``projects`` are normalised names of local projects, which no advisory can be about. ``timeout``
    is in seconds. ``index`` is the address of a package index that is asked about yanked and abandoned packages. What
    cannot be looked up makes the verdict ``unknown`` and stands in ``reason``. Raises ConfigError for settings that
    mean nothing.
    """
    settings = settings or AuditSettings()
    day = today or datetime.now(UTC).date()
    try:
        store = advisories if isinstance(advisories, AdvisoryStore) else open_store(advisories)
        if store is not None:
            answers = ask_store(environment, store, max_age=settings.max_age, today=day)
        elif online:
            answers = ask_pip_audit(environment, today=day, command=command, timeout=timeout)
        else:
            answers = _nobody("there are no offline advisories, and nobody asked for a look-up on the network")
    except AuditError as error:
        answers = _nobody(error.message)
    tier_of = tiers(environment, imports)
    asked = None if index is None else ask_index(environment, index)
    report = judge(environment, tier_of, answers, settings, projects | {OWN_NAME})
    return replace(report, remarks=remarks(environment, tier_of, settings, asked, day))


def _nobody(gap: str) -> Answers:
    return Answers(advisories=Advisories(source="none"), gaps=(gap,))


def judge(
    environment: Environment,
    tier_of: dict[str, Tier],
    answers: Answers,
    settings: AuditSettings,
    projects: frozenset[str],
) -> AuditReport:
    """Come to a verdict: ``clean`` only where every distribution has an answer and nothing may be missing."""
    dependencies: list[Dependency] = []
    skipped: list[SkippedDependency] = []
    ignored: list[IgnoredVulnerability] = []
    reasons = {name.casefold(): reason for name, reason in settings.ignore.items()}
    for item in environment.distributions:
        tier = tier_of[item.name]
        found = answers.vulnerabilities.get(item.name)
        if found is None:
            silence = answers.silences.get(item.name, Silence(reason="nothing was asked about it"))
            excused = silence.excused or item.name in projects
            reason = "this project's own code" if item.name in projects else silence.reason
            skipped.append(
                SkippedDependency(name=item.name, version=item.version, reason=reason, tier=tier, excused=excused)
            )
            continue
        kept = tuple(one for one in found if _waived(one, reasons) is None)
        ignored += [
            IgnoredVulnerability(name=item.name, version=item.version, vulnerability=one, reason=why)
            for one in found
            if (why := _waived(one, reasons)) is not None
        ]
        dependencies.append(Dependency(name=item.name, version=item.version, tier=tier, vulnerabilities=kept))
    gaps = _gaps(environment, skipped, answers)
    vulnerable = any(dependency.vulnerabilities for dependency in dependencies)
    return AuditReport(
        verdict=AuditVerdict.VULNERABLE if vulnerable else AuditVerdict.UNKNOWN if gaps else AuditVerdict.CLEAN,
        python=environment.python,
        advisories=answers.advisories,
        dependencies=tuple(dependencies),
        skipped=tuple(skipped),
        reason="; ".join(gaps) or None,
        ignored=tuple(ignored),
    )


def _waived(vulnerability: Vulnerability, reasons: dict[str, str]) -> str | None:
    """Return the reason for which a vulnerability does not count; an empty reason does not excuse anything."""
    names = (vulnerability.id, *vulnerability.aliases)
    return next((why for name in names if (why := reasons.get(name.casefold(), "").strip())), None)


def _gaps(environment: Environment, skipped: list[SkippedDependency], answers: Answers) -> list[str]:
    gaps = list(answers.gaps)
    if not environment.distributions:
        gaps.append("no installed package was found")
    unexcused = [item for item in skipped if not item.excused]
    if unexcused and len(unexcused) < len(environment.distributions):
        names = ", ".join(item.name for item in unexcused[:3])
        more = f" and {len(unexcused) - 3} more" if len(unexcused) > 3 else ""  # noqa: PLR2004 - three names fit a line
        gaps.append(f"nothing is known about {names}{more}")
    elif unexcused and not gaps:
        gaps.append("nothing is known about any package")
    return gaps
