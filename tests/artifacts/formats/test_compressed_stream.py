"""Compressed streams: in a row, in each other, with something behind them, and bombs."""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys
import time
import types
import zlib
from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.made import EVIL, HARMLESS, REACHES, reaches, tarred, zipped

Look = Callable[[bytes], Seen]
PACKERS: list[Callable[[bytes], bytes]] = [
    gzip.compress,
    bz2.compress,
    lzma.compress,
    lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
    zlib.compress,
]


@pytest.mark.parametrize("pack", PACKERS)
def test_what_is_inside_is_read(look: Look, pack: Callable[[bytes], bytes]) -> None:
    assert look(pack(EVIL)) == ({REACHES}, ())
    assert look(pack(gzip.compress(EVIL))) == ({REACHES}, ())
    assert look(pack(zipped({"m.pkl": EVIL}))) == ({reaches("m.pkl")}, ())
    assert look(pack(tarred([("m.pkl", EVIL)]))) == ({reaches("m.pkl")}, ())
    assert look(zipped({"m.gz": pack(EVIL)})) == ({reaches("m.gz")}, ())
    assert look(pack(HARMLESS)) == (set(), ())


@pytest.mark.parametrize("pack", PACKERS[:3])
def test_streams_in_a_row_are_one(look: Look, pack: Callable[[bytes], bytes]) -> None:
    assert look(pack(EVIL[:9]) + pack(EVIL[9:])) == ({REACHES}, ())


def test_padding_is_allowed_and_other_bytes_are_told(look: Look) -> None:
    assert look(gzip.compress(HARMLESS) + bytes(100)) == (set(), ())
    assert look(gzip.compress(HARMLESS) + EVIL) == ({("bytes-after-pickle", "bytes after the compressed data")}, ())
    assert look(gzip.compress(EVIL)[:-12])[1] == ("the compressed data ends too early",)


@pytest.mark.parametrize("pack", PACKERS[:3])
def test_a_bomb_is_told_in_time(look: Look, pack: Callable[[bytes], bytes]) -> None:
    data = pack(bytes(80 << 20))
    began = time.monotonic()
    found, problems = look(data)
    assert found == {("decompression-bomb", "content that grows beyond reason")}
    assert len(problems) == 1
    assert time.monotonic() - began < 10


def test_streams_in_streams_without_end(look: Look) -> None:
    data = HARMLESS
    for _ in range(12):
        data = gzip.compress(data)
    assert look(data) == (
        {("decompression-bomb", "archives nested beyond reason")},
        ("archives are nested too deeply",),
    )


def test_lz4_is_named_without_its_library_and_read_with_it(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lz4.frame", None)
    stream = b"\x04\x22\x4d\x18" + EVIL
    assert look(stream) == (set(), ("an lz4 stream is not read without the library for it",))

    class Decompressor:
        eof = False
        unused_data = b""

        def decompress(self, data: bytes, _limit: int = -1, /) -> bytes:
            self.eof = self.eof or bool(data)
            return data.removeprefix(b"\x04\x22\x4d\x18")

    library = types.ModuleType("lz4.frame")
    library.LZ4FrameDecompressor = Decompressor  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "lz4", types.ModuleType("lz4"))
    monkeypatch.setitem(sys.modules, "lz4.frame", library)
    assert look(stream) == ({REACHES}, ())
