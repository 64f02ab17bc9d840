"""Content: the bytes of a file, or of something inside it, that can be opened anew as often as readers like."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO, cast

from jupyter_mlsec.artifacts.budget import DEPTH, Budget, CutError
from jupyter_mlsec.artifacts.sight import Sights, shown_member
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.errors import UnreadableError

_HEAD = 1024
_TAIL = 65_600  # a zip archive's end and its longest comment
_OPENED = 20_000  # contents in one file
_CHUNK = 1 << 18


@dataclass
class Visit:
    """What all contents of one file share: what was seen, what is left to spend, and the way to look deeper."""

    sights: Sights
    budget: Budget
    look: Callable[[Content], None]
    name: str = ""
    opened: int = 0
    spooled: int = 0
    declared: int = 0
    compared: int = 0

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """Say in which member we are, for as long as we are."""
        before = self.sights.member
        self.sights.member = f"{before}: {shown_member(name)}" if before else shown_member(name)
        try:
            yield
        finally:
            self.sights.member = before


@dataclass
class Content:
    """Bytes to look at. ``opener`` gives a stream at their start; ``size`` is known only where seeking is cheap.

    ``name`` is the path inside the container, empty for the file itself; ``siblings`` are all paths in there.
    """

    visit: Visit
    opener: Callable[[], BinaryIO]
    size: int | None
    name: str = ""
    siblings: frozenset[str] = frozenset()
    depth: int = 0
    handed: list[tuple[int, int]] = field(default_factory=list)  # parts that a reader has looked at as files themselves
    is_raw: bool = False  # a reader says so of numbers that nobody interprets: checking them would mean reading them

    @property
    def sights(self) -> Sights:
        """Return where to tell what is seen."""
        return self.visit.sights

    @property
    def budget(self) -> Budget:
        """Return what may still be spent."""
        return self.visit.budget

    def source(self) -> Source:
        """Return a forward reader at the start."""
        return Source(self.opener(), self.budget, size=self.size)

    @cached_property
    def head(self) -> bytes:
        """The first bytes, at most 1024."""
        return self.source().some(_HEAD)

    @cached_property
    def tail(self) -> bytes:
        """The last bytes, at most 65 600; none where reaching them is not cheap."""
        if self.size is None:
            return b""
        stream = self.opener()
        stream.seek(max(0, self.size - _TAIL))
        return stream.read(min(self.size, _TAIL))

    def whole(self) -> tuple[BinaryIO, int]:
        """Return a stream that can seek, and its length; what is compressed is kept in memory if there is room."""
        if self.size is not None:
            return self.opener(), self.size
        data = self.bytes(SPOOL - self.visit.spooled)
        self.visit.spooled += len(data)
        return io.BytesIO(data), len(data)

    def bytes(self, limit: int) -> bytes:
        """Return everything. Raises ``UnreadableError`` where that is more than ``limit`` bytes."""
        source, kept = self.source(), bytearray()
        while data := source.some(_CHUNK):
            self.budget.tick()
            kept += data
            if len(kept) > limit:
                raise UnreadableError("it is too long to be looked at")
        if self.size is not None and len(kept) < self.size:
            raise CutError("the file ends too early")
        return bytes(kept)

    def declare(self, size: int, packed: int) -> None:
        """Add to what the file says that it unpacks to; beyond a size and a factor that models have, it is told."""
        self.visit.declared += size
        if self.visit.declared >= BOMB and size > packed * BOMB_FACTOR:
            tell_bomb(self, "content that grows beyond reason")

    def inner(
        self,
        opener: Callable[[], BinaryIO],
        size: int | None,
        name: str | None = None,
        siblings: frozenset[str] | None = None,
    ) -> Content:
        """Return something inside; it keeps our name where it has none of its own: ``model.pkl.gz`` is a file too."""
        return Content(
            self.visit,
            opener,
            size,
            self.name if name is None else name,
            self.siblings if siblings is None else siblings,
            self.depth + 1,
        )

    def part(self, start: int, size: int, name: str | None = None, siblings: frozenset[str] | None = None) -> Content:
        """Return ``size`` of our own bytes as something inside; only where seeking is cheap."""
        if self.size is None or start < 0 or size < 0 or start + size > self.size:
            raise CutError("the file ends too early")
        return self.inner(lambda: window(self.opener(), start, size), size, name, siblings)

    def look(self) -> None:
        """Find out what it is and look at it. Raises ``UnreadableError`` where that is impossible."""
        self.visit.opened += 1
        if self.visit.opened > _OPENED:
            raise UnreadableError("it holds too many files")
        if self.depth > DEPTH:
            tell_bomb(self, "archives nested beyond reason")
            raise UnreadableError("archives are nested too deeply")
        self.visit.look(self)


def tell_bomb(content: Content, what: str) -> None:
    """Say that unpacking takes far more room than the file suggests."""
    content.sights.add("decompression-bomb", what)


BOMB = 256 << 20  # bytes
BOMB_FACTOR = 100
SPOOL = 48 << 20  # bytes of compressed files that are kept in memory because their readers need to seek


class _Window(io.RawIOBase):
    """A part of a stream with a position of its own, so that several can be read in turn."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._stream = stream
        self._start = start
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = min(len(buffer), max(0, self._size - self._at))
        if not count:
            return 0
        self._stream.seek(self._start + self._at)
        data = self._stream.read(count)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def window(stream: BinaryIO, start: int, size: int) -> BinaryIO:
    """Return ``size`` bytes of a stream from ``start`` as a stream that can seek."""
    return cast("BinaryIO", io.BufferedReader(_Window(stream, start, size), 1 << 13))
