"""Zip archives: each member is looked at by its name among its siblings or by its content; lies are told."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from posixpath import dirname, join, normpath
from typing import BinaryIO, cast

from jupyter_mlsec.artifacts.budget import CutError
from jupyter_mlsec.artifacts.compressed import Decompressed, member_decompressor
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.zip_directory import (
    FalseDirectoryError,
    Member,
    has_directory,
    hidden_members,
    leaves_folder,
    local_data,
    read_directory,
)
from jupyter_mlsec.errors import UnreadableError

_CRC_LIMIT = 64 << 20  # bytes of one file
_STORED = 0
_PATH = 4096


def _begins(content: Content) -> Certainty:
    if content.head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return Certainty.SURE
    if content.size is not None and has_directory(content.tail, content.size):
        return Certainty.AT_END
    return Certainty.NO


def _read(content: Content) -> None:
    stream, size = content.whole()
    if content.size is None:
        content = content.inner(lambda: stream, size)
    try:
        directory = read_directory(stream, size, content.budget)
    except FalseDirectoryError:
        _contradiction(content, "a directory that is not where its end says")
        raise
    for problem in (*directory.contradictions, *hidden_members(stream, directory)):
        _contradiction(content, problem)
    if directory.leaves:
        content.sights.add("escaping-archive-member", "a path that leaves the archive")
    siblings = frozenset(member.name for member in directory.members)
    for member in directory.members:
        content.budget.tick()
        if member.name.endswith("/") and not member.size:
            _folder(content, stream, member)
            continue
        with content.visit.inside(member.name):
            try:
                _member(content, member, siblings)
            except CutError as error:
                content.sights.cannot(error.message)
            except UnreadableError as error:
                content.budget.tick()
                content.sights.cannot(error.message)


def _folder(archive: Content, stream: BinaryIO, member: Member) -> None:
    if local_data(stream, member)[1] is not None:
        _contradiction(archive, "a folder with a content")


def _member(archive: Content, member: Member, siblings: frozenset[str]) -> None:
    start, problem = local_data(archive.opener(), member)
    if problem is not None:
        _contradiction(archive, problem)
    if member.flags & 1:
        _contradiction(archive, "a member that says it is encrypted")
    archive.declare(member.size, member.packed)
    packed = archive.part(start, member.packed, member.name, siblings)
    content = packed
    if member.method != _STORED:
        content = archive.inner(_opener(packed, member), None, member.name, siblings)
    if member.is_link:
        _link(content)
        return
    try:
        content.look()
    finally:
        if not content.is_raw and _has_room(archive, member) and not _is_whole(content.source(), member):
            _contradiction(archive, "a member whose checksum or size is wrong")


def _link(content: Content) -> None:
    """Look at where a symbolic link leads: its content is the path."""
    target = content.bytes(_PATH).decode("utf-8", "surrogateescape")
    if leaves_folder(target) or leaves_folder(normpath(join(dirname(content.name), target))):
        content.sights.add("escaping-archive-member", "a link that leads out of the archive")


def _opener(packed: Content, member: Member) -> Callable[[], BinaryIO]:
    make = member_decompressor(member.method)

    def opener() -> BinaryIO:
        raw = Decompressed(packed.source().some, make, packed.budget)
        return cast("BinaryIO", io.BufferedReader(raw, 1 << 16))

    return opener


def _has_room(archive: Content, member: Member) -> bool:
    """Whether a member's checksum is worth reading it: of large arrays only the first are."""
    archive.visit.compared += member.size
    return archive.visit.compared <= _CRC_LIMIT


def _is_whole(source: Source, member: Member) -> bool:
    crc = length = 0
    while length <= member.size:
        data = source.some(1 << 18)
        if not data:
            break
        source.budget.tick()
        crc = zlib.crc32(data, crc)
        length += len(data)
    return length == member.size and crc == member.crc


def _contradiction(content: Content, what: str) -> None:
    content.sights.add("contradictory-archive", what, f"the archive has {what}, so two programs read different files")


FORMAT = Format(
    name="a zip archive",
    read=_read,
    begins=_begins,
    is_container=True,
)
