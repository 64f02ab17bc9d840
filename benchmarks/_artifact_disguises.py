"""Containers and formats in which a call hides: arrays in archives in archives, lies, other formats in front of it.

Nothing here is ever loaded, and what would be called gets a harmless argument.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks._artifact_containers import EVIL, GOOD, array, joblib_wrapped, tarred, torch_zip, zipped
from benchmarks._artifact_pickles import Sample

FRONTS = {
    "png": b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")
        )
    ),
    "gif": b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;",
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xda\0\x08\1\1\0\0\x3f\0\x12\x34\xff\xd9",
    "bmp": b"BM" + struct.pack("<IHHI", 58, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0) + bytes(4),
    "wav": b"RIFF" + struct.pack("<I", 38) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", 2) + bytes(2),
    "pdf": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer\n<<>>\nstartxref\n25\n%%EOF\n",
    "json": b'{"a": 1}\n',
    "npy": array("'<f8'", bytes(8)),
    "pickle": GOOD,
    "gguf": b"GGUF" + struct.pack("<IQQ", 3, 0, 0),
    "safetensors": struct.pack("<Q", 2) + b"{}",
    "lightgbm": b"tree\nversion=v4\nnum_class=1\n",
    "catboost": b"CBM1" + struct.pack("<I", 8) + bytes(8),
    "ubjson": b"{L\0\0\0\0\0\0\0\x07learner{}}",
    "gzip": gzip.compress(GOOD, mtime=0),
    "bz2": bz2.compress(GOOD),
    "tar": tarred(("a.txt", b"a")),
    "xml": b'<?xml version="1.0"?><PMML version="4.4"></PMML>',
    "text": b"# notes\n",
    "shell": b"#!/bin/sh\n",
    "bom": b"\xef\xbb\xbf",
    "newline": b"\n",
    "zeros": bytes(512),
}  # fmt: skip
LAYERS: dict[str, Callable[[str, bytes], bytes]] = {
    "zip": lambda name, data: zipped((name, data)),
    "deflated": lambda name, data: zipped((name, data), method=zipfile.ZIP_DEFLATED),
    "tar": lambda name, data: tarred((name, data)),
    "gz": lambda _name, data: gzip.compress(data, mtime=0),
    "bz2": lambda _name, data: bz2.compress(data),
    "xz": lambda _name, data: lzma.compress(data),
    "zlib": lambda _name, data: zlib.compress(data),
    "torch": lambda _name, data: torch_zip(data),
    "npy": lambda _name, data: array("'|O'", data),
    "joblib": lambda _name, data: joblib_wrapped(data) + b".",
}


def behind_files() -> Iterator[Sample]:
    """Yield calls behind each other format, as a pickle, as an archive, compressed."""
    forms = {"pickle": EVIL, "zip": torch_zip(EVIL), "gz": gzip.compress(EVIL, mtime=0), "npy": array("'|O'", EVIL)}
    for front, start in FRONTS.items():
        for form, data in forms.items():
            yield "behind", f"{form}-behind-{front}.{front}", start + data
            yield "behind", f"{form}-behind-{front}-in.zip", zipped((f"sample.{front}", start + data))
        yield "behind", f"padded-behind-{front}.bin", start + bytes(300) + EVIL


def layered_files() -> Iterator[Sample]:
    """Yield a call in every pair and many triples of containers."""
    for outer, wrap in LAYERS.items():
        for inner, fill in LAYERS.items():
            if outer in {"torch", "npy", "joblib"}:
                continue
            yield "layered", f"{inner}-in-{outer}.bin", wrap(f"part.{inner}", fill("data.pkl", EVIL))
            inmost = fill("x.npy", array("[('a', '|O'), ('b', '<i4')]", EVIL))
            yield "layered", f"array-in-{inner}-in-{outer}.bin", wrap(f"part.{inner}", inmost)
    deep = array("'|O'", EVIL)
    for count, layer in enumerate(("zip", "tar", "gz", "zip", "xz"), 1):
        deep = LAYERS[layer](f"{count}.npz", deep)
        yield "layered", f"deep-{count}.bin", deep
    for index, descr in enumerate(
        (
            "'O'",
            "'|O8'",
            "[('a', 'O')]",
            "[('a', '<f8'), ('b', [('c', '|O')])]",
            "[('x', '|O', (2, 2))]",
            "'=O'",
            "'object'",
            "('O', (2,))",
        )
    ):
        yield "array", f"kind-{index}.npy", array(descr, EVIL)
    for version in (1, 2, 3, 4):
        yield "array", f"version-{version}.npy", array("'|O'", EVIL, version=version)
    yield "array", "order.npy", array("'|O'", EVIL).replace(b"'fortran_order': False", b"'fortran_order': True ")
    yield "array", "two.npy", array("'<f8'", bytes(8)) + array("'|O'", EVIL)
    yield "array", "no-suffix.npz", zipped(("x", array("'|O'", EVIL)))
    yield "array", "pickle.npz", zipped(("x.npy", EVIL))
    yield "array", "header.npy", array("__import__('os').system('true')", bytes(8))
    yield "array", "shape.npy", array("'|O'", EVIL, shape="(0,)")
    yield "array", "nested.joblib", joblib_wrapped(joblib_wrapped(EVIL) + b".") + b"."
    yield "array", "second.joblib", joblib_wrapped(b"\x04" + bytes(4) + b"\xff" * 8, "<f8") + EVIL[2:]


def _changed(data: bytes, mark: bytes, offset: int, new: bytes, *, last: bool = False) -> bytes:
    at = (data.rindex(mark) if last else data.index(mark)) + offset
    return data[:at] + new + data[at + len(new) :]


def lying_zip_files() -> Iterator[Sample]:
    """Yield archives that two programs read differently."""
    plain, good = torch_zip(EVIL), torch_zip(GOOD)
    central, end = b"PK\1\2", b"PK\5\6"
    with_good = zipped(("archive/data.pkl", GOOD), ("archive/x.pkl", EVIL))
    yield "zip-lie", "flag-encrypted.pt", _changed(plain, central, 8, b"\1")
    yield "zip-lie", "flag-both.pt", _changed(_changed(plain, central, 8, b"\1"), b"PK\3\4", 6, b"\1")
    yield "zip-lie", "crc.pt", _changed(plain, central, 16, b"abcd")
    yield "zip-lie", "crc-both.pt", _changed(_changed(plain, central, 16, b"abcd"), b"PK\3\4", 14, b"abcd")
    yield "zip-lie", "method.pt", _changed(plain, central, 10, b"\x63")
    yield "zip-lie", "size.pt", _changed(plain, central, 20, struct.pack("<II", 2, 2))
    yield (
        "zip-lie",
        "size-both.pt",
        _changed(_changed(plain, central, 20, struct.pack("<II", 2, 2)), b"PK\3\4", 18, struct.pack("<II", 2, 2)),
    )
    yield "zip-lie", "size-zero.pt", _changed(plain, central, 20, bytes(8))
    yield "zip-lie", "size-64.pt", _changed(plain, central, 20, b"\xff" * 8)
    yield "zip-lie", "name-zero.pt", plain.replace(b"archive/data.pkl", b"archive/data\0pkl")
    yield "zip-lie", "name-central.pt", _changed(plain, central, 46, b"Archive/data.txt")
    yield "zip-lie", "name-case.pt", zipped(("archive/data.pkl", GOOD), ("archive/DATA.pkl", EVIL))
    yield "zip-lie", "name-dots.pt", zipped(("archive/./data.pkl", EVIL), ("archive/data.pkl", GOOD))
    yield "zip-lie", "name-slashes.pt", zipped(("archive//data.pkl", EVIL), ("archive/data.pkl", GOOD))
    yield "zip-lie", "name-backslash.pt", zipped(("archive\\data.pkl", EVIL), ("archive/data.pkl", GOOD))
    yield "zip-lie", "name-wide.pt", zipped(("archive/d\u0430ta.pkl", EVIL), ("archive/data.pkl", GOOD))
    yield "zip-lie", "name-folder.pt", zipped(("archive/data.pkl/", EVIL))
    yield "zip-lie", "folder-size.pt", _changed(zipped(("archive/data.pkl/", EVIL)), central, 20, bytes(8))
    yield "zip-lie", "count.pt", _changed(with_good, end, 8, b"\1\0\1\0")
    yield "zip-lie", "comment.pt", plain[:-2] + struct.pack("<H", len(good)) + good
    yield "zip-lie", "comment-pickle.pt", good[:-2] + struct.pack("<H", len(EVIL)) + EVIL
    yield "zip-lie", "comment-line.pt", good[:-2] + struct.pack("<H", 500) + b"x" * 500 + plain
    yield "zip-lie", "two.pt", good + plain
    yield "zip-lie", "two-turned.pt", plain + good
    yield "zip-lie", "in-front.pt", EVIL + good
    yield "zip-lie", "gap.pt", _gap(good, EVIL)
    yield "zip-lie", "extra.pt", _extra(EVIL)
    yield "zip-lie", "nested-data.pt", zipped(("archive/data.pkl", torch_zip(EVIL)))
    yield "zip-lie", "storage-pickle.pt", zipped(("archive/data.pkl", GOOD), ("archive/data/0", torch_zip(EVIL)))
    yield "zip-lie", "storage-name.pt", zipped(("archive/data.pkl", GOOD), ("archive/data/weights.pkl", EVIL))
    yield "zip-lie", "constants.pt", zipped(("archive/data.pkl", GOOD), ("archive/constants.pkl", EVIL))
    yield (
        "zip-lie",
        "script-data.pt",
        zipped(("a/data.pkl", GOOD), ("a/constants.pkl", GOOD), ("a/code/m.py", b""), ("a/extra/x.pkl", EVIL)),
    )
    yield "zip-lie", "bytecode.ptl", zipped(("a/data.pkl", GOOD), ("a/constants.pkl", GOOD), ("a/bytecode.pkl", EVIL))
    yield "zip-lie", "stream.pt", _streamed(EVIL)
    yield "zip-lie", "version-note.pt", zipped(("archive/data.pkl", GOOD), ("archive/version", EVIL))
    yield "zip-lie", "byteorder-note.pt", zipped(("archive/data.pkl", GOOD), ("archive/byteorder", EVIL))
    yield "zip-lie", "two-roots.pt", zipped(("a/data.pkl", GOOD), ("b/data.pkl", EVIL))
    yield "zip-lie", "method-9.pt", _changed(_changed(plain, central, 10, b"\x09"), b"PK\3\4", 8, b"\x09")
    yield "zip-lie", "bz2.pt", torch_zip(EVIL, method=zipfile.ZIP_BZIP2)
    yield "zip-lie", "lzma.pt", torch_zip(EVIL, method=zipfile.ZIP_LZMA)


def _gap(data: bytes, hidden: bytes) -> bytes:
    """Put bytes in front of the directory that nobody names."""
    at, end = data.index(b"PK\1\2"), data.rindex(b"PK\5\6")
    moved = data[:at] + hidden + data[at:]
    return _changed(moved, b"PK\5\6", 16, struct.pack("<I", at + len(hidden)), last=True) if end else data


def _extra(hidden: bytes) -> bytes:
    info = zipfile.ZipInfo("archive/data.pkl")
    info.extra = struct.pack("<HH", 0x9999, len(hidden)) + hidden
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, EVIL)
    return out.getvalue()


def _streamed(data: bytes) -> bytes:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.kept = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, part: Any) -> int:
            self.kept += part
            return len(part)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        archive.writestr("archive/data.pkl", data)
    return bytes(pipe.kept)


def lying_tar_files() -> Iterator[Sample]:
    """Yield tar archives with links, long names, sizes and ends that differ from what they seem."""

    def entry(name: str, data: bytes = b"", **fields: object) -> bytes:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        for key, value in fields.items():
            setattr(info, key, value)
        return info.tobuf(tarfile.PAX_FORMAT) + data + bytes(-len(data) % 512)

    end = bytes(1024)
    good, evil = entry("a.pkl", GOOD), entry("a.pkl", EVIL)
    yield "tar-lie", "two.tar", good + evil + end
    yield "tar-lie", "behind-end.tar", good + end + evil + end
    yield "tar-lie", "pax-path.tar", entry("a.txt", EVIL, pax_headers={"path": "b/model.pkl"}) + end
    yield "tar-lie", "pax-size.tar", entry("a.txt", EVIL, pax_headers={"size": "2"}) + end
    yield "tar-lie", "pax-global.tar", entry("a.txt", EVIL, pax_headers={"comment": "x" * 3000}) + end
    yield "tar-lie", "long-name.tar", entry("d/" * 200 + "m.pkl", EVIL) + end
    yield "tar-lie", "unknown-kind.tar", entry("a.pkl", EVIL, type=b"Z") + end
    yield "tar-lie", "contiguous.tar", entry("a.pkl", EVIL, type=b"7") + end
    yield "tar-lie", "old-kind.tar", entry("a.pkl", EVIL, type=b"\0") + end
    yield (
        "tar-lie",
        "sparse.tar",
        entry(
            "a.pkl",
            EVIL,
            pax_headers={
                "GNU.sparse.major": "1",
                "GNU.sparse.minor": "0",
                "GNU.sparse.name": "a.pkl",
                "GNU.sparse.realsize": "9",
            },
        )
        + end,
    )
    yield "tar-lie", "hard-link.tar", entry("l.pkl", type=b"1", linkname="/etc/passwd") + evil + end
    yield "tar-lie", "symbolic.tar", entry("l", type=b"2", linkname="../../..") + entry("l/x.pkl", EVIL) + end
    yield "tar-lie", "device.tar", entry("d", type=b"3") + evil + end
    yield "tar-lie", "absolute.tar", entry("/etc/cron.d/m.pkl", EVIL) + end
    yield "tar-lie", "parent.tar", entry("../../m.pkl", EVIL) + end
    yield "tar-lie", "no-end.tar", evil
    yield "tar-lie", "cut.tar", good + evil[:520]
    yield "tar-lie", "in-gz.tar.gz", gzip.compress(good + end) + gzip.compress(evil + end)
    yield "tar-lie", "folder.tar", entry("a.pkl/", EVIL) + end
    yield "tar-lie", "folder-kind.tar", entry("a.pkl", EVIL, type=b"5") + end


def stream_files() -> Iterator[Sample]:
    """Yield compressed streams in rows, with padding, and with headers of their own."""
    rows = {
        "gz-row": gzip.compress(GOOD) + gzip.compress(EVIL), "gz-empty-row": gzip.compress(b"") * 50 + gzip.compress(EVIL),
        "gz-padded": gzip.compress(GOOD) + bytes(512) + gzip.compress(EVIL), "xz-row": lzma.compress(GOOD) + bytes(4) + lzma.compress(EVIL),
        "bz2-row": bz2.compress(GOOD) + bz2.compress(EVIL), "gz-then-plain": gzip.compress(GOOD) + EVIL,
        "zlib-then-plain": zlib.compress(GOOD) + EVIL, "raw": zlib.compress(EVIL)[2:-4], "lzma-raw": lzma.compress(EVIL, lzma.FORMAT_ALONE)[:5] + struct.pack("<q", len(EVIL)) + lzma.compress(EVIL, lzma.FORMAT_ALONE)[13:],
        "gz-cut": gzip.compress(EVIL)[:-9], "bz2-cut": bz2.compress(EVIL)[:-2], "xz-cut": lzma.compress(EVIL)[:-12], "zlib-cut": zlib.compress(EVIL)[:-2],
        "zlib-sum": zlib.compress(EVIL)[:-4] + bytes(4), "xz-none": lzma.compress(EVIL, check=lzma.CHECK_NONE), "xz-sha": lzma.compress(EVIL, check=lzma.CHECK_SHA256),
        "split": gzip.compress(EVIL[:7]) + gzip.compress(EVIL[7:]), "stored": zlib.compress(EVIL, 0), "window": zlib.compressobj(9, zlib.DEFLATED, 9).compress(b"") + zlib.compress(EVIL),
    }  # fmt: skip
    for title, data in rows.items():
        yield "stream-row", f"{title}.pkl", data
        yield "stream-row", f"{title}.zip", zipped((f"model.{title}", data))


def disguise_files() -> Iterator[Sample]:
    """Yield all of the above."""
    yield from behind_files()
    yield from layered_files()
    yield from lying_zip_files()
    yield from lying_tar_files()
    yield from stream_files()
