"""Which probes read a notebook's code: their evidence depends on the files beside it that are part of the reading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_reading: ContextVar[list[bool] | None] = ContextVar("reading", default=None)


@contextmanager
def readings() -> Iterator[list[bool]]:
    """Give a list that is empty as long as nobody reads a notebook's code in the body."""
    read: list[bool] = []
    token = _reading.set(read)
    try:
        yield read
    finally:
        _reading.reset(token)


def note_reading() -> None:
    """Note that a notebook's code is read now."""
    read = _reading.get()
    if read is not None and not read:
        read.append(True)
