"""lz4 frames without a library for them: joblib writes these, and a reader of files should not depend on an extra.

Source: "LZ4 Frame Format Description" 1.6.2 and "LZ4 Block Format Description". Checksums are passed over: a loader
has run what came before one.
"""

from __future__ import annotations

_MARK = b"\x04\x22\x4d\x18"
_WINDOW = 1 << 16
_BLOCK = 4 << 20  # the largest that the format has
_STORED = 0x80000000


class Lz4Frame:
    """A decompressor like those of the standard library; what it gives is at most one block at a time."""

    def __init__(self) -> None:
        self._input = bytearray()
        self._window = b""
        self._ready = b""
        self._flags: int | None = None
        self.eof = False
        self.unused_data = b""

    @property
    def needs_input(self) -> bool:
        """Whether the next step can do nothing without more data."""
        return not self._ready and self._step_length() > len(self._input)

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        """Return what some more data gives. Raises ``ValueError`` for what is damaged."""
        self._input += data
        while not self._ready and not self.eof and len(self._input) >= self._step_length():
            self._step()
        end = len(self._ready) if max_length < 0 else max_length
        found, self._ready = self._ready[:end], self._ready[end:]
        return found

    def _step_length(self) -> int:
        """Return how many bytes the next step takes: a header or a block."""
        if self._flags is None:
            flags = self._input[4] if len(self._input) > 4 else 0  # noqa: PLR2004 - behind the mark
            return 7 + (8 if flags & 8 else 0) + (4 if flags & 1 else 0)
        if len(self._input) < 4:  # noqa: PLR2004 - a length
            return 4
        length = int.from_bytes(self._input[:4], "little")
        if not length:
            return 4 + (4 if self._flags & 4 else 0)
        if length & (_STORED - 1) > _BLOCK:
            raise ValueError
        return 4 + (length & (_STORED - 1)) + (4 if self._flags & 16 else 0)

    def _step(self) -> None:
        count = self._step_length()
        part, self._input = bytes(self._input[:count]), self._input[count:]
        if self._flags is None:
            if part[:4] != _MARK or part[4] >> 6 != 1:
                raise ValueError
            self._flags = part[4]
            return
        length = int.from_bytes(part[:4], "little")
        if not length:
            self.eof, self.unused_data = True, bytes(self._input)
            return
        block = part[4 : 4 + (length & (_STORED - 1))]
        self._ready = block if length & _STORED else unpacked_block(block, self._window)
        is_independent = bool(self._flags & 32)
        self._window = b"" if is_independent else (self._window + self._ready)[-_WINDOW:]


def unpacked_block(block: bytes, window: bytes = b"") -> bytes:
    """Return what a block holds; it may refer to the bytes of ``window``. Raises ``ValueError`` where it is damaged."""
    out, at, end = bytearray(window), 0, len(block)
    try:
        while at < end:
            token = block[at]
            count, at = _length(block, at + 1, token >> 4)
            if at + count > end:
                raise ValueError
            out += block[at : at + count]
            at += count
            if at >= end:
                break
            offset = block[at] | block[at + 1] << 8
            count, at = _length(block, at + 2, token & 15)
            _copy(out, offset, count + 4)
            if len(out) > _BLOCK + _WINDOW:
                raise ValueError
    except IndexError:
        raise ValueError from None
    return bytes(out[len(window) :])


def _length(block: bytes, at: int, count: int) -> tuple[int, int]:
    if count == 15:  # noqa: PLR2004 - four bits are full: more follow
        while block[at] == 255:  # noqa: PLR2004 - and another byte
            count, at = count + 255, at + 1
        count, at = count + block[at], at + 1
    return count, at


def _copy(out: bytearray, offset: int, count: int) -> None:
    """Repeat ``count`` bytes that stand ``offset`` bytes back; they may reach into what is being written."""
    if not 0 < offset <= len(out):
        raise ValueError
    part = out[len(out) - offset :]
    if count > offset:
        part *= -(-count // offset)
    out += part[:count]
