"""The file: where addresses count from, and the messages in each object's header.

Source: "HDF5 File Format Specification", version 3.0, sections II and IV.A.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.artifacts.pages import Pages
from jupyter_mlsec.errors import UnreadableError

MARK = b"\x89HDF\r\n\x1a\n"
_CONTINUATION = 0x10
_SHARED = 0x02
_BLOCKS = 10_000  # of one header
_NOTHING = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One message of an object's header, and whether its content stands elsewhere."""

    kind: int
    data: bytes
    is_shared: bool


class HdfFile:
    """An HDF5 file: its root and its ``end``. Raises ``UnreadableError`` for kinds that nobody here reads."""

    def __init__(self, data: Pages) -> None:
        self.data = data
        self.base = self._superblock()
        version = data.number(self.base + 8, 1)
        if version in {0, 1}:
            self.offset, self.length = data.number(self.base + 13, 1), data.number(self.base + 14, 1)
            self._check_sizes()
            place = self.base + (24 if version == 0 else 28)
            self.end = self.address(place + 2 * self.offset)
            self.root = self.address(place + 4 * self.offset + self.offset)
        elif version in {2, 3}:
            self.offset, self.length = data.number(self.base + 9, 1), data.number(self.base + 10, 1)
            self._check_sizes()
            self.end = self.address(self.base + 12 + 2 * self.offset)
            self.root = self.address(self.base + 12 + 3 * self.offset)
        else:
            raise UnreadableError("the HDF5 file has a version that this version does not read")

    def _superblock(self) -> int:
        """Return where the file begins: other bytes may stand in front of it."""
        at = 0
        while at + len(MARK) <= self.data.size:
            if self.data.at(at, len(MARK)) == MARK:
                return at
            at = at * 2 or 512
        raise UnreadableError("the file is no HDF5 file")

    def _check_sizes(self) -> None:
        if self.offset not in {4, 8} or self.length not in {4, 8}:
            raise UnreadableError("the HDF5 file has addresses that this version does not read")

    def address(self, at: int) -> int:
        """Read an address at a place of the file and return the place that it means; -1 where it means none."""
        return self.address_in(self.data.at(at, self.offset), 0)

    def address_in(self, data: bytes, at: int) -> int:
        """Read an address in a message and return the place in the file that it means; -1 where it means none."""
        value = int.from_bytes(data[at : at + self.offset], "little")
        undefined = value == (1 << 8 * self.offset) - 1
        return -1 if undefined or len(data) < at + self.offset else value + self.base

    def size_in(self, data: bytes, at: int) -> int:
        """Read a length in a message."""
        return int.from_bytes(data[at : at + self.length], "little")

    def messages(self, header: int) -> list[Message]:
        """Return the messages of the object whose header stands at ``header``."""
        if self.data.at(header, 4) == b"OHDR":
            return list(self._new(header))
        if self.data.at(header, 1) != b"\1":
            raise UnreadableError("an object of the HDF5 file is damaged")
        return list(self._old(header))

    def _old(self, header: int) -> Iterator[Message]:
        blocks = [(header + 16, self.data.number(header + 8, 4))]
        for count, (start, size) in enumerate(blocks):
            if count > _BLOCKS:
                raise UnreadableError("an object of the HDF5 file is damaged")
            at = start
            while at + 8 <= start + size:
                self.data.budget.tick()
                kind, length = self.data.number(at, 2), self.data.number(at + 2, 2)
                flags = self.data.number(at + 4, 1)
                data = self.data.at(at + 8, length)
                at += 8 + length
                if kind == _CONTINUATION:
                    blocks.append((self.address_in(data, 0), self.size_in(data, self.offset)))
                elif kind != _NOTHING:
                    yield Message(kind, data, bool(flags & _SHARED))

    def _new(self, header: int) -> Iterator[Message]:
        flags = self.data.number(header + 5, 1)
        at = header + 6 + (16 if flags & 0x20 else 0) + (4 if flags & 0x10 else 0)
        width = 1 << (flags & 3)
        blocks = [(at + width, self.data.number(at, width))]
        front = 6 if flags & 4 else 4
        for count, (start, size) in enumerate(blocks):
            if count > _BLOCKS:
                raise UnreadableError("an object of the HDF5 file is damaged")
            at = start
            while at + front <= start + size:
                self.data.budget.tick()
                kind, length = self.data.number(at, 1), self.data.number(at + 1, 2)
                shared = bool(self.data.number(at + 3, 1) & _SHARED)
                data = self.data.at(at + front, length)
                at += front + length
                if kind == _CONTINUATION:
                    block, whole = self.address_in(data, 0), self.size_in(data, self.offset)
                    if self.data.at(block, 4) != b"OCHK":
                        raise UnreadableError("an object of the HDF5 file is damaged")
                    blocks.append((block + 4, whole - 8))
                elif kind != _NOTHING:
                    yield Message(kind, data, shared)
