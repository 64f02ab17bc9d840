"""Compressed streams: zlib, gzip, bz2, xz and lzma. What they hold is looked at as if it stood alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO, cast

from jupyter_mlsec.artifacts.compressed import Decompressed, Decompressor, TrailingError, decompressor
from jupyter_mlsec.artifacts.content import BOMB_FACTOR, Content, tell_bomb
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.errors import UnreadableError

_SHORT_MARKS = (b"x", b"\x5d")  # zlib's has two bytes, lzma's three
_MOST = 64 << 20  # bytes that are unpacked to find out


def _begins(content: Content) -> Certainty:
    if decompressor(content.head[:16]) is None:
        return Certainty.NO
    return Certainty.LIKELY if content.head[:1] in _SHORT_MARKS else Certainty.SURE


def _read(content: Content) -> None:
    make = decompressor(content.head[:16])
    if make is not None:
        read_stream(content, make)


def read_stream(content: Content, make: Callable[[], Decompressor]) -> None:
    """Look at what a compressed content holds."""
    inner = unpacked(content, make)
    try:
        inner.look()
    except TrailingError:
        content.sights.add("bytes-after-pickle", "bytes after the compressed data")
    except UnreadableError:
        _measure(content, inner)
        raise


def _measure(content: Content, inner: Content) -> None:
    """Find out whether what could not be followed is a bomb: only such a one reaches the size within the time."""
    if content.size is None or content.size * BOMB_FACTOR > _MOST:
        return
    source, length = inner.source(), 0
    while length < _MOST and (data := source.some(1 << 18)):
        content.budget.tick()
        length += len(data)
    if length > content.size * BOMB_FACTOR and length >= _MOST:
        tell_bomb(content, "content that grows beyond reason")


def unpacked(content: Content, make: Callable[[], Decompressor]) -> Content:
    """Return what a compressed content holds."""

    def opener() -> BinaryIO:
        raw = Decompressed(content.source().some, make, content.budget)
        return cast("BinaryIO", io.BufferedReader(raw, 1 << 18))

    return content.inner(opener, None)


FORMAT = Format(
    name="a compressed stream",
    read=_read,
    begins=_begins,
    is_container=True,
)
