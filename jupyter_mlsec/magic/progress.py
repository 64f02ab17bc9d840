"""Progress of long measurements: one line below the cell that says what runs now, written over by the next."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_WIDTH = 78


@contextmanager
def telling(*, heavy: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """Give a function that says which probe runs; None where nothing takes long enough to be told."""
    if not heavy:
        yield None
        return

    def tell(name: str, done: int, total: int) -> None:
        _write(f"{done + 1} of {total}: {name} (interrupt to stop)")

    yield tell
    _write("")


def _write(text: str) -> None:
    print(f"\r{text[:_WIDTH]:{_WIDTH}}\r", end="", file=sys.stderr, flush=True)  # noqa: T201 - magics are a surface
