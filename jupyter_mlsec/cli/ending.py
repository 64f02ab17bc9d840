"""An end from outside, by a signal, is an interruption: what was begun is cleaned up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ends_cleanly() -> Iterator[None]:
    """Raise KeyboardInterrupt, once, where the system or a server asks this process to end (SIGTERM, SIGHUP)."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {}
    ended = False

    def end(_number: int, _frame: FrameType | None) -> None:
        nonlocal ended
        if not ended:  # a second one must not disturb the cleaning up
            ended = True
            raise KeyboardInterrupt

    for name in names:
        before[name] = signal.signal(getattr(signal, name), end)
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
