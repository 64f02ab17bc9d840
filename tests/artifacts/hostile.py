"""Files made to cost time or memory, each written by a function; none of them holds anything that runs.

Run as a script, ``hostile.py NAME FOLDER`` scans one within the process limits of its caller and prints what came out.
"""

from __future__ import annotations

import gzip
import json
import lzma
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

MEBIBYTE = 1 << 20
HOSTILE: dict[str, Callable[[Path], None]] = {}


def hostile(make: Callable[[Path], None]) -> Callable[[Path], None]:
    HOSTILE[make.__name__] = make
    return make


def repeated(start: bytes, body: bytes, times: int, end: bytes = b".") -> Callable[[Path], None]:
    """Return a maker of a compressed pickle: the limits must hold where nothing can be skipped."""

    def make(path: Path) -> None:
        packer = zlib.compressobj(1)
        step = max(1, MEBIBYTE // len(body))
        with path.open("wb") as stream:
            stream.write(packer.compress(start))
            for _ in range(0, times, step):
                stream.write(packer.compress(body * step))
            stream.write(packer.compress(end) + packer.flush())

    return make


def listed(start: bytes, parts: Callable[[], Iterator[bytes]]) -> Callable[[Path], None]:
    """Return a maker of a pickle of many different operations."""

    def make(path: Path) -> None:
        with path.open("wb") as stream:
            stream.writelines((start, *parts(), b"N."))

    return make


TEXT_250 = b"\x8c\xfa" + b"x" * 250
HOSTILE.update(
    many_tiny_operations=repeated(b"\x80\x04", b"N0", 40_000_000, b"N."),
    many_duplicates=repeated(b"\x80\x04N", b"2", 30_000_000),
    many_marks=repeated(b"\x80\x04", b"(", 20_000_000),
    many_memo_entries=repeated(b"\x80\x04N", b"\x94", 30_000_000),
    many_empty_lists=repeated(b"\x80\x04", b"]", 20_000_000),
    many_empty_dictionaries=repeated(b"\x80\x04", b"}\x94", 10_000_000),
    many_texts_on_the_stack=repeated(b"\x80\x04(", TEXT_250, 2_000_000, b"t."),
    many_texts_in_the_memo=repeated(b"\x80\x04", TEXT_250 + b"\x940", 2_000_000, b"N."),
    many_tuples_of_texts=repeated(b"\x80\x04(", b"(" + TEXT_250 * 64 + b"t", 100_000, b"t."),
    many_dictionaries_of_texts=repeated(b"\x80\x04(", b"}(" + (TEXT_250 + b"N") * 64 + b"u", 30_000, b"t."),
    many_names=listed(b"\x80\x04", lambda: (b"cm%07d\nn\n0" % number for number in range(1_500_000))),
    many_long_names=repeated(b"\x80\x02", b"c" + b"m" * 60_000 + b"\nn\n0", 5_000, b"N."),
    many_calls=repeated(b"\x80\x04ccollections\nCounter\n\x94", b"h\x00)R0", 8_000_000, b"N."),
    many_objects_kept=repeated(b"\x80\x04ccollections\nCounter\n\x94(", b"h\x00)R", 8_000_000, b"t."),
    many_bytes_kept=repeated(b"\x80\x04(", b"B\x00\x00\x10\x00" + bytes(MEBIBYTE), 400, b"t."),
    doubling=repeated(b"\x80\x04]\x94", b"(h\x00h\x00e", 10_000_000),
    deep_nesting=repeated(b"\x80\x04", b"]\x94", 5_000_000, b"a" * 100 + b"."),
    deep_tuples=repeated(b"\x80\x04N", b"\x85", 20_000_000),
    sparse_memo=listed(
        b"\x80\x02N", lambda: (b"r" + struct.pack("<I", number * 1001 % (1 << 32)) for number in range(2_000_000))
    ),
    long_line=repeated(b"I", b"1", 400_000_000, b"\n."),
    long_numbers=repeated(b"\x80\x02(", b"L" + b"9" * 4000 + b"L\n", 200_000, b"t."),
    numbers_in_lines=repeated(b"\x80\x02", b"L" + b"9" * 299 + b"L\n0", 1_000_000, b"N."),
    escapes=repeated(b"\x80\x02", b"S'" + b"\\x41" * 15_000 + b"'\n0", 5_000, b"N."),
    unicode_escapes=repeated(b"\x80\x02", b"V" + b"\\u0041" * 10_000 + b"\n0", 5_000, b"N."),
    frames=repeated(b"\x80\x04", b"\x95" + bytes(8), 20_000_000, b"N."),
    zeros=repeated(b"", bytes(MEBIBYTE), 4_000, b""),
    nested_loaders=repeated(
        b"\x80\x04ctorch.storage\n_load_from_bytes\n\x94", b"h\x00C\x0aN.N.N.N.N.\x85R0", 5_000_000, b"N."
    ),
)


@hostile
def gzip_of_zeros(path: Path) -> None:
    with gzip.open(path, "wb", 1) as stream:
        for _ in range(4000):
            stream.write(bytes(MEBIBYTE))


@hostile
def xz_with_a_large_window(path: Path) -> None:
    path.write_bytes(lzma.compress(b"\x80\x04" + b"N0" * 1000 + b"N.").replace(b"\x21\x01\x16", b"\x21\x01\x26", 1))


@hostile
def gigantic_length(path: Path) -> None:
    path.write_bytes(b"\x80\x04\x8e" + struct.pack("<Q", (1 << 63) - 1) + b"x")


@hostile
def gigantic_length_compressed(path: Path) -> None:
    path.write_bytes(zlib.compress(b"\x80\x04\x8e" + struct.pack("<Q", (1 << 63) - 1) + bytes(64 * MEBIBYTE), 1))


@hostile
def sparse_file(path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(b"\x80\x04]\x94.")
        stream.truncate(4 << 30)


@hostile
def sparse_pickles(path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(b"\x80\x04\x8e" + struct.pack("<Q", 4 << 30))
        stream.seek(4 << 30, 1)
        stream.write(b".")


@hostile
def many_members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as target:
        for number in range(20_000):
            target.writestr(f"{number}.pkl", b"N.")


@hostile
def many_pickles(path: Path) -> None:
    path.write_bytes(b"N." * 3_000_000)


@hostile
def tensors_with_a_long_header(path: Path) -> None:
    header = json.dumps(
        {str(n): {"dtype": "U8", "shape": [0], "data_offsets": [0, 0]} for n in range(300_000)}
    ).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header)


def peak() -> float:
    """Return the most memory this process has had, in MiB; what it inherits from its parent does not count."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    from jupyter_mlsec.artifacts import budget
    from jupyter_mlsec.artifacts.scan import scan_artifact

    name, folder, *seconds = sys.argv[1:]
    budget.SECONDS = float(seconds[0]) if seconds else budget.SECONDS
    before, began, used = peak(), time.monotonic(), time.process_time()
    looked = scan_artifact(str(Path(folder) / name))
    found = {
        "hits": sorted(f"{rule.name}: {hit.text.content}" for rule, hit in looked.hits),
        "problems": list(looked.problems),
        "seconds": time.process_time() - used,
        "wall": time.monotonic() - began,
        "megabytes": peak(),
        "before": before,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
