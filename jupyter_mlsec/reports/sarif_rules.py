"""Rules as SARIF's reporting descriptors, and the CWE taxonomy that they refer to."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.rule import Rule, Severity
from jupyter_mlsec.reports.sentences import ended, told

LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}

# GitHub sorts by this figure: over 9.0 is critical, 7.0 high, 4.0 medium, above 0 low.
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0"}


def stand_in(finding: Finding) -> Rule:
    """Return what a finding says about a rule that nobody passed in, so that every result has its descriptor."""
    return Rule(
        name=finding.rule,
        family=finding.family,
        severity=finding.severity,
        confidence=finding.confidence,
        message=finding.message,
        remedy=finding.remedy,
    )


def descriptor(rule: Rule) -> dict[str, object]:
    """Return a rule with its help as text and Markdown, its tags, and its relations to CWE."""
    described: dict[str, object] = {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": ended(rule.message)},
        "fullDescription": {"text": told(rule)},
        "help": {"text": rule.remedy, "markdown": rule.docs.strip() or rule.remedy},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": tags(rule),
            "precision": rule.confidence.value,
            "problem.severity": {"error": "error", "warning": "warning"}.get(LEVELS[rule.severity], "recommendation"),
            "security-severity": _SCORES[rule.severity],
        },
    }
    if rule.cwe:
        described["relationships"] = [
            {"target": {"id": str(cwe), "toolComponent": {"name": "CWE", "index": 0}}, "kinds": ["superset"]}
            for cwe in sorted(rule.cwe)
        ]
    return described


def tags(rule: Rule) -> list[str]:
    """Return the rule's family, CWE and ATLAS ids in the form that code scanning services filter by."""
    cwes = [f"external/cwe/cwe-{cwe:03d}" for cwe in sorted(rule.cwe)]
    return sorted({"security", rule.family.value, *cwes, *(f"external/atlas/{name.lower()}" for name in rule.atlas)})


def cwe_taxonomy(cwes: Sequence[int]) -> dict[str, object]:
    """Return the part of CWE that the rules refer to; ids are MITRE's, with a page for each."""
    return {
        "name": "CWE",
        "organization": "MITRE",
        "shortDescription": {"text": "Common Weakness Enumeration"},
        "informationUri": "https://cwe.mitre.org/",
        "isComprehensive": False,
        "taxa": [{"id": str(cwe), "helpUri": f"https://cwe.mitre.org/data/definitions/{cwe}.html"} for cwe in cwes],
    }
