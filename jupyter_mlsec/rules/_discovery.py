"""Discovery: every public module beside this one defines one rule as ``RULE``; nothing is listed anywhere."""

from __future__ import annotations

from functools import cache

from jupyter_mlsec.discovery import members
from jupyter_mlsec.model.rule import Rule


@cache
def discover() -> tuple[Rule, ...]:
    """Return all rules, by name. Raises ``TypeError`` where a public module of this package defines none."""
    package = __name__.rpartition(".")[0]
    return tuple(sorted(members(__file__, package, "RULE", Rule), key=lambda rule: rule.name))
