"""Pictures: PNG, JPEG, GIF, BMP and TIFF, followed from their first part to the last; what comes behind is looked at.

Sources: PNG (third edition), ITU T.81 annex B (JPEG), GIF89a, Microsoft's BITMAPFILEHEADER, TIFF 6.0.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Literal

from jupyter_mlsec.artifacts.behind import look_behind
from jupyter_mlsec.artifacts.budget import CutError
from jupyter_mlsec.artifacts.carving import carve
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.pages import Pages, pages
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.errors import UnreadableError

_BLOCK = 1 << 16
_SUMMED = 64 << 20  # bytes whose checksums are compared
_CODED_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # what ends the coded part of a JPEG
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_BITMAPS = frozenset({12, 40, 52, 56, 64, 108, 124})  # lengths of the headers that Windows has had
_TIFF_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_TIFF_PLACES = {273: 279, 288: 289, 324: 325, 513: 514}  # tags of offsets, and those of their lengths
_TIFF_INNER = frozenset({330, 34665, 34853, 40965})  # directories in directories
_TIFF_DIRECTORIES, _TIFF_VALUES = 1000, 100_000


def _damaged() -> UnreadableError:
    return UnreadableError("the picture is damaged")


def _png(content: Content) -> int:
    source, kind, summed = content.source(), b"", 0
    source.skip(8)
    while kind != b"IEND":
        content.budget.tick()
        length, is_first = int.from_bytes(source.read(4), "big"), not kind
        kind = source.read(4)
        if not kind.isalpha() or length >= 1 << 31 or is_first != (kind == b"IHDR"):
            raise _damaged()
        summed += length
        _png_chunk(source, kind, length, is_summed=summed <= _SUMMED)
    return source.position


def _png_chunk(source: Source, kind: bytes, length: int, *, is_summed: bool) -> None:
    if not is_summed:
        source.skip(length + 4)
        return
    crc = zlib.crc32(kind)
    while length:
        source.budget.tick()
        data = source.read(min(length, _BLOCK))
        crc, length = zlib.crc32(data, crc), length - len(data)
    if int.from_bytes(source.read(4), "big") != crc:
        raise _damaged()


def _jpeg(content: Content) -> int:
    source = content.source()
    source.skip(2)
    while True:
        content.budget.tick()
        if source.read(1) != b"\xff":
            raise _damaged()
        marker = source.read(1)[0]
        while marker == 0xFF:  # noqa: PLR2004 - filling
            marker = source.read(1)[0]
        if marker == 0xD9:  # noqa: PLR2004 - the end
            return source.position
        if marker in _ALONE:
            continue
        length = int.from_bytes(source.read(2), "big")
        if length < 2 or marker < 0xC0:  # noqa: PLR2004 - the length counts itself
            raise _damaged()
        source.skip(length - 2)
        if marker == 0xDA:  # noqa: PLR2004 - the start of a scan
            _jpeg_scan(source)


def _jpeg_scan(source: Source) -> None:
    while True:
        source.budget.tick()
        data = source.peek(_BLOCK)
        if len(data) < 2:  # noqa: PLR2004 - a marker
            raise CutError("the file ends too early")
        found = _CODED_END.search(data)
        if found:
            source.skip(found.start())
            return
        source.skip(len(data) - 1)


def _gif(content: Content) -> int:
    source = content.source()
    source.skip(10)
    _gif_colours(source, 2)
    while True:
        content.budget.tick()
        kind = source.read(1)
        if kind == b";":
            return source.position
        if kind == b"!":
            source.skip(1)
        elif kind == b",":
            source.skip(8)
            _gif_colours(source, 0)
            source.skip(1)
        else:
            raise _damaged()
        while length := source.read(1)[0]:
            source.skip(length)


def _gif_colours(source: Source, rest: int) -> None:
    flags = source.read(1)[0]
    source.skip(rest + (3 << (flags & 7) + 1 if flags & 0x80 else 0))


def _bitmap(content: Content) -> int:
    return int.from_bytes(content.head[2:6], "little")


def _tiff(content: Content) -> int:
    data = pages(content)
    order: Literal["little", "big"] = "little" if content.head[:1] == b"I" else "big"
    return _Tiff(data, order).end()


class _Tiff:
    """Follows the directories of a TIFF to the last byte that one of them refers to."""

    def __init__(self, data: Pages, order: Literal["little", "big"]) -> None:
        self.data, self.order = data, order
        self.waiting, self.seen = [self.number(4, 4)], set[int]()
        self.last = 8

    def number(self, at: int, width: int) -> int:
        return int.from_bytes(self.data.at(at, width), self.order)

    def end(self) -> int:
        while self.waiting:
            at = self.waiting.pop()
            if at and at not in self.seen:
                self.seen.add(at)
                if len(self.seen) > _TIFF_DIRECTORIES:
                    raise _damaged()
                self._directory(at)
        if self.last > self.data.size:
            raise CutError("the file ends too early")
        return self.last

    def _directory(self, at: int) -> None:
        count, found = self.number(at, 2), {}
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            self.data.budget.tick()
            tag, kind, length = self.number(entry, 2), self.number(entry + 2, 2), self.number(entry + 4, 4)
            width = _TIFF_WIDTHS.get(kind, 1)
            place = entry + 8 if width * length <= 4 else self.number(entry + 8, 4)  # noqa: PLR2004 - room in the entry
            self.last = max(self.last, place + width * length)
            if tag in {*_TIFF_PLACES, *_TIFF_PLACES.values(), *_TIFF_INNER}:
                if length > _TIFF_VALUES:
                    raise UnreadableError("the picture is too long to be looked at")
                found[tag] = [self.number(place + width * index, width) for index in range(length)]
        self.last = max(self.last, at + 6 + 12 * count)
        self.waiting.append(self.number(at + 2 + 12 * count, 4))
        for tag in _TIFF_INNER & found.keys():
            self.waiting.extend(found[tag])
        for tag, sizes in _TIFF_PLACES.items():
            ends = (start + size for start, size in zip(found.get(tag, []), found.get(sizes, []), strict=False))
            self.last = max([self.last, *ends])


_KINDS: dict[bytes, Callable[[Content], int]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpeg,
    b"GIF87a": _gif,
    b"GIF89a": _gif,
    b"BM": _bitmap,
    b"II*\0": _tiff,
    b"MM\0*": _tiff,
}


def _begins(content: Content) -> Certainty:
    head = content.head
    mark = next((mark for mark in _KINDS if head.startswith(mark)), None)
    if mark is None:
        return Certainty.NO
    is_bitmap = head[6:10] == bytes(4) and int.from_bytes(head[14:18], "little") in _BITMAPS
    return Certainty.SURE if mark != b"BM" or is_bitmap else Certainty.NO


def _read(content: Content) -> None:
    try:
        end = next(read for mark, read in _KINDS.items() if content.head.startswith(mark))(content)
    except UnreadableError:
        carve(content)
        raise
    if content.size is not None and end > content.size:
        raise CutError("the file ends too early")
    look_behind(content, end, "picture")


FORMAT = Format(name="a picture", read=_read, begins=_begins)
