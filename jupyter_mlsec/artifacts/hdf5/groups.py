"""Groups: what an object's links lead to, in the file and out of it.

Source: "HDF5 File Format Specification", version 3.0, sections III.A.1, III.B to III.D and IV.A.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.artifacts.hdf5.dense import heap_objects
from jupyter_mlsec.artifacts.hdf5.file import HdfFile, Message
from jupyter_mlsec.errors import UnreadableError

LINK_INFO, LINK, SYMBOL_TABLE = 0x02, 0x06, 0x11
_DEEPEST = 16
_SOFT, _EXTERNAL = 1, 64
_NAME = 4096


@dataclass(frozen=True, slots=True)
class Link:
    """A link: the place of an object's header, or -1; and the file that it leads to, where that is another one."""

    name: str
    header: int
    file: str = ""


def links(file: HdfFile, messages: list[Message]) -> Iterator[Link]:
    """Yield the links among an object's messages."""
    for message in messages:
        if message.kind == SYMBOL_TABLE:
            yield from _table(file, file.address_in(message.data, 0), file.address_in(message.data, file.offset))
        elif message.kind == LINK:
            yield _link(file, message.data)
        elif message.kind == LINK_INFO:
            at = 2 + (8 if message.data[1] & 1 else 0)
            heap, tree = file.address_in(message.data, at), file.address_in(message.data, at + file.offset)
            if heap >= 0 and tree >= 0:
                for data in heap_objects(file, heap, tree):
                    yield _link(file, data)


def local_text(file: HdfFile, heap: int, offset: int) -> str:
    """Return a name from a local heap."""
    if file.data.at(heap, 4) != b"HEAP":
        raise UnreadableError("a group of the HDF5 file is damaged")
    size = file.size_in(file.data.at(heap + 8, file.length), 0)
    start = file.address(heap + 8 + 2 * file.length)
    if not 0 <= offset < size:
        raise UnreadableError("a group of the HDF5 file is damaged")
    return file.data.at(start + offset, min(size - offset, _NAME)).split(b"\0")[0].decode("utf-8", "replace")


def _table(file: HdfFile, tree: int, heap: int) -> Iterator[Link]:
    for node in children(file, tree, 0, file.length):
        if file.data.at(node, 4) != b"SNOD":
            raise UnreadableError("a group of the HDF5 file is damaged")
        entry = node + 8
        for _ in range(file.data.number(node + 6, 2)):
            name = local_text(file, heap, file.size_in(file.data.at(entry, file.offset), 0))
            is_soft = file.data.number(entry + 2 * file.offset, 4) == 2  # noqa: PLR2004 - a link by path
            yield Link(name, -1 if is_soft else file.address(entry + file.offset))
            entry += 2 * file.offset + 24


def children(file: HdfFile, tree: int, kind: int, key: int, depth: int = 0) -> Iterator[int]:
    """Yield what the leaves of a B-tree of version 1 point at; its keys have ``key`` bytes."""
    file.data.budget.tick()
    if tree < 0:
        return
    head = file.data.at(tree, 8)
    if head[:4] != b"TREE" or head[4] != kind or depth > _DEEPEST:
        raise UnreadableError("a group of the HDF5 file is damaged")
    at = tree + 8 + 2 * file.offset + key
    for _ in range(int.from_bytes(head[6:8], "little")):
        child = file.address(at)
        if head[5]:
            yield from children(file, child, kind, key, depth + 1)
        else:
            yield child
        at += file.offset + key


def _link(file: HdfFile, data: bytes) -> Link:
    flags, at = data[1], 2
    kind = 0
    if flags & 8:
        kind, at = data[at], at + 1
    at += (8 if flags & 4 else 0) + (1 if flags & 0x10 else 0)
    width = 1 << (flags & 3)
    length = int.from_bytes(data[at : at + width], "little")
    at += width
    name = data[at : at + length].decode("utf-8", "replace")
    at += length
    if kind == 0:
        return Link(name, file.address_in(data, at))
    if kind == _SOFT:
        return Link(name, -1)
    if kind != _EXTERNAL:
        raise UnreadableError("the HDF5 file holds a link that only its own program follows")
    return Link(name, -1, data[at + 3 :].split(b"\0")[0].decode("utf-8", "replace") or ".")
