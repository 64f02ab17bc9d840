"""Where the sockets of a kernel lie: in a private folder whose path leaves room for their names.

TCP ports of a kernel are open to every user of the machine, and two kernels that start at once may be given the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_mlsec.runs.private_folder import private_folder

_LIMIT = 100  # bytes of a socket's path that every system allows
_NAME = "/k-5"  # the longest of the names that jupyter_client makes of ``prefix``
_SHORT = Path("/tmp")  # noqa: S108 - the folder inside is ours alone


def prefix(folder: Path) -> str:
    """Return what the names of the sockets begin with; an empty text where they must be TCP ports instead."""
    return f"{folder}/k" if os.name == "posix" and _has_room(folder) else ""


@contextmanager
def socket_folder(own: Path) -> Iterator[Path]:
    """Yield the run's ``own`` folder, or where its path is too long, a short private one that is removed at the end."""
    if os.name != "posix" or _has_room(own) or not os.access(_SHORT, os.W_OK | os.X_OK):
        yield own
        return
    with private_folder(_SHORT) as folder:
        yield folder


def _has_room(folder: Path) -> bool:
    return len(os.fsencode(folder)) + len(_NAME) <= _LIMIT
