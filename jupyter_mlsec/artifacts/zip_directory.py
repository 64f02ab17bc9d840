"""A zip archive's directory and the members it names, read without trusting either: contradictions are told.

Source: APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (ends of it).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from jupyter_mlsec.artifacts.budget import Budget
from jupyter_mlsec.errors import UnreadableError

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_DIRECTORY = 16 << 20  # bytes; some hundred thousand members
_ABSENT = 0xFFFFFFFF
_SIZES_FOLLOW = 0x08


@dataclass(frozen=True, slots=True)
class Member:
    """What the directory says of one member; ``at`` is its local header's offset in the file."""

    name: str
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    at: int


@dataclass(frozen=True, slots=True)
class Directory:
    """All members, and what is wrong with the archive as a whole."""

    members: tuple[Member, ...]
    contradictions: tuple[str, ...]


def read_directory(stream: BinaryIO, size: int, budget: Budget) -> Directory:
    """Read the directory of an archive of ``size`` bytes. Raises ``UnreadableError`` where there is none."""
    tail_at = max(0, size - 65_600)
    stream.seek(tail_at)
    tail = stream.read(65_600)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise UnreadableError("the archive has no directory: it is cut or damaged")
    *_, count, length, offset, comment = _END.unpack_from(tail, at)
    end = tail_at + at
    contradictions = [] if end + _END.size + comment == size else ["bytes after its end"]
    if tail[max(0, at - 20) : max(0, at - 16)] == b"PK\x06\x07":
        end_64 = struct.unpack_from("<Q", tail, at - 12)[0]
        stream.seek(min(end_64, size))
        data = stream.read(_END_64.size)
        if len(data) < _END_64.size or data[:4] != b"PK\x06\x06":
            raise UnreadableError("the archive's directory is damaged")
        *_, count, length, offset = _END_64.unpack(data)
        end = end_64
    if length > _DIRECTORY:
        raise UnreadableError("the archive's directory is too long")
    if offset + length != end:
        raise UnreadableError("the archive's directory is not where it says")
    stream.seek(offset)
    members = tuple(_entries(stream.read(length), count, budget))
    return Directory(members, (*contradictions, *_contradictions(members, offset)))


def _entries(data: bytes, count: int, budget: Budget) -> list[Member]:
    members: list[Member] = []
    at = 0
    while at < len(data):
        budget.tick()
        budget.keep(400)
        if at + _ENTRY.size > len(data) or data[at : at + 4] != b"PK\x01\x02":
            raise UnreadableError("the archive's directory is damaged")
        fields = _ENTRY.unpack_from(data, at)
        flags, method, crc, packed, size = fields[3], fields[4], fields[7], fields[8], fields[9]
        name_length, extra_length, comment_length, start = fields[10], fields[11], fields[12], fields[16]
        at += _ENTRY.size
        name = data[at : at + name_length].decode("utf-8", "surrogateescape")
        extra = data[at + name_length : at + name_length + extra_length]
        at += name_length + extra_length + comment_length
        size, packed, start = _long_sizes(extra, (size, packed, start))
        members.append(Member(name, method, flags, crc, packed, size, start))
    if len(members) != count:
        raise UnreadableError("the archive's directory is damaged")
    return members


def _long_sizes(extra: bytes, values: tuple[int, int, int]) -> tuple[int, int, int]:
    """Replace what did not fit into 32 bits (APPNOTE 4.5.3)."""
    found = list(values)
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            field = at + 4
            for index, value in enumerate(values):
                if value == _ABSENT and field + 8 <= min(len(extra), at + 4 + length):
                    found[index] = struct.unpack_from("<Q", extra, field)[0]
                    field += 8
        at += 4 + length
    return found[0], found[1], found[2]


def _contradictions(members: tuple[Member, ...], directory: int) -> list[str]:
    found = []
    if len({member.name for member in members}) != len(members):
        found.append("two members of one name")
    if len({member.name.casefold() for member in members}) != len({member.name for member in members}):
        found.append("names that differ only in case")
    if members and min(member.at for member in members) != 0:
        found.append("bytes in front of it")
    if any(_leaves(member.name) for member in members):
        found.append("a path that leaves it")
    ordered = sorted(members, key=lambda member: member.at)
    ends = [member.at + _LOCAL.size + member.packed for member in ordered]
    starts = [*(member.at for member in ordered[1:]), directory]
    if any(end > start for end, start in zip(ends, starts, strict=True)):
        found.append("members that overlap")
    return found


def _leaves(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or name[1:2] == ":"


def local_contradiction(stream: BinaryIO, member: Member) -> str | None:
    """Compare a member's own header with the directory and leave the stream at its data."""
    stream.seek(member.at)
    data = stream.read(_LOCAL.size)
    if len(data) < _LOCAL.size or data[:4] != b"PK\x03\x04":
        raise UnreadableError("a member is not where the directory says")
    _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack(data)
    name = stream.read(name_length).decode("utf-8", "surrogateescape")
    stream.seek(extra_length, 1)
    if name != member.name:
        return "a member with two names"
    if method != member.method:
        return "a member with two methods"
    if flags != member.flags:
        return "a member with two sets of flags"
    if not flags & _SIZES_FOLLOW and (
        crc != member.crc or (packed != _ABSENT and (packed, size) != (member.packed, member.size))
    ):
        return "a member with two sizes or checksums"
    return None
