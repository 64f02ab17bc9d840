"""Discovery: every public module beside this one defines one place for keys as ``HOLDER``; nothing is listed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jupyter_mlsec.discovery import members
from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs.key_holders._holder import Holder

_HEAD = 65_536  # bytes: more than any key needs


@cache
def discover() -> tuple[Holder, ...]:
    """Return all places, by name. Raises ``TypeError`` where a public module of this package defines none."""
    package = __name__.rpartition(".")[0]
    return tuple(sorted(members(__file__, package, "HOLDER", Holder), key=lambda holder: holder.name))


def holder_of(path: Path) -> Holder:
    """Return where the key that ``path`` names is held; SigningError where the file cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise SigningError(f"the key {path.name} could not be read: {error.strerror}", help="mlsec key new") from None
    return next(holder for holder in discover() if holder.holds(path, head))
