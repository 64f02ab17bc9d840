"""The page of one rule, and the list of all, as Markdown made from what the rules say about themselves."""

from __future__ import annotations

from collections.abc import Iterable

from jupyter_mlsec.model.rule import Family, Rule
from jupyter_mlsec.reports.sentences import ended

FAMILIES = {
    Family.SECRET: "Secrets",
    Family.UNSAFE_LOAD: "Unsafe loading",
    Family.CODE_EXECUTION: "Code execution",
    Family.SUPPLY_CHAIN: "Supply chain",
    Family.PRIVACY: "Privacy",
    Family.TRANSPORT: "Transport",
    Family.HYGIENE: "Hygiene",
}


def rule_page(rule: Rule) -> str:
    """Return what a rule finds, why it matters, what to do, how to allow it, and where it comes from."""
    parts = [
        f"# {rule.name}",
        f"**{ended(rule.message)}**",
        f"{FAMILIES[rule.family]} · severity {rule.severity} · confidence {rule.confidence}",
    ]
    if rule.docs.strip():
        parts.append(rule.docs.strip())
    parts += [
        "## What to do",
        rule.remedy,
        "## To allow it",
        f"On the line, or alone on the line above:\n\n```python\n# mlsec: allow[{rule.name}] the reason\n```",
    ]
    if references := _references(rule):
        parts += ["## References", references]
    return "\n\n".join(parts) + "\n"


def rules_index(rules: Iterable[Rule]) -> str:
    """Return the list of all rules by family, each with a link to its page."""
    by_family: dict[Family, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: rule.name):
        by_family.setdefault(rule.family, []).append(rule)
    parts = ["# Rules"]
    for family in Family:
        if rules_of_family := by_family.get(family):
            parts += [f"## {FAMILIES[family]}", _table(rules_of_family)]
    return "\n\n".join(parts) + "\n"


def _references(rule: Rule) -> str:
    weaknesses = [
        f"- [CWE-{number}](https://cwe.mitre.org/data/definitions/{number}.html)" for number in sorted(rule.cwe)
    ]
    techniques = [f"- [MITRE ATLAS {name}](https://atlas.mitre.org/techniques/{name})" for name in sorted(rule.atlas)]
    return "\n".join(weaknesses + techniques)


def _table(rules: Iterable[Rule]) -> str:
    rows = [
        f"| [{rule.name}]({rule.name}.md) | {rule.severity} | {rule.confidence} | {_in_a_table(rule.message)} |"
        for rule in rules
    ]
    return "\n".join(["| rule | severity | confidence | finds |", "|---|---|---|---|", *rows])


def _in_a_table(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
