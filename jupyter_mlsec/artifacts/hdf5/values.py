"""Values: attributes, and texts or bytes of variable length in data sets, found in the global heap.

Source: "HDF5 File Format Specification", version 3.0, sections III.E and IV.A.2.b to IV.A.2.m.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.artifacts.hdf5.file import HdfFile, Message
from jupyter_mlsec.errors import UnreadableError

DATASPACE, DATATYPE, EXTERNAL_FILES, LAYOUT, FILTERS, ATTRIBUTE, ATTRIBUTE_INFO = 1, 3, 7, 8, 0x0B, 0x0C, 0x15
_TEXT, _OPAQUE, _VARIABLE = 3, 5, 9
_DEFLATE, _SHUFFLE, _CHECKSUM = 1, 2, 3
_MOST = 100_000
_LONGEST = 24 << 20


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its name, and its value where that is texts or bytes (None where it is too long to be kept)."""

    name: str
    values: tuple[bytes | None, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A data type: its class, the bytes of one value, and whether a value is bytes of any number."""

    of: int
    size: int
    is_bytes: bool


def kind(data: bytes) -> Kind:
    """Read a data type as far as it matters: no loader looks for objects inside compound values."""
    of, size = data[0] & 15, int.from_bytes(data[4:8], "little")
    is_bytes = of == _VARIABLE and not data[1] & 15 and data[12:16] == b"\1\0\0\0"
    return Kind(of, size, is_bytes)


class Heap:
    """The global heap of one file."""

    def __init__(self, file: HdfFile) -> None:
        self.file = file
        self._known: dict[int, dict[int, tuple[int, int]]] = {}

    def get(self, reference: bytes) -> bytes | None:
        """Return what a reference (length, address, index) means; None where it is too long to be kept."""
        file = self.file
        place = file.address_in(reference, 4)
        index = int.from_bytes(reference[4 + file.offset : 8 + file.offset], "little")
        if place <= 0 or not index:
            return b""
        objects = self._known.get(place)
        if objects is None:
            objects = self._known[place] = dict(self._collection(place))
        start, size = objects.get(index, (0, 0))
        return None if size > _LONGEST else file.data.at(start, size)

    def _collection(self, place: int) -> Iterator[tuple[int, tuple[int, int]]]:
        file = self.file
        if file.data.at(place, 4) != b"GCOL":
            raise UnreadableError("a value of the HDF5 file is damaged")
        end = place + file.size_in(file.data.at(place + 8, file.length), 0)
        at, head = place + 8 + file.length, 8 + file.length
        while at + head <= end:
            file.data.budget.tick()
            file.data.budget.keep(120)
            data = file.data.at(at, head)
            index, size = int.from_bytes(data[:2], "little"), file.size_in(data, 8)
            if not index:
                return
            yield index, (at + head, size)
            at += head + size + -size % 8


def attribute(file: HdfFile, heap: Heap, data: bytes) -> Attribute:
    """Read an attribute's message."""
    version, flags = data[0], data[1]
    sizes = [int.from_bytes(data[at : at + 2], "little") for at in (2, 4, 6)]
    at, parts = 9 if version == 3 else 8, []  # noqa: PLR2004 - it names an encoding
    for size in sizes:
        parts.append(data[at : at + size])
        at += size + (-size % 8 if version == 1 else 0)
    name = parts[0].split(b"\0")[0].decode("utf-8", "replace")
    if version > 1 and flags & 1:
        raise UnreadableError("an attribute of the HDF5 file has a type that stands elsewhere")
    if len(parts[1]) < 8:  # noqa: PLR2004 - the shortest type
        raise UnreadableError("an attribute of the HDF5 file is damaged")
    return Attribute(name, tuple(_values(file, heap, kind(parts[1]), data[at:])))


def _values(file: HdfFile, heap: Heap, of: Kind, data: bytes) -> Iterator[bytes | None]:
    if of.of == _VARIABLE:
        step = 8 + file.offset
        for at in range(0, len(data) - step + 1, step):
            yield heap.get(data[at : at + step])
    elif of.of in {_TEXT, _OPAQUE} and of.size:
        file.data.budget.tick()
        for at in range(0, len(data), of.size):
            yield data[at : at + of.size]
    else:
        yield data


def variable_values(file: HdfFile, heap: Heap, messages: list[Message]) -> Iterator[bytes | None]:
    """Yield all values of a data set whose values are bytes of any number."""
    of = next((kind(message.data) for message in messages if message.kind == DATATYPE and not message.is_shared), None)
    layout = next((message.data for message in messages if message.kind == LAYOUT), None)
    if of is None or layout is None or not of.is_bytes:
        return
    step = 8 + file.offset
    count = 0
    for block in _blocks(file, layout, messages, step):
        used = len(block.rstrip(b"\0")) + step - 1  # what was never written is zeros
        for at in range(0, min(used, len(block)) - step + 1, step):
            file.data.budget.tick()
            count += 1
            if count > _MOST:
                raise UnreadableError("a data set of the HDF5 file holds too many values")
            yield heap.get(block[at : at + step])


def _blocks(file: HdfFile, layout: bytes, messages: list[Message], step: int) -> Iterator[bytes]:
    if layout[0] == 3 and layout[1] == 0:  # noqa: PLR2004 - version 3 of the layout, here and below
        yield layout[4 : 4 + int.from_bytes(layout[2:4], "little")]
    elif layout[0] in {3, 4} and layout[1] == 1:
        place, size = file.address_in(layout, 2), file.size_in(layout, 2 + file.offset)
        if place >= 0:
            yield file.data.at(place, size)
    elif layout[0] == 3 and layout[1] == 2:  # noqa: PLR2004
        filters = next((message.data for message in messages if message.kind == FILTERS), b"")
        dimensions = layout[2]
        key = 8 + 8 * dimensions
        for place, size, skipped in _chunks(file, file.address_in(layout, 3), key):
            yield _unfiltered(file.data.at(place, size), filters, skipped, step)
    else:
        raise UnreadableError("a data set of the HDF5 file is stored in a way that this version does not read")


def _chunks(file: HdfFile, tree: int, key: int) -> Iterator[tuple[int, int, int]]:
    """Yield the place and size of each chunk, and a mask of the filters that it skips."""
    for leaf in _leaves(file, tree, key):
        count = file.data.number(leaf + 6, 2)
        at = leaf + 8 + 2 * file.offset
        for _ in range(count):
            yield file.address(at + key), file.data.number(at, 4), file.data.number(at + 4, 4)
            at += key + file.offset


def _leaves(file: HdfFile, tree: int, key: int, depth: int = 0) -> Iterator[int]:
    if tree < 0:
        return
    head = file.data.at(tree, 8)
    if head[:4] != b"TREE" or head[4] != 1 or depth > 16:  # noqa: PLR2004 - no tree is that deep
        raise UnreadableError("a data set of the HDF5 file is damaged")
    if not head[5]:
        yield tree
        return
    at = tree + 8 + 2 * file.offset + key
    for _ in range(int.from_bytes(head[6:8], "little")):
        file.data.budget.tick()
        yield from _leaves(file, file.address(at), key, depth + 1)
        at += file.offset + key


def _unfiltered(data: bytes, filters: bytes, skipped: int, step: int) -> bytes:
    for number, name in reversed(list(enumerate(_names(filters)))):
        if skipped >> number & 1:
            continue
        if name == _DEFLATE:
            machine = zlib.decompressobj()
            try:
                data = machine.decompress(data, _LONGEST)
            except zlib.error:
                raise UnreadableError("a data set of the HDF5 file is damaged") from None
            if machine.unconsumed_tail:
                raise UnreadableError("a data set of the HDF5 file is too long to be looked at")
        elif name == _SHUFFLE:
            data = (
                b"".join(bytes(data[at :: len(data) // step]) for at in range(len(data) // step))
                if len(data) >= step
                else data
            )
        elif name == _CHECKSUM:
            data = data[:-4]
        else:
            raise UnreadableError("a data set of the HDF5 file is compressed in a way that this version does not read")
    return data


def _names(filters: bytes) -> Iterator[int]:
    if not filters:
        return
    version, at = filters[0], 8 if filters[0] == 1 else 2
    for _ in range(filters[1]):
        name = int.from_bytes(filters[at : at + 2], "little")
        named = version == 1 or name >= 256  # noqa: PLR2004 - the library's own filters have no name
        length = int.from_bytes(filters[at + 2 : at + 4], "little") if named else 0
        at += 2 + (2 if named else 0)
        count = int.from_bytes(filters[at + 2 : at + 4], "little")
        at += 4 + length + (-length % 8 if version == 1 else 0) + 4 * count + (4 if version == 1 and count % 2 else 0)
        yield name
