"""Reading the names that lie in a folder: entries of all its files, in the order of their names."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@cache
def entries(folder: str, kind: str) -> tuple[dict[str, Any], ...]:
    """Return the ``[[kind]]`` tables of every file in a folder beside this module."""
    found: list[dict[str, Any]] = []
    for path in sorted((_HERE / folder).glob("*.toml")):
        found.extend(tomllib.loads(path.read_text("utf-8")).get(kind, ()))
    return tuple(found)


@cache
def words(folder: str, kind: str) -> frozenset[str]:
    """Return the ``kind`` lists of every file in a folder, as one set."""
    found: set[str] = set()
    for path in sorted((_HERE / folder).glob("*.toml")):
        found.update(tomllib.loads(path.read_text("utf-8")).get(kind, ()))
    return frozenset(found)


@cache
def table(folder: str, kind: str) -> dict[str, Any]:
    """Return the ``[kind]`` tables of every file in a folder, as one."""
    found: dict[str, Any] = {}
    for path in sorted((_HERE / folder).glob("*.toml")):
        found |= tomllib.loads(path.read_text("utf-8")).get(kind, {})
    return found


@cache
def pattern(folder: str, name: str) -> re.Pattern[str]:
    """Return one of the regular expressions in the ``[patterns]`` of a folder, for any case. KeyError for no such."""
    return re.compile(table(folder, "patterns")[name], re.IGNORECASE)
