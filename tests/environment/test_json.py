"""``mlsec-audit/1``, to the letter."""

from __future__ import annotations

import json
from datetime import date

from jupyter_mlsec.environment.json import audit_json
from jupyter_mlsec.environment.upgrades import Upgrade
from jupyter_mlsec.model.audit import (
    Advisories,
    AuditReport,
    AuditVerdict,
    Dependency,
    IgnoredVulnerability,
    Remark,
    RemarkKind,
    SkippedDependency,
    Tier,
    Vulnerability,
)

FAULT = Vulnerability(id="PYSEC-1", aliases=("CVE-1",), summary="A fault", fix_versions=("2.0",))
FAULT_JSON = {"id": "PYSEC-1", "aliases": ["CVE-1"], "summary": "A fault", "fix_versions": ["2.0"]}


def test_the_whole_shape() -> None:
    report = AuditReport(
        verdict=AuditVerdict.VULNERABLE,
        python="3.11.7",
        advisories=Advisories(source="test (offline)", date=date(2026, 11, 19), digest="sha256:ab"),
        dependencies=(
            Dependency(name="demo", version="1.0", tier=Tier.IMPORTED, vulnerabilities=(FAULT,)),
            Dependency(name="fine", version="1"),
        ),
        skipped=(SkippedDependency(name="own", version="0", reason="why", tier=Tier.REACHABLE, excused=True),),
        reason="something is missing",
        ignored=(IgnoredVulnerability(name="demo", version="1.0", vulnerability=FAULT, reason="not reachable"),),
        remarks=(
            Remark(kind=RemarkKind.LICENCE, message="none", name="demo", version="1.0", tier=Tier.IMPORTED),
            Remark(kind=RemarkKind.NOT_CHECKED, message="yanked"),
        ),
    )
    step = Upgrade(name="demo", version="1.0", to="2.0", resolves=("PYSEC-1",))
    text = audit_json(report, version="0.1.0", upgrades=(step,))
    assert text.endswith("}\n")
    assert json.loads(text) == {
        "format": "mlsec-audit/1",
        "tool": {"name": "jupyter-mlsec", "version": "0.1.0"},
        "verdict": "vulnerable",
        "reason": "something is missing",
        "python": "3.11.7",
        "advisories": {"source": "test (offline)", "date": "2026-11-19", "digest": "sha256:ab"},
        "tiers": {
            "imported": {"looked_up": 1, "vulnerable": 1, "skipped": 0},
            "reachable": {"looked_up": 0, "vulnerable": 0, "skipped": 1},
            "installed": {"looked_up": 1, "vulnerable": 0, "skipped": 0},
        },
        "dependencies": [
            {"name": "demo", "version": "1.0", "tier": "imported", "vulnerabilities": [FAULT_JSON]},
            {"name": "fine", "version": "1", "tier": "installed", "vulnerabilities": []},
        ],
        "skipped": [{"name": "own", "version": "0", "tier": "reachable", "reason": "why", "excused": True}],
        "ignored": [{"name": "demo", "version": "1.0", "vulnerability": FAULT_JSON, "reason": "not reachable"}],
        "remarks": [
            {"kind": "licence", "name": "demo", "version": "1.0", "tier": "imported", "message": "none"},
            {"kind": "not-checked", "name": None, "version": None, "tier": None, "message": "yanked"},
        ],
        "upgrades": [{"name": "demo", "version": "1.0", "to": "2.0", "resolves": ["PYSEC-1"], "remains": []}],
    }


def test_unknown_says_why_and_leaves_null_what_nobody_knows() -> None:
    report = AuditReport(
        verdict=AuditVerdict.UNKNOWN, python="3", advisories=Advisories(source="none"), reason="nobody was asked"
    )
    document = json.loads(audit_json(report, version="1"))
    assert (document["verdict"], document["reason"]) == ("unknown", "nobody was asked")
    assert document["advisories"] == {"source": "none", "date": None, "digest": None}
