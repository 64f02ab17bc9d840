"""What on the disk an answer rests on: every path that was asked about, and what the system said of it.

An answer that is kept counts for as long as the system says the same. What does not exist is part of it, and so is a
folder that was listed: a module that somebody puts beside a notebook changes what the notebook does.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_Stamp = tuple[int, int, int, int, int]

_SETTLED = 2_000_000_000  # nanoseconds; a younger file may change again and keep its time


class Witness:
    """The paths that were asked about, with what was said the first time."""

    def __init__(self, outer: Witness | None = None) -> None:
        self._outer = outer
        self._seen: dict[str, _Stamp | None] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def add(self, path: str) -> None:
        """Remember a path as it is now; call it before the path is looked at."""
        if path not in self._seen:
            self._seen[path] = _stamp(path)
        if self._outer is not None:
            self._outer.add(path)

    def is_settled(self) -> bool:
        """Whether nothing could change any more without its time being another one."""
        before = time.time_ns() - _SETTLED
        return all(stamp is None or max(stamp[-2:]) < before for stamp in self._seen.values())

    def holds(self) -> bool:
        """Whether the system says of all of them what it said then."""
        return all(_stamp(path) == stamp for path, stamp in self._seen.items())


_current: ContextVar[Witness | None] = ContextVar("witness", default=None)


@contextmanager
def watched() -> Iterator[Witness]:
    """Collect the paths that are asked about inside; whoever watches outside hears of them, too."""
    witness = Witness(_current.get())
    token = _current.set(witness)
    try:
        yield witness
    finally:
        _current.reset(token)


def ask_about(path: Path | str) -> None:
    """Say that an answer depends on what is at ``path``: a file, a folder that is listed, or nothing."""
    witness = _current.get()
    if witness is not None:
        witness.add(os.path.abspath(path))  # noqa: PTH100 - links stay what they are


def _stamp(path: str) -> _Stamp | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a plain string
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
