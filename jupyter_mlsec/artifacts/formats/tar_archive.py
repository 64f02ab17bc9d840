"""Tar archives (``ustar``, pax, GNU and the oldest), ``.nemo`` among them; PyTorch's oldest files are tar archives.

Sources: POSIX.1-2017, pax; GNU tar's manual, "Basic Tar Format" and "Storing Sparse Files".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from jupyter_mlsec.artifacts.budget import CutError
from jupyter_mlsec.artifacts.carving import carve
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.zip_directory import leaves_folder
from jupyter_mlsec.errors import UnreadableError

_BLOCK = 512
_HEADER = 1 << 20  # bytes of a long name or of pax records
_NAME = 4096
_REGULAR, _LINKS, _DEVICES = b"0\0 7", b"12", b"346"
_PAX = re.compile(rb"(\d{1,9}) ([^=]{1,200})=", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    link: str
    kind: bytes
    at: int
    size: int
    is_sparse: bool


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if _is_header(content.head[:_BLOCK]) else Certainty.NO


def _is_header(block: bytes) -> bool:
    if len(block) < _BLOCK or not block[0]:
        return False
    try:
        stated = _number(block[148:156])
    except UnreadableError:
        return False
    plain = block[:148] + b" " * 8 + block[156:]
    return stated in {sum(plain), sum(plain) - 256 * sum(byte > 127 for byte in plain)}  # noqa: PLR2004 - signed bytes


def _number(field: bytes) -> int:
    if field[:1] in {b"\x80", b"\xff"}:  # GNU's large numbers
        value = int.from_bytes(field[1:], "big")
        if field[:1] == b"\xff" or value > 1 << 62:
            raise UnreadableError("the tar archive holds a wrong number")
        return value
    try:
        return int(field.split(b"\0")[0].strip() or b"0", 8)
    except ValueError:
        raise UnreadableError("the tar archive holds a wrong number") from None


def _read(content: Content) -> None:
    stream, size = content.whole()
    if content.size is None:
        content = content.inner(lambda: stream, size)
    entries = list(_entries(content))
    siblings = frozenset(entry.name for entry in entries)
    _compare(content, entries)
    for entry in entries:
        content.budget.tick()
        with content.visit.inside(entry.name):
            try:
                _member(content, entry, siblings)
            except CutError as error:
                content.sights.cannot(error.message)
            except UnreadableError as error:
                content.budget.tick()
                content.sights.cannot(error.message)


def _compare(content: Content, entries: list[_Entry]) -> None:
    names = [normpath(entry.name) for entry in entries if entry.kind in _REGULAR]
    if len(set(names)) != len(names):
        _contradiction(content, "two members of one name")
    if len({name.casefold() for name in set(names)}) != len(set(names)):
        _contradiction(content, "names that differ only in case")
    links = {normpath(entry.name) for entry in entries if entry.kind in _LINKS and entry.kind == b"2"}
    if links and any(_is_behind(content, entry.name, links) for entry in entries):
        content.sights.add("escaping-archive-member", "a member behind a link of the archive")


def _is_behind(content: Content, name: str, links: set[str]) -> bool:
    content.budget.tick()
    parts = normpath(name).split("/")
    return any("/".join(parts[:length]) in links for length in range(1, len(parts)))


def _member(content: Content, entry: _Entry, siblings: frozenset[str]) -> None:
    if leaves_folder(entry.name):
        content.sights.add("escaping-archive-member", "a path that leaves the archive")
    if entry.kind in _DEVICES:
        content.sights.add("escaping-archive-member", "a device or pipe")
    if entry.kind in _LINKS:
        target = join(dirname(entry.name), entry.link) if entry.kind == b"2" else entry.link
        if entry.link.startswith("/") or leaves_folder(normpath(target)):
            content.sights.add("escaping-archive-member", "a link that leads out of the archive")
    if entry.kind not in _REGULAR:
        return
    if entry.is_sparse:
        with suppress(UnreadableError):  # a map of the holes stands in front of the data, or elsewhere
            carve(content.part(entry.at, entry.size))
        raise UnreadableError("a sparse file in a tar archive is not read by this version")
    if entry.size:
        content.part(entry.at, entry.size, entry.name, siblings).look()


def _contradiction(content: Content, what: str) -> None:
    content.sights.add("contradictory-archive", what, f"the archive has {what}, so two programs read different files")


def _entries(content: Content) -> Iterator[_Entry]:
    """Yield all members; the long names and sizes that stand in front of one belong to it."""
    source, size = content.source(), content.size or 0
    extra: dict[str, str] = {}
    always: dict[str, str] = {}
    while True:
        content.budget.tick()
        block = source.some(_BLOCK)
        if not block.strip(b"\0"):
            break
        if not _is_header(block):
            raise UnreadableError("the tar archive is damaged")
        kind = block[156:157]
        length = _number(block[124:136]) if kind not in _LINKS + _DEVICES + b"5" else 0
        if kind in b"xgLK":
            text = _text(source, length)
            (always if kind == b"g" else extra).update(_records(kind, text))
            continue
        known = {**always, **extra}
        if kind in _REGULAR and "size" in known:
            stated, length = length, _decimal(known["size"])
            if stated not in {0, length} and block[124] < 128:  # noqa: PLR2004 - a number in digits, which has room
                _contradiction(content, "a member with two sizes")
        if kind == b"5" and block[124:135].strip(b"0 \0"):
            _contradiction(content, "a folder with a content")
        content.budget.keep(600)
        yield _entry(block, known, source.position, length)
        extra = {}
        if kind == b"S" and block[482]:
            raise UnreadableError("a sparse file in a tar archive is not read by this version")
        source.skip(min(length + -length % _BLOCK, size - source.position) if length <= size else length)
    _check_rest(content, source)


def _entry(block: bytes, known: dict[str, str], at: int, length: int) -> _Entry:
    name = block[:100].split(b"\0")[0].decode("utf-8", "surrogateescape")
    if block[257:263] == b"ustar\0" and block[345]:
        name = block[345:500].split(b"\0")[0].decode("utf-8", "surrogateescape") + "/" + name
    link = block[157:257].split(b"\0")[0].decode("utf-8", "surrogateescape")
    kind = block[156:157]
    is_sparse = kind == b"S" or any(key.startswith("GNU.sparse.") for key in known)
    if kind == b"S" or kind not in _REGULAR + _LINKS + _DEVICES + b"5":
        kind = b"0"  # tarfile takes what it does not know for a file
    name = known.get("GNU.sparse.name", known.get("path", name))
    if len(name) > _NAME:
        raise UnreadableError("a name in the tar archive is too long")
    return _Entry(name.removesuffix("/"), known.get("linkpath", link), kind, at, length, is_sparse)


def _text(source: Source, length: int) -> bytes:
    if length > _HEADER:
        raise UnreadableError("a name in the tar archive is too long")
    source.budget.keep(length)
    data = source.read(length)
    source.skip(-length % _BLOCK)
    return data


def _records(kind: bytes, data: bytes) -> dict[str, str]:
    if kind in b"LK":
        return {"path" if kind == b"L" else "linkpath": data.split(b"\0")[0].decode("utf-8", "surrogateescape")}
    found, at = {}, 0
    while at < len(data) and data[at : at + 1] != b"\0":
        match = _PAX.match(data, at)
        end = at + int(match[1]) if match else 0
        if match is None or end <= match.end() or end > len(data):
            raise UnreadableError("the tar archive is damaged")
        found[match[2].decode("utf-8", "replace")] = data[match.end() : end - 1].decode("utf-8", "surrogateescape")
        at = end
    return found


def _decimal(value: str) -> int:
    if not value.isdecimal() or len(value) > 18:  # noqa: PLR2004 - exabytes
        raise UnreadableError("the tar archive holds a wrong number")
    return int(value)


def _check_rest(content: Content, source: Source) -> None:
    """Say so if anything stands behind the end."""
    while data := source.some(1 << 16):
        content.budget.tick()
        if data.strip(b"\0"):
            _contradiction(content, "bytes after its end")
            return


FORMAT = Format(
    name="a tar archive",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".nemo"}),
    is_container=True,
)
