"""Source: bytes read forwards once, skipped without being kept, never more in memory than asked for."""

from __future__ import annotations

import io
from typing import BinaryIO

from jupyter_mlsec.artifacts.budget import Budget, CutError

_CHUNK = 1 << 18
_LINE = 1 << 16  # no name or number of a pickle is longer; what is longer is passed over


class Source:
    """A forward reader. ``size`` is the number of bytes there are, or None where only reading tells.

    ``seekable`` says that skipping costs nothing. Reading or skipping past the end raises ``CutError``.
    """

    def __init__(self, stream: BinaryIO, budget: Budget, *, size: int | None = None) -> None:
        self._stream = stream
        self.budget = budget
        self.size = size
        self.position = 0
        self._ahead = b""

    def read(self, count: int) -> bytes:
        """Return exactly ``count`` bytes; callers bound it."""
        if self.size is not None and self.position + count > self.size:
            raise CutError("the file ends too early")
        if self._ahead:
            data, self._ahead = self._ahead[:count], self._ahead[count:]
            if len(data) < count:
                data += self._stream.read(count - len(data))
        else:
            data = self._stream.read(count)
        self.position += len(data)
        if len(data) < count:
            raise CutError("the file ends too early")
        return data

    def peek(self, count: int) -> bytes:
        """Return up to ``count`` bytes and stay where we are."""
        if self.size is not None:
            count = min(count, self.size - self.position)
        if len(self._ahead) < count:
            self._ahead += self._stream.read(count - len(self._ahead))
        return self._ahead[:count]

    def some(self, count: int) -> bytes:
        """Return up to ``count`` bytes; none at the end."""
        data = self.peek(1)
        if not data:
            return b""
        left = count if self.size is None else min(count, self.size - self.position)
        data = self._ahead[:left]
        if len(data) < left:
            data += self._stream.read(left - len(data))
        self._ahead = self._ahead[left:]
        self.position += len(data)
        return data

    def skip(self, count: int) -> None:
        """Pass over ``count`` bytes, by seeking where the size is known."""
        if self.size is not None:
            if self.position + count > self.size:
                raise CutError("the file ends too early")
            self._ahead, ahead = self._ahead[count:], len(self._ahead)
            if count > ahead:
                self._stream.seek(count - ahead, io.SEEK_CUR)
            self.position += count
            return
        while count > 0:
            count -= len(self.read(min(count, _CHUNK)))
            self.budget.tick()

    def line(self) -> bytes | None:
        """Return the bytes up to a line feed, without it; None where there are too many to keep."""
        kept = bytearray()
        length = 0
        while True:
            chunk = self.peek(512)
            if not chunk:
                raise CutError("the file ends too early")
            end = chunk.find(b"\n")
            taken = self.read(len(chunk) if end < 0 else end + 1)
            length += len(taken)
            if length <= _LINE:
                kept += taken
            if end >= 0:
                return bytes(kept[:-1]) if length <= _LINE else None
            self.budget.tick()
