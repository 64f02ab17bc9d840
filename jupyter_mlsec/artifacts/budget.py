"""How much work one file may cost, and the exception that ends the work."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from jupyter_mlsec.errors import UnreadableError

SECONDS = 1.5  # of the processor; half a second is left for the report
WALL = 15.0  # seconds on the clock, however busy the machine is with other things
KEPT = 80 << 20  # bytes of values that a pickle may make us remember
KEPT_BYTES = 24 << 20  # beside them, bytes that could be a pickle for a loader and cannot be read again
KEPT_TEXTS = 40 << 20  # beside them, texts; beyond that they are forgotten, and only their later use is a problem
DEPTH = 6  # archives in archives, pickles in pickles


class CutError(UnreadableError):
    """The file ends in the middle of something."""


@dataclass
class Budget:
    """Time and memory left for one file. ``tick`` and ``keep`` raise ``UnreadableError`` when nothing is left.

    Time is that of the thread: a machine that is busy with other things makes no file unreadable. Whoever waits is
    kept waiting for ``WALL`` seconds at most.
    """

    began: float = field(default_factory=time.monotonic)
    used: float = field(default_factory=time.thread_time)
    _next: float = 0.0  # on the clock, before which the thread cannot have used up its time
    kept: int = 0
    kept_bytes: int = 0
    kept_texts: int = 0

    def tick(self) -> None:
        """Say that some work was done."""
        now = time.monotonic()
        if now < self._next:
            return
        left = SECONDS - (time.thread_time() - self.used)
        if left < 0 or now - self.began > WALL:
            raise UnreadableError("looking at the whole file would take too long")
        self._next = now + left

    def keep(self, size: int) -> None:
        """Say that ``size`` bytes are remembered until the end."""
        self.kept += size
        if self.kept > KEPT:
            raise UnreadableError("looking at the whole file would take too much memory")

    def has_room(self, size: int) -> bool:
        """Whether a long value of ``size`` bytes may be kept; if so, it counts as kept."""
        if self.kept_bytes + size > KEPT_BYTES:
            return False
        self.kept_bytes += size
        return True

    @property
    def keeps_texts(self) -> bool:
        """Whether texts are still remembered; whoever remembers some adds to ``kept_texts``."""
        return self.kept_texts < KEPT_TEXTS
