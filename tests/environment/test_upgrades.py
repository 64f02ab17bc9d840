"""The smallest upgrade that resolves, checked against every advisory where the store is at hand."""

from __future__ import annotations

import json

from jupyter_mlsec.environment.export import Member
from jupyter_mlsec.environment.store import AdvisoryStore
from jupyter_mlsec.environment.upgrades import Upgrade, upgrades
from jupyter_mlsec.model.audit import (
    Advisories,
    AuditReport,
    AuditVerdict,
    Dependency,
    IgnoredVulnerability,
    Vulnerability,
)


def report(
    *vulnerabilities: Vulnerability, version: str = "1.0", ignored: tuple[Vulnerability, ...] = ()
) -> AuditReport:
    return AuditReport(
        verdict=AuditVerdict.VULNERABLE,
        python="3",
        advisories=Advisories(source="test"),
        dependencies=(
            Dependency(name="demo", version=version, vulnerabilities=vulnerabilities),
            Dependency(name="fine", version="1"),
        ),
        ignored=tuple(
            IgnoredVulnerability(name="demo", version=version, vulnerability=one, reason="why") for one in ignored
        ),
    )


def fault(name: str, *fixes: str) -> Vulnerability:
    return Vulnerability(id=name, fix_versions=fixes)


def store(**ranges: list[tuple[str, str]]) -> AdvisoryStore:
    members = []
    for name, spans in ranges.items():
        events = [{kind: version} for low, high in spans for kind, version in (("introduced", low), ("fixed", high))]
        record = {
            "id": name,
            "modified": "2026-01-01T00:00:00Z",
            "affected": [
                {"package": {"name": "demo", "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
            ],
        }
        members.append(Member(f"{name}.json", json.dumps(record).encode()))
    return AdvisoryStore.of_members(members, source="test")


def step(to: str | None, resolves: tuple[str, ...], remains: tuple[str, ...] = ()) -> tuple[Upgrade, ...]:
    return (Upgrade(name="demo", version="1.0", to=to, resolves=resolves, remains=remains),)


def test_the_smallest_version_that_fixes_all() -> None:
    found = report(fault("A", "1.2", "2.2"), fault("B", "1.10", "2.1"))
    assert upgrades(found) == step("1.10", ("A", "B"))


def test_no_fixed_version_is_said() -> None:
    assert upgrades(report(fault("A"))) == step(None, (), ("A",))
    assert upgrades(report(fault("A", "0.9"))) == step(None, (), ("A",))


def test_the_most_is_fixed_where_not_all_can_be() -> None:
    assert upgrades(report(fault("A", "1.2"), fault("B"))) == step("1.2", ("A",), ("B",))


def test_an_upgrade_does_not_walk_into_another_fault() -> None:
    known = store(A=[("0", "1.2"), ("2.0", "2.2")], B=[("1.1", "1.5"), ("2.0", "2.1")])
    found = report(fault("A", "1.2", "2.2"))
    assert upgrades(found) == step("1.2", ("A",))
    assert upgrades(found, known) == step("2.2", ("A",))


def test_a_fault_that_is_ignored_does_not_hold_an_upgrade_up() -> None:
    known = store(A=[("0", "1.2")], B=[("0", "9")])
    found = report(fault("A", "1.2"), ignored=(fault("B", "9"),))
    assert upgrades(found, known) == step("1.2", ("A",))


def test_names_are_those_of_the_audit() -> None:
    known = store(**{"GHSA-1": [("0", "3")], "PYSEC-1": [("0", "2")]})
    one = Vulnerability(id="PYSEC-1", aliases=("GHSA-1",), fix_versions=("2", "3"))
    assert upgrades(report(one), known) == step("3", ("PYSEC-1",))
