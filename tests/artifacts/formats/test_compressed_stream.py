"""Compressed streams: in a row, in each other, with something behind them, and bombs."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import sys
import time
import types
import zlib
from collections.abc import Callable

import pytest

from jupyter_mlsec.artifacts.lz4_frame import unpacked_block
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
    began = time.thread_time()  # of work: that of a busy machine does not count
    found, problems = look(data)
    assert found == {("decompression-bomb", "content that grows beyond reason")}
    assert len(problems) == 1
    assert time.thread_time() - began < 2


def test_streams_in_streams_without_end(look: Look) -> None:
    data = HARMLESS
    for _ in range(12):
        data = gzip.compress(data)
    assert look(data) == (
        {("decompression-bomb", "archives nested beyond reason")},
        ("archives are nested too deeply",),
    )


def test_what_stands_in_front_of_damage_is_read(look: Look) -> None:
    """A loader has run a pickle before it gets to the checksum or to where the stream is cut."""
    damaged = "the compressed data is damaged"
    for data, checksum in ((gzip.compress(EVIL), 8), (zlib.compress(EVIL), 4)):
        assert look(data[:-checksum] + b"?" * checksum) == ({REACHES}, (damaged,))
        assert look(data[:-3]) == ({REACHES}, ("the compressed data ends too early",))
    long = EVIL + bytes(range(256)) * 4000
    for pack in PACKERS[:3]:
        assert REACHES in look(pack(long)[:-12] + bytes(12))[0]


@pytest.mark.parametrize("flags", [4, 8, 16, 2, 4 | 8 | 16 | 2])
def test_a_gzip_header_with_names(look: Look, flags: int) -> None:
    plain = gzip.compress(EVIL, mtime=0)
    extra = (b"\3\0abc" if flags & 4 else b"") + b"name\0" * (flags >> 3 & 1) + b"note\0" * (flags >> 4 & 1)
    header = plain[:3] + bytes([flags]) + plain[4:10] + extra + bytes(flags & 2)
    assert look(header + plain[10:]) == ({REACHES}, ())
    assert look(header[:11]) == (set(), ("the compressed data ends too early",))


def lz4(*blocks: bytes, flags: int = 0x60) -> bytes:
    """Return a frame; a block that begins with a zero is stored without it."""
    parts = []
    for block in blocks:
        is_stored = block[:1] == b"\0"
        data = block[is_stored:]
        parts.append(struct.pack("<I", len(data) | is_stored << 31) + data)
    return b"\x04\x22\x4d\x18" + bytes([flags, 0x40, 0]) + b"".join(parts) + bytes(4)


def test_lz4_is_read_without_a_library(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lz4.frame", None)
    literal = bytes([0xF0, len(EVIL) - 15]) + EVIL
    assert look(lz4(b"\0" + EVIL)) == ({REACHES}, ())
    assert look(lz4(literal)) == ({REACHES}, ())
    assert look(lz4(b"\0" + EVIL[:9], b"\0" + EVIL[9:])) == ({REACHES}, ())
    repeated = b"\x80\x04]" + b"N" * 300 + b"e"  # one byte, then a match that reaches into itself
    packed = bytes([0x4F]) + repeated[:4] + b"\x01\0" + bytes([255, 299 - 4 - 15 - 255]) + bytes([0x10]) + b"e"
    assert unpacked_block(packed) == repeated


def test_damaged_lz4(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lz4.frame", None)
    for data in (b"\x04\x22\x4d\x18" + EVIL, lz4(b"\x0f\x01\x00\x00"), lz4(b"\x1f\x80\xff\x00\x00")):
        assert look(data) == (set(), ("the compressed data is damaged",))
    assert look(lz4(b"\0" + EVIL)[:-4]) == ({REACHES}, ("the compressed data ends too early",))


def test_zstd_is_named_without_its_library(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("compression.zstd", "backports.zstd"):
        monkeypatch.setitem(sys.modules, module, None)
    stream = b"\x28\xb5\x2f\xfd" + EVIL
    assert look(stream) == (set(), ("a zstd stream is not read without the library for it",))

    class Decompressor:
        eof = False
        unused_data = b""

        def decompress(self, data: bytes, _limit: int = -1, /) -> bytes:
            self.eof = self.eof or bool(data)
            return data.removeprefix(b"\x28\xb5\x2f\xfd")

    library = types.ModuleType("backports.zstd")
    library.ZstdDecompressor = Decompressor  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "backports.zstd", library)
    assert look(stream) == ({REACHES}, ())
