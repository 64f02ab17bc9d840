"""Bytes at any place of a file, read through one page that is kept: for formats that refer to places by number."""

from __future__ import annotations

from typing import BinaryIO

from jupyter_mlsec.artifacts.budget import Budget, CutError
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.errors import UnreadableError

_PAGE = 1 << 15
_LONGEST = 32 << 20


class Pages:
    """``size`` bytes that can be read at any place. Reading past the end raises ``CutError``."""

    def __init__(self, stream: BinaryIO, size: int, budget: Budget) -> None:
        self._stream = stream
        self.size = size
        self.budget = budget
        self._page = b""
        self._start = 0

    def at(self, start: int, count: int) -> bytes:
        """Return exactly ``count`` bytes from ``start``."""
        if start < 0 or count < 0 or start + count > self.size:
            raise CutError("the file ends too early")
        if count > _LONGEST:
            raise UnreadableError("a part of the file is too long to be looked at")
        offset = start - self._start
        if not 0 <= offset <= len(self._page) - count:
            self.budget.tick()
            self._stream.seek(start)
            self._page = self._stream.read(max(count, min(_PAGE, self.size - start)))
            self._start, offset = start, 0
            if len(self._page) < count:
                raise CutError("the file ends too early")
        return self._page[offset : offset + count]

    def number(self, start: int, width: int, *, signed: bool = False) -> int:
        """Return the little-endian number of ``width`` bytes at ``start``."""
        return int.from_bytes(self.at(start, width), "little", signed=signed)


def pages(content: Content) -> Pages:
    """Return the bytes of a content that can seek, or that fits into memory."""
    stream, size = content.whole()
    return Pages(stream, size, content.budget)
