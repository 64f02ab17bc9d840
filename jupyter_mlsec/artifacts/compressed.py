"""Compressed streams, decompressed as they are read and never as a whole: zlib, gzip, bz2, xz and lzma."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import Protocol

from jupyter_mlsec.artifacts.budget import Budget, CutError
from jupyter_mlsec.artifacts.deflated import Gzip, Zlib
from jupyter_mlsec.errors import UnreadableError

_CHUNK = 1 << 16
_CAREFUL = (
    1 << 20
)  # bytes that are produced in the small steps of loaders: what they got before an error, they have run
_STEP = 1 << 13
_LZMA_MEMORY = 96 << 20


class TrailingError(UnreadableError):
    """Something stands behind a compressed stream that is no such stream."""


class Decompressor(Protocol):
    """What zlib, bz2 and lzma have in common."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""

    @property
    def unused_data(self) -> bytes:
        """What was given and lies behind the end."""

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes:
        """Return what some more data gives, at most ``max_length`` bytes."""


class Decompressed(io.RawIOBase):
    """The content of a compressed stream; several in a row are one, as all loaders take them.

    Raises ``UnreadableError`` where it is not what it says, ``CutError`` where it ends too early.
    """

    def __init__(self, more: Callable[[int], bytes], make: Callable[[], Decompressor], budget: Budget) -> None:
        super().__init__()
        self._more = more
        self._make = make
        self._decompressor = make()
        self._waiting = b""
        self._budget = budget
        self._is_first, self._has_more, self._is_taken = True, False, False
        self._produced = 0

    def readable(self) -> bool:
        """Say yes: io's buffered reader asks."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` as far as one step of decompression goes; 0 means the end."""
        while True:
            self._budget.tick()
            if self._decompressor.eof:
                rest = b"" if self._is_taken else self._decompressor.unused_data
                self._is_taken = True
                self._waiting = (rest + self._waiting).lstrip(b"\0")  # padding, which gzip and xz allow
                if not self._waiting:
                    self._waiting = self._more(_CHUNK)
                    if not self._waiting:
                        return 0
                    continue
                self._decompressor = self._make()
                self._is_first = self._has_more = self._is_taken = False
            produced = self._step(min(len(buffer), _STEP) if self._produced < _CAREFUL else len(buffer))
            self._produced += len(produced)
            if produced:
                buffer[: len(produced)] = produced
                return len(produced)

    def _step(self, limit: int) -> bytes:
        given = self._waiting
        if not given and getattr(self._decompressor, "needs_input", True):
            given = self._more(_CHUNK)
        try:
            produced = self._decompressor.decompress(given, limit)
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, RuntimeError):  # the last is lz4's
            if not self._is_first and not self._has_more:
                raise TrailingError("bytes stand behind the compressed data") from None
            raise UnreadableError("the compressed data is damaged") from None
        self._has_more = self._has_more or bool(produced)
        self._waiting = getattr(self._decompressor, "unconsumed_tail", b"")
        if not given and not produced and not self._decompressor.eof:
            raise CutError("the compressed data ends too early")
        return produced


def decompressor(start: bytes) -> Callable[[], Decompressor] | None:
    """Return how to decompress what begins with ``start``, or None where that is no compressed stream."""
    if start[:3] == b"\x1f\x8b\x08":
        return Gzip
    if start[:3] == b"BZh" and start[4:10] in {b"1AY&SY", b"\x17rE8P\x90"}:
        return lambda: bz2.BZ2Decompressor()  # noqa: PLW0108 - mypy needs the protocol
    if start[:6] == b"\xfd7zXZ\x00":
        return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_LZMA_MEMORY)
    if start[:3] == b"\x5d\x00\x00":
        return lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_LZMA_MEMORY)
    if len(start) > 1 and start[0] == 0x78 and not int.from_bytes(start[:2], "big") % 31:  # noqa: PLR2004 - RFC 1950
        return Zlib
    return None


def raw_decompressor(name: str) -> Callable[[], Decompressor]:
    """Return how to decompress a part of an archive: ``deflate`` or ``bz2``."""
    if name == "deflate":
        return lambda: zlib.decompressobj(-15)
    return lambda: bz2.BZ2Decompressor()  # noqa: PLW0108 - mypy needs the protocol


def member_decompressor(method: int) -> Callable[[], Decompressor]:
    """Return how to decompress a zip archive's member. Raises ``UnreadableError`` for methods nobody here reads."""
    if method == 8:  # noqa: PLR2004 - the numbers are those of APPNOTE.TXT, 4.4.5
        return raw_decompressor("deflate")
    if method == 12:  # noqa: PLR2004
        return raw_decompressor("bz2")
    if method == 14:  # noqa: PLR2004
        return _ZipLzma
    raise UnreadableError("a member is compressed in a way that this version does not read")


class _ZipLzma:
    """LZMA as zip archives hold it: a version, the length of the properties, the properties, the raw stream."""

    def __init__(self) -> None:
        self._head = b""
        self._raw: lzma.LZMADecompressor | None = None
        self.unused_data = b""

    @property
    def eof(self) -> bool:
        return self._raw is not None and self._raw.eof

    @property
    def needs_input(self) -> bool:
        return self._raw is None or self._raw.needs_input

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        if self._raw is None:
            self._head += data
            if len(self._head) < 9:  # noqa: PLR2004 - two bytes of version, two of length, five of properties
                return b""
            if self._head[2:4] != b"\x05\x00" or self._head[4] >= 225:  # noqa: PLR2004 - 9 * 5 * 5
                raise lzma.LZMAError
            byte, size = self._head[4], int.from_bytes(self._head[5:9], "little")
            if size > _LZMA_MEMORY // 2:
                raise lzma.LZMAError
            filters = [
                {"id": lzma.FILTER_LZMA1, "dict_size": size, "lc": byte % 9, "lp": byte // 9 % 5, "pb": byte // 45}
            ]
            self._raw = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
            data = self._head[9:]
        return self._raw.decompress(data, max_length)
