"""Compressed streams: zlib, gzip, bz2, xz and lzma. What they hold is looked at as if it stood alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO, cast

from jupyter_mlsec.artifacts.compressed import Decompressed, Decompressor, decompressor
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if decompressor(content.head[:16]) else Certainty.NO


def _read(content: Content) -> None:
    make = decompressor(content.head[:16])
    if make is not None:
        unpacked(content, make).look()


def unpacked(content: Content, make: Callable[[], Decompressor]) -> Content:
    """Return what a compressed content holds."""

    def opener() -> BinaryIO:
        raw = Decompressed(content.source().some, make, content.budget)
        return cast("BinaryIO", io.BufferedReader(raw, 1 << 16))

    return content.inner(opener, None)


FORMAT = Format(
    name="a compressed stream",
    read=_read,
    begins=_begins,
    is_container=True,
)
