"""Source: bytes read forwards once, skipped without being kept, never more in memory than asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from jupyter_mlsec.artifacts.budget import Budget, CutError
from jupyter_mlsec.errors import UnreadableError

_LEAST = 1 << 12  # bytes read ahead after a jump
_MOST = 1 << 16  # and when everything is read
_LINE = 1 << 16  # no name or number of a pickle is longer; what is longer is passed over


class Source:
    """A forward reader. ``size`` is the number of bytes there are, or None where only reading tells.

    Where the size is known, skipping costs nothing. Reading or skipping past the end raises ``CutError``.
    ``data`` holds what was read ahead, of which ``at`` bytes are used: the machine's fast path works on these. What
    stands in front of damaged data is given out before the damage is raised: a loader would have run it by then.
    """

    def __init__(self, stream: BinaryIO, budget: Budget, *, size: int | None = None) -> None:
        self._stream = stream
        # one step at a time: what stands in front of damaged data has been read when the damage is
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self.budget = budget
        self.size = size
        self.data = b""
        self.at = 0
        self._origin = 0 if size is None else stream.tell()
        self._start = 0  # of data, in our own counting
        self._ahead = _LEAST
        self._damage: UnreadableError | None = None

    @property
    def position(self) -> int:
        """Return how many bytes were read or skipped."""
        return self._start + self.at

    def fill(self, count: int) -> bool:
        """Read ahead until ``count`` bytes are there; return whether they are."""
        while len(self.data) - self.at < count:
            wanted = max(count - len(self.data) + self.at, self._ahead)
            if self.size is not None:
                wanted = min(wanted, self.size - self._start - len(self.data))
            more = self._more(wanted)
            if not more:
                return False
            self._start += self.at
            self.data, self.at = self.data[self.at :] + more, 0
            self._ahead = min(2 * self._ahead, _MOST)
        return True

    def _more(self, wanted: int) -> bytes:
        """Read on; damage is kept until nothing is left in front of it."""
        if self._damage is None and wanted > 0:
            try:
                return self._read(wanted)
            except UnreadableError as error:
                self._damage = error
        if self._damage is not None and self.at == len(self.data):
            raise self._damage
        return b""

    def _end(self) -> UnreadableError:
        return self._damage or CutError("the file ends too early")

    def read(self, count: int) -> bytes:
        """Return exactly ``count`` bytes; callers bound it."""
        if count > _MOST:
            return self._long(count)
        if len(self.data) - self.at < count and not self.fill(count):
            raise self._end()
        found = self.data[self.at : self.at + count]
        self.at += count
        return found

    def _long(self, count: int) -> bytes:
        if self.size is not None and self.position + count > self.size:
            raise CutError("the file ends too early")
        parts = []
        while count > 0:
            parts.append(self.some(count))
            if not parts[-1]:
                raise CutError("the file ends too early")
            count -= len(parts[-1])
            self.budget.tick()
        return b"".join(parts)

    def peek(self, count: int) -> bytes:
        """Return up to ``count`` bytes and stay where we are."""
        self.fill(count)
        return self.data[self.at : self.at + count]

    def some(self, count: int) -> bytes:
        """Return up to ``count`` bytes; none at the end."""
        self.fill(1)
        found = self.data[self.at : self.at + count]
        self.at += len(found)
        return found

    def skip(self, count: int) -> None:
        """Pass over ``count`` bytes, by seeking where the size is known."""
        if count <= len(self.data) - self.at:
            self.at += count
        elif self.size is None:
            while count > 0:
                passed = len(self.some(count))
                if not passed:
                    raise CutError("the file ends too early")
                count -= passed
                self.budget.tick()
        else:
            if self.position + count > self.size:
                raise CutError("the file ends too early")
            self._start, self.data, self.at = self.position + count, b"", 0
            self._stream.seek(self._origin + self._start)
            self._ahead = _LEAST

    def line(self) -> bytes | None:
        """Return the bytes up to a line feed, without it; None where there are too many to keep."""
        kept: list[bytes] = []
        length = 0
        while True:
            if not self.fill(1):
                raise self._end()
            end = self.data.find(b"\n", self.at)
            taken = self.data[self.at : len(self.data) if end < 0 else end]
            self.at += len(taken) + (end >= 0)
            length += len(taken)
            if length <= _LINE:
                kept.append(taken)
            if end >= 0:
                return b"".join(kept) if length <= _LINE else None
            self.budget.tick()

    @contextmanager
    def region(self, start: int, length: int) -> Iterator[Source]:
        """Read ``length`` bytes that were skipped, from position ``start``; only where the size is known."""
        self._stream.seek(self._origin + start)
        try:
            yield Source(self._stream, self.budget, size=length)
        finally:
            self._stream.seek(self._origin + self._start + len(self.data))
