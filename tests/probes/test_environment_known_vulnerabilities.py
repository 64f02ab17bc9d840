from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from jupyter_mlsec.config.settings import AuditSettings, Config
from jupyter_mlsec.model.audit import (
    Advisories,
    AuditReport,
    AuditVerdict,
    Dependency,
    SkippedDependency,
    Tier,
    Vulnerability,
)

Ask = Callable[..., tuple[str, str]]
CLEAN = AuditReport(
    verdict=AuditVerdict.CLEAN,
    python="3.12",
    advisories=Advisories(source="osv", date=date(2026, 11, 20)),
    dependencies=(Dependency(name="numpy", version="2.4.6", tier=Tier.IMPORTED),),
)


def vulnerable(tier: Tier) -> AuditReport:
    hole = Vulnerability(id="PYSEC-2026-1", aliases=("CVE-2026-1",))
    package = Dependency(name="torch", version="2.0", tier=tier, vulnerabilities=(hole,))
    return replace(CLEAN, verdict=AuditVerdict.VULNERABLE, dependencies=(*CLEAN.dependencies, package))


def test_a_clean_environment(ask_environment: Ask) -> None:
    assert ask_environment("known_vulnerabilities", audit=CLEAN) == (
        "pass",
        "No known vulnerability in 1 package (advisories of 2026-11-20).",
    )


def test_a_vulnerable_import(ask_environment: Ask) -> None:
    assert ask_environment("known_vulnerabilities", audit=vulnerable(Tier.REACHABLE)) == (
        "fail",
        "1 package with known vulnerabilities; reachable: torch.",
    )


def test_a_vulnerable_package_that_is_merely_installed(ask_environment: Ask) -> None:
    assert ask_environment("known_vulnerabilities", audit=vulnerable(Tier.INSTALLED))[0] == "warn"


def test_an_advisory_that_was_waived_by_the_configuration(ask_environment: Ask) -> None:
    config = Config(audit=AuditSettings(ignore={"CVE-2026-1": "not reachable here"}))
    assert ask_environment("known_vulnerabilities", audit=vulnerable(Tier.IMPORTED), config=config)[0] == "pass"


def test_nobody_asked(ask_environment: Ask) -> None:
    assert ask_environment("known_vulnerabilities") == ("open", "The environment was not audited.")


def test_what_was_not_looked_up_is_not_evidence(ask_environment: Ask) -> None:
    unknown = replace(CLEAN, verdict=AuditVerdict.UNKNOWN, reason="there is no network")
    skipped = replace(CLEAN, skipped=(SkippedDependency(name="ours", version="1", reason="not on the index"),))
    assert ask_environment("known_vulnerabilities", audit=unknown) == (
        "error",
        "Not evidence: there is no network.",
    )
    assert ask_environment("known_vulnerabilities", audit=skipped) == (
        "error",
        "Not evidence: nothing is known about ours.",
    )
