"""Discovery: every public module beside this one defines one format as ``FORMAT``; nothing is listed anywhere."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from jupyter_mlsec.artifacts.format import Format


@cache
def artifact_formats() -> tuple[Format, ...]:
    """Return all formats in the order in which guesses are tried. Raises ``TypeError`` where a module has none."""
    package = __name__.rpartition(".")[0]
    formats = []
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("_"):
            continue
        found = getattr(importlib.import_module(f"{package}.{module.name}"), "FORMAT", None)
        if not isinstance(found, Format):
            msg = f"{package}.{module.name} defines no FORMAT"
            raise TypeError(msg)
        formats.append(found)
    return tuple(sorted(formats, key=lambda found: (found.rank, found.name)))
