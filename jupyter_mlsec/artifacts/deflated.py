"""gzip and zlib streams whose checksum is compared behind the data: a loader has run a pickle before it gets there.

Sources: RFC 1950 (zlib), RFC 1952 (gzip). The standard library's ``zlib.decompressobj`` raises for a wrong checksum in
the very call that would have given the data.
"""

from __future__ import annotations

import zlib

_NAME = 1 << 16  # bytes of a header's name, comment or extra field
_EXTRA, _NAMES, _SUM = 4, (8, 16), 2  # flags of gzip's header


class Deflated:
    """Raw deflate data between a header and a checksum; subclasses know both."""

    trailer = 0

    def __init__(self) -> None:
        self._head = b""
        self._is_open = False
        self._raw = zlib.decompressobj(-15)
        self._behind = b""
        self.eof = False
        self.unused_data = b""
        self.unconsumed_tail = b""

    @property
    def needs_input(self) -> bool:
        """Whether the next step can do nothing without more data."""
        return not (self._raw.eof and len(self._behind) >= self.trailer)

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes:
        """Return what some more data gives, at most ``max_length`` bytes. Raises ``zlib.error`` for what is damaged."""
        if not self._is_open:
            self._head += data
            length = self.header(self._head)
            if length is None:
                if len(self._head) > 4 * _NAME:
                    raise zlib.error
                return b""
            data, self._is_open = self._head[length:], True
        return self._finish(data) if self._raw.eof else self._unpack(data, max_length)

    def _unpack(self, data: bytes, max_length: int) -> bytes:
        found = self._raw.decompress(data, max_length)
        self.count(found)
        self.unconsumed_tail = b"" if self._raw.eof else self._raw.unconsumed_tail
        self._behind = self._raw.unused_data
        return found

    def _finish(self, data: bytes) -> bytes:
        self._behind += data
        self.unconsumed_tail = b""
        if len(self._behind) >= self.trailer:
            if not self.is_whole(self._behind[: self.trailer]):
                raise zlib.error
            self.eof, self.unused_data = True, self._behind[self.trailer :]
        return b""

    def header(self, start: bytes) -> int | None:
        """Return how long the header is, or None where more of it is needed."""
        raise NotImplementedError

    def count(self, data: bytes) -> None:
        """Take what came out into the checksum."""
        raise NotImplementedError

    def is_whole(self, trailer: bytes) -> bool:
        """Whether the checksum is that of what came out."""
        raise NotImplementedError


class Gzip(Deflated):
    """RFC 1952: a header with names, CRC-32 and length behind the data."""

    trailer = 8

    def __init__(self) -> None:
        super().__init__()
        self._crc = self._length = 0

    def header(self, start: bytes) -> int | None:
        """Return how long the header is, or None where more of it is needed."""
        if len(start) < 10:  # noqa: PLR2004 - the fixed part
            return None
        if start[:3] != b"\x1f\x8b\x08":
            raise zlib.error
        flags, at = start[3], 10
        if flags & _EXTRA:
            at += 2 + int.from_bytes(start[10:12], "little")
        for name in _NAMES:
            if flags & name:
                at = start.find(b"\0", at) + 1
                if not at:
                    return None
        at += 2 if flags & _SUM else 0
        return at if len(start) >= at else None

    def count(self, data: bytes) -> None:
        """Take what came out into the checksum."""
        self._crc = zlib.crc32(data, self._crc)
        self._length += len(data)

    def is_whole(self, trailer: bytes) -> bool:
        """Whether the checksum is that of what came out."""
        return trailer == self._crc.to_bytes(4, "little") + (self._length & 0xFFFFFFFF).to_bytes(4, "little")


class Zlib(Deflated):
    """RFC 1950: two bytes in front, Adler-32 behind the data."""

    trailer = 4

    def __init__(self) -> None:
        super().__init__()
        self._adler = 1

    def header(self, start: bytes) -> int | None:
        """Return how long the header is, or None where more of it is needed."""
        if len(start) < 2:  # noqa: PLR2004 - method and flags
            return None
        if start[0] & 15 != 8 or start[1] & 32 or int.from_bytes(start[:2], "big") % 31:  # noqa: PLR2004 - RFC 1950
            raise zlib.error
        return 2

    def count(self, data: bytes) -> None:
        """Take what came out into the checksum."""
        self._adler = zlib.adler32(data, self._adler)

    def is_whole(self, trailer: bytes) -> bool:
        """Whether the checksum is that of what came out."""
        return trailer == self._adler.to_bytes(4, "big")
