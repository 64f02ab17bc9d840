"""Protocol Buffers on the wire, without any schema: fields with their numbers, and where their bytes stand.

Source: "Encoding", the Protocol Buffers documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from jupyter_mlsec.artifacts.pages import Pages
from jupyter_mlsec.errors import UnreadableError

VARINT, FIXED_64, BYTES, FIXED_32 = 0, 1, 2, 5
_WIDTH = {FIXED_64: 8, FIXED_32: 4}
_TAG = 20  # bytes that hold a tag and a length


class NotWireError(UnreadableError):
    """The bytes are no Protocol Buffers message."""


class Field(NamedTuple):
    """One field: its number and kind; ``value`` of a number, or ``start`` and ``size`` of bytes."""

    number: int
    kind: int
    value: int
    start: int
    size: int

    @property
    def end(self) -> int:
        """Where its bytes end."""
        return self.start + self.size


def fields(data: Pages, start: int, end: int) -> Iterator[Field]:
    """Yield the fields of the message at ``start``. Raises ``NotWireError`` where it is none."""
    at = start
    while at < end:
        data.budget.tick()
        block = data.at(at, min(_TAG, end - at))
        tag, length = _varint(block, 0)
        number, kind = tag >> 3, tag & 7
        if not number or number > 1 << 29:
            raise NotWireError("a message of the file is damaged")
        if kind == VARINT:
            value, length = _varint(block, length)
            yield Field(number, kind, value, at + length, 0)
            at += length
            continue
        size = _WIDTH.get(kind)
        if kind == BYTES:
            size, length = _varint(block, length)
        if size is None or at + length + size > end:
            raise NotWireError("a message of the file is damaged")
        yield Field(number, kind, 0, at + length, size)
        at += length + size


def _varint(block: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(block) and shift < 64:  # noqa: PLR2004 - bits of the longest number
        byte = block[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the last byte of a number
            return value, at
        shift += 7
    raise NotWireError("a message of the file is damaged")


def has_shape(data: Pages, start: int, end: int, known: Mapping[int, int]) -> frozenset[int] | None:
    """Return the numbers of a message's fields if all of them are ``known`` with their kinds, else None."""
    found = set()
    try:
        for field in fields(data, start, end):
            if known.get(field.number) != field.kind:
                return None
            found.add(field.number)
    except NotWireError:
        return None
    return frozenset(found)


def text(data: Pages, field: Field, longest: int = 4096) -> str:
    """Return a field as a text; what is longer than ``longest`` bytes is cut."""
    return data.at(field.start, min(field.size, longest)).decode("utf-8", "replace")


def inside(data: Pages, start: int, end: int, path: tuple[int, ...]) -> Iterator[Field]:
    """Yield the fields that ``path`` of field numbers leads to, through messages in messages."""
    for field in fields(data, start, end):
        if field.number != path[0]:
            continue
        if len(path) == 1:
            yield field
        elif field.kind == BYTES:
            yield from inside(data, field.start, field.end, path[1:])
