"""Many links or attributes of one object: a fractal heap, and a B-tree of version 2 that names what is in it.

Source: "HDF5 File Format Specification", version 3.0, sections III.A.2 and III.G.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.artifacts.hdf5.file import HdfFile
from jupyter_mlsec.errors import UnreadableError

_RECORD_HEAD = {5: 4, 6: 8, 8: 0, 9: 0}  # bytes in front of the heap's id, by the tree's type
_DEEPEST = 8


def _damaged() -> UnreadableError:
    return UnreadableError("a group of the HDF5 file is damaged")


def heap_objects(file: HdfFile, heap: int, tree: int) -> Iterator[bytes]:
    """Yield every object of a heap that the tree names."""
    found = _Heap.at(file, heap)
    for record, kind in _records(file, tree):
        head = _RECORD_HEAD.get(kind)
        if head is None:
            raise _damaged()
        yield found.get(file, record[head : head + found.id_size])


@dataclass(frozen=True, slots=True)
class _Heap:
    id_size: int
    bits: int
    length_width: int
    width: int
    first: int
    largest: int
    root: int
    rows: int

    @classmethod
    def at(cls, file: HdfFile, heap: int) -> _Heap:
        o, size = file.offset, file.length
        data = file.data.at(heap, 22 + 3 * o + 12 * size + 8)
        if data[:4] != b"FRHP" or data[7:9] != b"\0\0":
            raise UnreadableError("a group of the HDF5 file is stored in a way that this version does not read")
        managed = int.from_bytes(data[10:14], "little")
        at = 14 + size + o + size + o + 8 * size
        width = int.from_bytes(data[at : at + 2], "little")
        first, largest = file.size_in(data, at + 2), file.size_in(data, at + 2 + size)
        at += 2 + 2 * size
        bits = int.from_bytes(data[at : at + 2], "little")
        root, rows = file.address_in(data, at + 4), int.from_bytes(data[at + 4 + o : at + 6 + o], "little")
        if not (first and width and bits <= 64 and first <= largest):  # noqa: PLR2004 - bits of an address
            raise _damaged()
        limit = min(managed, largest)
        return cls(
            int.from_bytes(data[5:7], "little"),
            -(-bits // 8),
            -(-limit.bit_length() // 8),
            width,
            first,
            largest,
            root,
            rows,
        )

    def get(self, file: HdfFile, identity: bytes) -> bytes:
        kind = identity[0] >> 4 & 3
        if kind == 2:  # noqa: PLR2004 - a tiny object stands in its id
            return identity[1 : 2 + (identity[0] & 15)]
        if kind:
            raise UnreadableError("a group of the HDF5 file is stored in a way that this version does not read")
        offset = int.from_bytes(identity[1 : 1 + self.bits], "little")
        length = int.from_bytes(identity[1 + self.bits : 1 + self.bits + self.length_width], "little")
        return file.data.at(self._place(file, self.root, self.rows, offset), length)

    def _place(self, file: HdfFile, block: int, rows: int, offset: int) -> int:
        if not rows:
            return block + offset
        if file.data.at(block, 4) != b"FHIB":
            raise _damaged()
        entries = block + 5 + file.offset + self.bits
        start = 0
        for row in range(min(rows, 64)):
            size = self.first << max(0, row - 1)
            if size > self.largest:
                break
            if offset < start + size * self.width:
                column = (offset - start) // size
                child = file.address(entries + (row * self.width + column) * file.offset)
                return child + offset - start - column * size
            start += size * self.width
        raise UnreadableError("a group of the HDF5 file is stored in a way that this version does not read")


def _records(file: HdfFile, tree: int) -> Iterator[tuple[bytes, int]]:
    data = file.data.at(tree, 16 + file.offset + 2)
    if data[:4] != b"BTHD":
        raise _damaged()
    kind, node = data[5], int.from_bytes(data[6:10], "little")
    record, depth = int.from_bytes(data[10:12], "little"), int.from_bytes(data[12:14], "little")
    count = int.from_bytes(data[16 + file.offset : 18 + file.offset], "little")
    if not record or depth > _DEEPEST:
        raise _damaged()
    shape = _Shape(record, node, file.offset)
    for item in shape.records(file, file.address_in(data, 16), depth, count):
        yield item, kind


@dataclass(frozen=True, slots=True)
class _Shape:
    record: int
    node: int
    offset: int

    def _most(self, depth: int) -> tuple[int, int]:
        """Return how many records a node of this depth holds at most, and all below it."""
        most = total = (self.node - 10) // self.record
        for level in range(1, depth + 1):
            pointer = self.offset + _width(self._most(level - 1)[0]) + (_width(total) if level > 1 else 0)
            most = (self.node - 10 - pointer) // (self.record + pointer)
            total = (most + 1) * total + most
        return most, total

    def records(self, file: HdfFile, at: int, depth: int, count: int) -> Iterator[bytes]:
        file.data.budget.tick()
        if file.data.at(at, 4) != (b"BTIN" if depth else b"BTLF"):
            raise _damaged()
        start = at + 6
        for index in range(count):
            yield file.data.at(start + index * self.record, self.record)
        if not depth:
            return
        most, total = self._most(depth - 1)
        width, sub = _width(most), _width(total) if depth > 1 else 0
        pointer = start + count * self.record
        for _ in range(count + 1):
            below = file.data.number(pointer + self.offset, width)
            yield from self.records(file, file.address(pointer), depth - 1, below)
            pointer += self.offset + width + sub


def _width(number: int) -> int:
    return -(-number.bit_length() // 8)
