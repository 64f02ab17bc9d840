"""HDF5 files put together byte by byte, in the layout that h5py and PyTables write by default."""

from __future__ import annotations

import struct
import zlib

UNDEFINED = b"\xff" * 8
SCALAR = b"\1\0\0" + bytes(5)
ONE = b"\1\1\0" + bytes(5) + struct.pack("<Q", 1)
BYTES = b"\x19\0\0\0" + struct.pack("<I", 16) + b"\x10\0\0\0" + struct.pack("<I", 1) + b"\0\0\x08\0"
TEXT = b"\x19\1\0\0" + struct.pack("<I", 16) + b"\x13\0\0\0" + struct.pack("<I", 1)


def eight(data: bytes) -> bytes:
    return data + bytes(-len(data) % 8)


def message(kind: int, data: bytes) -> bytes:
    data = eight(data)
    return struct.pack("<HHB3x", kind, len(data), 0) + data


class HdfBytes:
    """Grows a file; each method returns the place of what it added. ``whole`` makes one object the root."""

    def __init__(self) -> None:
        self.data = bytearray(96)

    def add(self, data: bytes) -> int:
        self.data += bytes(-len(self.data) % 8)
        self.data += data
        return len(self.data) - len(data)

    def object(self, *messages: bytes) -> int:
        body = b"".join(messages)
        return self.add(struct.pack("<BxHIIxxxx", 1, len(messages), 1, len(body)) + body)

    def fixed(self, name: str, value: bytes) -> bytes:
        """Return an attribute whose value is a text of fixed length."""
        kind = b"\x13\0\0\0" + struct.pack("<I", len(value))
        title = name.encode() + b"\0"
        return message(
            12,
            struct.pack("<BxHHH", 1, len(title), len(kind), len(SCALAR)) + eight(title) + kind + SCALAR + value,
        )

    def variable(self, name: str, value: bytes) -> bytes:
        """Return an attribute whose value stands in the global heap."""
        title = name.encode() + b"\0"
        head = struct.pack("<BxHHH", 1, len(title), len(TEXT), len(SCALAR))
        return message(12, head + eight(title) + TEXT + SCALAR + self.references(value))

    def references(self, *values: bytes) -> bytes:
        """Put values into the global heap and return what refers to them."""
        objects = b"".join(
            struct.pack("<HHIQ", number, 1, 0, len(value)) + eight(value) for number, value in enumerate(values, 1)
        )
        place = self.add(b"GCOL\1\0\0\0" + struct.pack("<Q", len(objects) + 32) + objects + bytes(16))
        return b"".join(struct.pack("<IQI", len(value), place, number) for number, value in enumerate(values, 1))

    def group(self, **links: int) -> bytes:
        """Return the message of a group with links by name to the places of objects."""
        names = b"\0" * 8 + b"".join(eight(name.encode() + b"\0") for name in links)
        text = self.add(names)
        heap = self.add(b"HEAP\0\0\0\0" + struct.pack("<QQQ", len(names), 1, text))
        entries, at = b"", 8
        for name, place in links.items():
            entries += struct.pack("<QQII16x", at, place, 0, 0)
            at += len(eight(name.encode() + b"\0"))
        node = self.add(b"SNOD\1\0" + struct.pack("<H", len(links)) + entries)
        tree = self.add(b"TREE\0\0\1\0" + UNDEFINED * 2 + struct.pack("<QQQ", 0, node, 8))
        return message(0x11, struct.pack("<QQ", tree, heap))

    def objects(self, *values: bytes, filters: str = "") -> int:
        """Return a data set of byte strings as PyTables writes objects, in one chunk."""
        block = self.references(*values)
        pipeline = b""
        if "shuffle" in filters:
            block = b"".join(block[at::16] for at in range(16))
            pipeline += struct.pack("<HHHH", 2, 0, 0, 1) + struct.pack("<II", 16, 0)
        if "deflate" in filters:
            block = zlib.compress(block)
            pipeline += struct.pack("<HHHH", 1, 0, 0, 1) + struct.pack("<II", 6, 0)
        if "other" in filters:
            pipeline += struct.pack("<HHHH", 32001, 0, 0, 0)
        place = self.add(block)
        tree = self.add(b"TREE\1\0\1\0" + UNDEFINED * 2 + struct.pack("<IIQQQ", len(block), 0, 0, 0, place) + bytes(24))
        layout = b"\3\2\2" + struct.pack("<QII", tree, len(values), 16)
        parts = [message(1, ONE), message(3, BYTES), message(8, layout), self.fixed("PSEUDOATOM", b"object")]
        if pipeline:
            parts.insert(2, message(11, bytes([1, len(filters.split()), 0, 0, 0, 0, 0, 0]) + pipeline))
        return self.object(*parts)

    def whole(self, root: int) -> bytes:
        front = b"\x89HDF\r\n\x1a\n" + bytes(5) + b"\x08\x08\0" + struct.pack("<HHI", 4, 16, 0)
        front += bytes(8) + UNDEFINED + struct.pack("<Q", len(self.data)) + UNDEFINED
        self.data[:96] = (front + struct.pack("<QQII16x", 0, root, 0, 0)).ljust(96, b"\0")
        return bytes(self.data)
