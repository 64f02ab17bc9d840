"""Containers put together byte by byte, or by the standard library; nothing here is ever loaded."""

from __future__ import annotations

import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any

from tests.artifacts.conftest import call

EVIL = call("os", "system")
HARMLESS = b"\x80\x04N."
REACHES = ("dangerous-pickle-import", "import of os.system")


def reaches(member: str) -> tuple[str, str]:
    return "dangerous-pickle-import", f"{member}: import of os.system"


def zipped(members: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items() if isinstance(members, dict) else members:
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return stream.getvalue()


def changed(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def tarred(members: Iterable[tuple[str, bytes] | tarfile.TarInfo], kind: int = tarfile.GNU_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=kind) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return stream.getvalue()


def entry(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def proto(*fields: tuple[int, int | str | bytes]) -> bytes:
    """Return a Protocol Buffers message of (number, value)."""
    out = b""
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            data = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(data)) + data
    return out


def tensors(header: object, content: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + content


def keras(config: Any, **members: bytes) -> bytes:
    return zipped({"metadata.json": b"{}", "config.json": json.dumps(config).encode(), **members})


def layers(*configs: Any) -> dict[str, Any]:
    return {"module": "keras", "class_name": "Sequential", "config": {"layers": list(configs)}, "registered_name": None}


def seven_zip(coder: bytes, packed: bytes, files: dict[str, bytes]) -> bytes:
    """Return a 7z archive of one folder with one coder (its flags, id and properties)."""
    data = b"".join(files.values())
    sizes = b"".join(_seven(len(content)) for content in list(files.values())[:-1])
    names = b"\0" + "".join(f"{name}\0" for name in files).encode("utf-16-le")
    header = (
        b"\1\4"
        + (b"\6" + _seven(0) + _seven(1) + b"\x09" + _seven(len(packed)) + b"\0")
        + (b"\7\x0b" + _seven(1) + b"\0" + _seven(1) + coder + b"\x0c" + _seven(len(data)))
        + (b"\x0a\1" + struct.pack("<I", zlib.crc32(data)) + b"\0")
        + (b"\x08\x0d" + _seven(len(files)) + b"\x09" + sizes + b"\0\0")
        + (b"\5" + _seven(len(files)) + b"\x11" + _seven(len(names)) + names + b"\0\0")
    )
    start = struct.pack("<QQI", len(packed), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + packed + header


def _seven(value: int) -> bytes:
    if value < 128:
        return bytes([value])
    return b"\xc0" + struct.pack("<H", value) if value < 1 << 16 else b"\xf0" + struct.pack("<I", value)
