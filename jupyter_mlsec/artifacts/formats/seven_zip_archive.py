"""7z archives: stored files, LZMA, LZMA2, bzip2, deflate and the filters for programs. Encrypted ones are not read."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

from jupyter_mlsec.artifacts.budget import CutError
from jupyter_mlsec.artifacts.compressed import Decompressed
from jupyter_mlsec.artifacts.content import SPOOL, Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.seven_zip import MARK, Folder, Header, crc, unpacker
from jupyter_mlsec.artifacts.zip_directory import leaves_folder
from jupyter_mlsec.errors import UnreadableError

_FRONT = 32  # bytes of the first header
_HEADER = 8 << 20


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if content.head.startswith(MARK) else Certainty.NO


def _read(content: Content) -> None:
    stream, size = content.whole()
    if content.size is None:
        content = content.inner(lambda: stream, size)
    header = Header(_last_header(content), content.budget)
    if header.is_encoded():
        folders = header.streams().folders
        if len(folders) != 1 or folders[0].size > _HEADER:
            raise UnreadableError("the 7z archive is damaged")
        header = Header(_unpacked(content, folders[0]), content.budget)
        if header.is_encoded():
            raise UnreadableError("the 7z archive is damaged")
    streams, names = header.contents()
    files = sum(len(folder.files or ()) for folder in streams.folders)
    if files != len(names):
        content.sights.add("contradictory-archive", "files without a name or names without a file")
        names = [None] * files
    siblings = frozenset(name for name in names if name)
    for folder in streams.folders:
        content.declare(folder.size, folder.packed)
        count = len(folder.files or ())
        _folder(content, folder, names[:count], siblings)
        names = names[count:]


def _last_header(content: Content) -> bytes:
    front = content.source().read(_FRONT)
    offset, length = (int.from_bytes(front[at : at + 8], "little") for at in (12, 20))
    if crc(front[12:]) != int.from_bytes(front[8:12], "little"):
        content.sights.add("contradictory-archive", "a header whose checksum is wrong")
    if length > _HEADER:
        raise UnreadableError("the 7z archive's directory is too long")
    end = _FRONT + offset + length
    if content.size is not None and end < content.size:
        content.sights.add("contradictory-archive", "bytes after its end")
    return content.part(_FRONT + offset, length).bytes(_HEADER)


def _folder(content: Content, folder: Folder, names: list[str | None], siblings: frozenset[str]) -> None:
    try:
        data = _unpacked(content, folder)
    except UnreadableError as error:
        content.budget.tick()
        content.sights.cannot(error.message)
        return
    at = 0
    for size, name in zip(folder.files or (), names, strict=True):
        _member(content, data[at : at + size], name or "a member without a name", siblings)
        at += size


def _member(content: Content, data: bytes, name: str, siblings: frozenset[str]) -> None:
    with content.visit.inside(name):
        if leaves_folder(name):
            content.sights.add("escaping-archive-member", "a path that leaves the archive")
        try:
            content.inner(lambda: io.BytesIO(data), len(data), name, siblings).look()
        except CutError as error:
            content.sights.cannot(error.message)
        except UnreadableError as error:
            content.budget.tick()
            content.sights.cannot(error.message)


def _unpacked(content: Content, folder: Folder) -> bytes:
    """Return what a folder holds: its files share one stream, so that it is unpacked once."""
    if folder.size > SPOOL - content.visit.spooled:
        raise UnreadableError("a member is too long to be looked at")
    content.visit.spooled += folder.size
    make = unpacker(folder)
    source = content.part(_FRONT + folder.at, folder.packed).source()
    if make is None:
        data = source.read(folder.size)
    else:
        with cast("BinaryIO", io.BufferedReader(Decompressed(source.some, make, content.budget), 1 << 16)) as stream:
            data = stream.read(folder.size)
    if len(data) < folder.size:
        raise CutError("the file ends too early")
    if folder.crc is not None and crc(data) != folder.crc:
        content.sights.add("contradictory-archive", "a member whose checksum or size is wrong")
    return data


FORMAT = Format(name="a 7z archive", read=_read, begins=_begins, is_container=True)
