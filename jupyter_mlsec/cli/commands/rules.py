"""``mlsec rules``: all rules, or the page of one."""

from __future__ import annotations

import click

from jupyter_mlsec.cli.exits import CLEAN
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.errors import UsageError


@click.command("rules")
@click.argument("name", required=False)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def command(name: str | None, style: str) -> int:
    """List all rules, or show what NAME looks for, why, and what to use instead."""
    from jupyter_mlsec.reports.rules_markdown import rule_page
    from jupyter_mlsec.scan.registry import all_rules

    rules = all_rules()
    if name is not None and name not in rules:
        from difflib import get_close_matches

        close = get_close_matches(name, rules, n=1)
        raise UsageError(f"there is no rule {name!r}", help=f"did you mean {close[0]}?" if close else "mlsec rules")
    chosen = [rules[name]] if name is not None else list(rules.values())
    if style == "json":
        shapes = [
            {
                "name": rule.name,
                "family": rule.family,
                "severity": rule.severity,
                "confidence": rule.confidence,
                "message": rule.message,
                "remedy": rule.remedy,
                "cwe": [f"CWE-{number}" for number in rule.cwe],
                "atlas": list(rule.atlas),
            }
            for rule in chosen
        ]
        write_output(json_text({"format": "mlsec-rules/1", "rules": shapes}))
    elif name is not None:
        write_output(rule_page(chosen[0]))
    else:
        width = max(len(rule.name) for rule in chosen)
        write_output("\n".join(f"{rule.name:{width}}  {rule.severity:8}  {rule.message}" for rule in chosen))
    return CLEAN
