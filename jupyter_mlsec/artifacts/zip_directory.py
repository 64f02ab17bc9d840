"""A zip archive's directory and the members it names, read without trusting either: contradictions are told.

Source: APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (ends of it).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
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
_DESCRIPTOR = 24  # bytes behind a member, where its sizes follow
_GAP = 4096  # bytes between two members that are looked at
_UTF_8 = 0x800


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
    is_link: bool


class FalseDirectoryError(UnreadableError):
    """The end of an archive and its directory contradict each other so that no member can be found."""


@dataclass(frozen=True, slots=True)
class Directory:
    """All members, and what is wrong with the archive as a whole."""

    members: tuple[Member, ...]
    contradictions: tuple[str, ...]
    leaves: bool
    start: int  # where the directory itself stands: members end there


@dataclass(frozen=True, slots=True)
class _End:
    """What the end of an archive says: where the directory stands, and how many bytes come before the archive."""

    count: int
    length: int
    offset: int
    in_front: int
    contradictions: list[str]


def has_directory(tail: bytes, size: int) -> bool:
    """Whether a file of ``size`` bytes that ends with ``tail`` is an archive for those that look at its end first."""
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        return False
    *_, count, length, offset, _comment = _END.unpack_from(tail, at)
    start = at - length
    if _has_locator(tail, at):
        return True
    return bool(count) and offset + length <= size and (start < 0 or tail[start : start + 4] == b"PK\x01\x02")


def _has_locator(tail: bytes, at: int) -> bool:
    return tail[max(0, at - 20) : max(0, at - 16)] == b"PK\x06\x07"


def read_directory(stream: BinaryIO, size: int, budget: Budget) -> Directory:
    """Read the directory of an archive of ``size`` bytes. Raises ``UnreadableError`` where there is none."""
    tail_at = max(0, size - 65_600)
    stream.seek(tail_at)
    end = _end(stream, stream.read(65_600), tail_at, size)
    stream.seek(end.offset + end.in_front)
    members = tuple(_entries(stream.read(end.length), end, budget))
    if not members and (end.count or size > _END.size):
        raise FalseDirectoryError("the archive's directory is empty, and the archive is not")
    leaves = any(leaves_folder(member.name) for member in members)
    miscounted = ("a wrong number of members",) if len(members) != end.count else ()
    found = (*end.contradictions, *miscounted, *_contradictions(members, end.offset + end.in_front))
    return Directory(members, tuple(dict.fromkeys(found)), leaves, end.offset + end.in_front)


def _end(stream: BinaryIO, tail: bytes, tail_at: int, size: int) -> _End:
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise UnreadableError("the archive has no directory: it is cut or damaged")
    *_, count, length, offset, comment = _END.unpack_from(tail, at)
    end = tail_at + at
    contradictions = [] if end + _END.size + comment == size else ["bytes after its end"]
    if b"\0" in tail[at + _END.size : at + _END.size + comment]:
        contradictions.append("a comment that is no text")
    if _hides_an_end(tail[:at], size - tail_at):
        contradictions.append("a second end in its comment")
    if _has_locator(tail, at):
        end, count, length, offset = _end_64(stream, tail, at, size, (count, length, offset), contradictions)
    if length > _DIRECTORY:
        raise UnreadableError("the archive's directory is too long")
    in_front = end - length - offset
    if in_front < 0:
        raise FalseDirectoryError("the archive's directory is not where it says")
    if in_front:
        contradictions.append("bytes in front of it")
    return _End(count, length, offset, in_front, contradictions)


def _end_64(
    stream: BinaryIO, tail: bytes, at: int, size: int, short: tuple[int, int, int], contradictions: list[str]
) -> tuple[int, int, int, int]:
    end = struct.unpack_from("<Q", tail, at - 12)[0]
    stream.seek(min(end, size))
    data = stream.read(_END_64.size)
    if len(data) < _END_64.size or data[:4] != b"PK\x06\x06":
        raise UnreadableError("the archive's directory is damaged")
    *_, count, length, offset = _END_64.unpack(data)
    limits = (0xFFFF, _ABSENT, _ABSENT)
    if any(one not in {limit, other} for one, other, limit in zip(short, (count, length, offset), limits, strict=True)):
        contradictions.append("two ends that differ")
    return end, count, length, offset


def _hides_an_end(before: bytes, length: int) -> bool:
    """Whether an earlier end would be the end for a program that looks from the front: its comment fills the rest."""
    at = before.find(b"PK\x05\x06")
    while 0 <= at <= len(before) - _END.size:
        if at + _END.size + struct.unpack_from("<H", before, at + 20)[0] == length:
            return True
        at = before.find(b"PK\x05\x06", at + 1)
    return False


def _entries(data: bytes, end: _End, budget: Budget) -> list[Member]:
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
        name = _decoded(data[at : at + name_length], flags)
        extra = data[at + name_length : at + name_length + extra_length]
        at += name_length + extra_length + comment_length
        size, packed, start = _long_sizes(extra, (size, packed, start))
        if _second_name(extra) not in {None, name}:
            end.contradictions.append("a member with two names")
        members.append(Member(name, method, flags, crc, packed, size, start + end.in_front, _is_link(fields)))
    return members


def _second_name(extra: bytes) -> str | None:
    """Return the name in UTF-8 that newer readers take instead of the first (APPNOTE 4.6.9)."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 0x7075 and length > 5:  # noqa: PLR2004 - a version and a checksum stand in front
            return extra[at + 9 : at + 4 + length].decode("utf-8", "surrogateescape")
        at += 4 + length
    return None


def _is_link(fields: tuple[int, ...]) -> bool:
    """Whether a tool of Unix wrote the entry, and as a symbolic link."""
    return fields[1] >> 8 == 3 and fields[15] >> 28 == 0o12  # noqa: PLR2004 - S_IFLNK


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


def _decoded(name: bytes, flags: int) -> str:
    """Return a name as zipfile reads it: UTF-8 where the flag says so, the code page of the first PCs elsewhere."""
    if flags & _UTF_8:
        return name.decode("utf-8", "surrogateescape")
    return name.decode("cp437")


def _contradictions(members: tuple[Member, ...], directory: int) -> list[str]:
    found = []
    names = {member.name for member in members}
    if len(names) != len(members):
        found.append("two members of one name")
    if len({name.casefold() for name in names}) != len(names):
        found.append("names that differ only in case")
    if any("\0" in name for name in names):
        found.append("a name with a zero byte")
    if members and min(member.at for member in members) != 0:
        found.append("bytes in front of it")
    ordered = sorted(members, key=lambda member: member.at)
    ends = [member.at + _LOCAL.size + member.packed for member in ordered]
    starts = [*(member.at for member in ordered[1:]), directory]
    if any(end > start for end, start in zip(ends, starts, strict=False)):
        found.append("members that overlap")
    return found


def leaves_folder(name: str) -> bool:
    """Whether a path in an archive leads out of the folder in which the archive is unpacked."""
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or name[1:2] == ":"


def hidden_members(stream: BinaryIO, directory: Directory) -> Iterator[str]:
    """Say so where something that the directory does not know stands behind a member that it knows."""
    ordered = sorted(directory.members, key=lambda member: member.at)
    ends = [*(member.at for member in ordered[1:]), directory.start]
    for member, following in zip(ordered, ends, strict=False):
        shortest = member.at + _LOCAL.size + len(member.name) + member.packed
        if following - shortest <= _LOCAL.size:
            continue
        stream.seek(member.at)
        data = stream.read(_LOCAL.size)
        if len(data) < _LOCAL.size:
            return
        end = member.at + _LOCAL.size + sum(_LOCAL.unpack(data)[-2:]) + member.packed
        if end + _LOCAL.size > following:
            continue
        stream.seek(end)
        gap = stream.read(min(_GAP, following - end))
        if b"PK\3\4" in gap[: _DESCRIPTOR + 4]:
            yield "a member that its directory does not know"
        elif gap[_DESCRIPTOR:].strip(b"\0"):
            yield "bytes that no member holds"


def local_data(stream: BinaryIO, member: Member) -> tuple[int, str | None]:
    """Return where a member's data begins, and what its own header says otherwise than the directory."""
    stream.seek(member.at)
    data = stream.read(_LOCAL.size + 256)
    if len(data) < _LOCAL.size or data[:4] != b"PK\x03\x04":
        raise UnreadableError("a member is not where the directory says")
    _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack_from(data)
    raw = data[_LOCAL.size : _LOCAL.size + name_length]
    if len(raw) < name_length:
        raw += stream.read(name_length - len(raw))
    start = member.at + _LOCAL.size + name_length + extra_length
    if _decoded(raw, flags) != member.name:
        return start, "a member with two names"
    if method != member.method:
        return start, "a member with two methods"
    if flags != member.flags:
        return start, "a member with two sets of flags"
    if not flags & _SIZES_FOLLOW and (
        crc != member.crc or (packed != _ABSENT and (packed, size) != (member.packed, member.size))
    ):
        return start, "a member with two sizes or checksums"
    return start, None
