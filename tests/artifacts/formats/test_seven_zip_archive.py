"""7z archives with the coders that the standard library unpacks."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.made import EVIL, HARMLESS, reaches, seven_zip

Look = Callable[[bytes], Seen]
FILES = {"a.txt": b"text\n", "m.pkl": EVIL, "n.pkl": HARMLESS}
DATA = b"".join(FILES.values())
LZMA_1 = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}]
LZMA_2 = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}]


@pytest.mark.parametrize(
    ("coder", "packed"),
    [
        (b"\1\0", DATA),
        (b"\x23\3\1\1\5\x5d\0\0\1\0", lzma.compress(DATA, lzma.FORMAT_RAW, filters=LZMA_1)),
        (b"\x21\x21\1\x08", lzma.compress(DATA, lzma.FORMAT_RAW, filters=LZMA_2)),
        (b"\3\4\2\2", bz2.compress(DATA)),
        (b"\3\4\1\x08", zlib.compress(DATA)[2:-4]),
    ],
)
def test_members_are_read(look: Look, coder: bytes, packed: bytes) -> None:
    assert look(seven_zip(coder, packed, FILES)) == ({reaches("m.pkl")}, ())


def test_what_is_not_read_says_so(look: Look) -> None:
    encrypted = seven_zip(b"\x24\6\xf1\7\1\1\0", DATA, FILES)
    assert look(encrypted)[1] == ("the 7z archive is encrypted",)
    unknown = seven_zip(b"\4\4\xf7\x11\1", DATA, FILES)
    assert look(unknown)[1] == ("the 7z archive is packed in a way that this version does not read",)


def test_lies(look: Look) -> None:
    data = seven_zip(b"\1\0", DATA, FILES)
    assert look(data + b"more")[0] == {("contradictory-archive", "bytes after its end"), reaches("m.pkl")}
    assert look(data.replace(b"text\n", b"tent\n"))[0] == {
        ("contradictory-archive", "a member whose checksum or size is wrong"),
        reaches("m.pkl"),
    }
    outside = seven_zip(b"\1\0", b"hi", {"../x.txt": b"hi"})
    assert {thing.rpartition(": ")[2] for _, thing in look(outside)[0]} == {"a path that leaves the archive"}
    assert look(data[:-9])[1] == ("the file ends too early",)
