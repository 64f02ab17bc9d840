"""Discovery: every public module beside this one defines one rule as ``RULE``; nothing is listed anywhere."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from jupyter_mlsec.model.rule import Rule


@cache
def artifact_rules() -> tuple[Rule, ...]:
    """Return the rules about model and data files, by name. Raises ``TypeError`` where a module defines none."""
    package = __name__.rpartition(".")[0]
    rules = []
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("_"):
            continue
        rule = getattr(importlib.import_module(f"{package}.{module.name}"), "RULE", None)
        if not isinstance(rule, Rule):
            msg = f"{package}.{module.name} defines no RULE"
            raise TypeError(msg)
        rules.append(rule)
    return tuple(sorted(rules, key=lambda rule: rule.name))
