"""All rules there are, and those that a configuration switches on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from jupyter_mlsec.artifacts.rules._discovery import artifact_rules
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import ConfigError
from jupyter_mlsec.model.rule import Family, Rule
from jupyter_mlsec.rules._discovery import discover
from jupyter_mlsec.secrets.catalog import secret_rules


@lru_cache(maxsize=1)
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by its name, in alphabetical order."""
    rules = sorted((*discover(), *artifact_rules(), *secret_rules()), key=lambda rule: rule.name)
    return MappingProxyType({rule.name: rule for rule in rules})


def enabled_rules(config: Config) -> Mapping[str, Rule]:
    """Return the rules that ``select`` and ``ignore`` leave on; both name rules or families.

    Raises ``ConfigError`` for a name that is neither: a misspelt rule must not silently check nothing.
    """
    return _enabled(config.select, config.ignore, config.locked_rules)


@lru_cache(maxsize=16)
def _enabled(select: tuple[str, ...], ignore: tuple[str, ...], locked: tuple[str, ...]) -> Mapping[str, Rule]:
    rules = all_rules()
    for name in (*select, *ignore, *locked):
        if name not in rules and name not in set(Family):
            raise ConfigError(f"there is no rule or family named {name!r}", help=_suggestion(name, rules))
    if not select and not ignore:
        return rules

    def is_on(rule: Rule) -> bool:
        names = {rule.name, rule.family.value}
        chosen = not select or not names.isdisjoint(select)
        return not names.isdisjoint(locked) or (chosen and names.isdisjoint(ignore))

    return MappingProxyType({name: rule for name, rule in rules.items() if is_on(rule)})


def _suggestion(name: str, rules: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, [*rules, *Family], n=1)
    return f"did you mean {close[0]}?" if close else "mlsec rules lists all of them"
