"""The catalogue of lifecycle items, read once from the package's data when somebody asks for it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from jupyter_mlsec.model.checklist import ChecklistItem, Cost, Ground, Level, Risk, Stage

_FILE = "items.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All items in the order of a model's life, what each risk weighs, and which items each profile asks for.

    ``pins`` names the edition of every standard that the items' ``standards`` quote.
    """

    items: tuple[ChecklistItem, ...]
    weights: Mapping[Risk, float]
    profiles: Mapping[str, frozenset[str]]
    pins: Mapping[str, str]

    def item(self, name: str) -> ChecklistItem | None:
        """Return the item with the id ``name``, or None where there is none."""
        return next((item for item in self.items if item.id == name), None)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Return the catalogue; the second call costs nothing."""
    data = tomllib.loads(resources.files(__package__).joinpath(_FILE).read_text("utf-8"))
    items = tuple(_item(entry) for entry in data["item"])
    profiles = {name: frozenset(ids) for name, ids in data["profiles"].items()}
    profiles["regulated"] = frozenset(item.id for item in items)
    return Catalogue(
        items=items,
        weights={Risk(risk): float(weight) for risk, weight in data["meta"]["risk_weights"].items()},
        profiles=profiles,
        pins=data["meta"]["pins"],
    )


def _item(entry: Mapping[str, Any]) -> ChecklistItem:
    return ChecklistItem(
        id=entry["id"],
        title=entry["title"],
        stage=Stage(entry["stage"]),
        risk=Risk(entry["risk"]),
        level=Level(entry["level"]),
        cost=Cost(entry["cost"]),
        binds=tuple(Ground(ground) for ground in entry["binds"]),
        ttl=entry["ttl"],
        auto=entry["auto"],
        human=entry["human"],
        seeds=tuple(entry["seeds"]),
        standards=tuple(f"{standard} {ref}" for standard, refs in entry["std"].items() for ref in refs),
    )
