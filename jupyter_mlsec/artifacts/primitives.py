"""Modules and functions that run code, start processes, or reach files and the network, from ``primitives.txt``.

``modules`` are top-level packages, ``prefixes`` packages inside others, ``names`` full names, ``anywhere`` last parts
of a name whatever the module, ``reached`` modules that are dangerous as another module's attribute (``sklearn.foo``
and ``os``); of the builtins those are listed that are harmless.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def primitives() -> dict[str, frozenset[str]]:
    """Return the families of names by section."""
    sections: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in (Path(__file__).parent / "primitives.txt").read_text(encoding="ascii").splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            current.update(line.split())
    return {section: frozenset(names) for section, names in sections.items()}
