"""Frameworks that serve, from their data file: how each says that it does."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """One framework; the data file says what each field means."""

    name: str
    modules: tuple[str, ...]
    makes: frozenset[str] = frozenset()
    decorators: tuple[str, ...] = ()
    bases: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    bare: bool = False
    style: str = "routes"
    raw: bool = False
    together: frozenset[str] = frozenset()
    in_turn: bool = False
    typed: bool = False

    def imported_by(self, modules: frozenset[str]) -> bool:
        """Tell whether a program that imports ``modules`` imports this framework."""
        return any(module == each or module.startswith(f"{each}.") for module in modules for each in self.modules)


@lru_cache(maxsize=1)
def frameworks() -> tuple[Framework, ...]:
    """Return the frameworks in the order of the file: the first that fits counts."""
    text = (files("jupyter_mlsec.probes._serving") / "frameworks.toml").read_text("utf-8")
    return tuple(_framework(name, table) for name, table in tomllib.loads(text).items())


def framework(name: str) -> Framework:
    """Return one framework. Raises KeyError where there is none of that name."""
    return {each.name: each for each in frameworks()}[name]


def _framework(name: str, table: dict[str, Any]) -> Framework:
    return Framework(
        name=name,
        modules=tuple(table["modules"]),
        makes=frozenset(table.get("makes", ())),
        decorators=tuple(table.get("decorators", ())),
        bases=frozenset(table.get("bases", ())),
        methods=frozenset(table.get("methods", ())),
        functions=frozenset(table.get("functions", ())),
        bare=bool(table.get("bare")),
        style=str(table.get("style", "routes")),
        raw=bool(table.get("raw")),
        together=frozenset(table.get("together", ())),
        in_turn=bool(table.get("in_turn", table.get("style") == "platform")),
        typed=bool(table.get("typed")),
    )
