"""Discovery: every public module beside this one defines one format as ``FORMAT``; nothing is listed anywhere."""

from __future__ import annotations

from functools import cache

from jupyter_mlsec.artifacts.format import Format
from jupyter_mlsec.discovery import members


@cache
def artifact_formats() -> tuple[Format, ...]:
    """Return all formats in the order in which guesses are tried. Raises ``TypeError`` where a module has none."""
    package = __name__.rpartition(".")[0]
    return tuple(sorted(members(__file__, package, "FORMAT", Format), key=lambda found: (found.rank, found.name)))
