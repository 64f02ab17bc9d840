"""Whether a zip file says one thing to every reader: no bytes between its entries, no second names, no second sizes.

Some readers believe the directory at a zip file's end, some the header in front of each entry, some an extra field in
either (APPNOTE.TXT, sections 4.3 to 4.6). Where these differ, the file that was verified is not the one that is used.
"""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

_END = b"PK\x05\x06"
_END_SIZE = 22
_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_DESCRIPTOR = 0x8  # sizes and digest stand behind the data
_ENTRIES, _SIZES = 0xFFFF, 0xFFFFFFFF  # "look into the zip64 fields"
_FOLDER = 0x10  # DOS
# Zip64 sizes, and times and owners as zip programs add them. None of them renames an entry, as 0x7075 does.
_HARMLESS = frozenset({0x0001, 0x000A, 0x5455, 0x5855, 0x7855, 0x7875})


def stowaways(path: Path, archive: zipfile.ZipFile) -> bool:
    """Return whether bytes belong to no entry: another reader of the same file could see another archive in them."""
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    data_end: int = getattr(archive, "start_dir", 0)
    with path.open("rb") as file:
        if archive.comment or not _ends_once(file, path.stat().st_size, len(entries)):
            return True
        if entries and entries[0].header_offset != 0:
            return True
        ends = [entry.header_offset for entry in entries[1:]] + [data_end]
        return any(_gap(file, entry, end) for entry, end in zip(entries, ends, strict=True))


def ambiguous(file: IO[bytes], entry: zipfile.ZipInfo) -> bool:
    """Return whether the header in front of an entry, or an extra field, says other than the directory."""
    header, name, extra = _local(file, entry)
    signature, _, flags, method, _, _, crc, packed, size, _, _ = header
    told = (flags, method, name)
    listed = (entry.flag_bits, entry.compress_type, entry.orig_filename.encode("utf-8", "surrogateescape"))
    is_folder = entry.orig_filename.endswith("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    return (
        signature != b"PK\x03\x04"
        or told != listed
        or bool(entry.comment)
        or not _harmless(entry.extra)
        or not _harmless(extra)
        or is_folder != bool(entry.external_attr & _FOLDER or kind == stat.S_IFDIR)
        or not _sizes_agree(entry, (crc, packed, size), behind=_behind(file, entry))
    )


def _sizes_agree(entry: zipfile.ZipInfo, told: tuple[int, int, int], behind: bytes) -> bool:
    listed = (entry.CRC, entry.compress_size, entry.file_size)
    for one, other in zip(told, listed, strict=True):
        if one not in {other, _SIZES} and not (entry.flag_bits & _DESCRIPTOR and one == 0):
            return False
    if not entry.flag_bits & _DESCRIPTOR:
        return True
    body = behind.removeprefix(b"PK\x07\x08")
    return body in {struct.pack("<III", *listed), struct.pack("<IQQ", *listed)}


def _behind(file: IO[bytes], entry: zipfile.ZipInfo) -> bytes:
    """Return the descriptor behind an entry's data; "" where the entry has none."""
    if not entry.flag_bits & _DESCRIPTOR:
        return b""
    start = _data_start(file, entry) + entry.compress_size
    file.seek(start)
    data = file.read(24)
    ends = (mark for mark in (b"PK\x03\x04", b"PK\x01\x02") if mark in data)
    return data[: min((data.index(mark) for mark in ends), default=len(data))]


def _local(file: IO[bytes], entry: zipfile.ZipInfo) -> tuple[tuple[Any, ...], bytes, bytes]:
    file.seek(entry.header_offset)
    header = _LOCAL.unpack(file.read(_LOCAL.size))
    return header, file.read(header[9]), file.read(header[10])


def _data_start(file: IO[bytes], entry: zipfile.ZipInfo) -> int:
    header, _, _ = _local(file, entry)
    return entry.header_offset + _LOCAL.size + int(header[9]) + int(header[10])


def _gap(file: IO[bytes], entry: zipfile.ZipInfo, end: int) -> bool:
    """Whether between an entry's data and ``end`` lies more than a data descriptor, or less than nothing."""
    rest = end - (_data_start(file, entry) + entry.compress_size)
    return rest not in ({0, 12, 16, 20, 24} if entry.flag_bits & _DESCRIPTOR else {0})


def _ends_once(file: IO[bytes], size: int, entries: int) -> bool:
    """Whether the last bytes are the one end record, and it means the directory that all readers take."""
    file.seek(max(0, size - _END_SIZE - _LOCATOR_SIZE))
    tail = file.read()
    end = tail[-_END_SIZE:]
    if not end.startswith(_END):
        return False
    disk, first, here, all_, length, start, comment = struct.unpack("<HHHHIIH", end[4:])
    saturated = _ENTRIES in {here, all_} or _SIZES in {length, start}
    if tail[:-_END_SIZE].startswith(_LOCATOR) and not saturated:
        return False  # a second directory, which some readers prefer
    return (disk, first, comment) == (0, 0, 0) and {here, all_} <= {entries, _ENTRIES}


def _harmless(extra: bytes) -> bool:
    return all(kind in _HARMLESS for kind in _kinds(extra))


def _kinds(extra: bytes) -> Iterator[int]:
    """Yield the kinds of extra fields; -1 where they cannot be read."""
    while extra:
        if len(extra) < 4 or (end := 4 + int.from_bytes(extra[2:4], "little")) > len(extra):  # noqa: PLR2004 - a field's head
            yield -1
            return
        yield int.from_bytes(extra[:2], "little")
        extra = extra[end:]
