"""A 7z archive's directory: packed streams, the folders that they unpack to, and the files in these.

Source: ``7zFormat.txt`` of the LZMA SDK.
"""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from jupyter_mlsec.artifacts.budget import Budget
from jupyter_mlsec.artifacts.compressed import Decompressor, raw_decompressor
from jupyter_mlsec.errors import UnreadableError

MARK = b"7z\xbc\xaf\x27\x1c"
END, HEADER, PACK, UNPACK, SUB, SIZE, CRC, FOLDER, SIZES, COUNTS = 0, 1, 6, 7, 8, 9, 10, 11, 12, 13
_MAIN, _FILES, _EMPTY, _NAMES, _ENCODED, _PROPERTIES = 4, 5, 14, 17, 23, 2
_MOST = 20_000
_MEMORY = 64 << 20
_BRANCHES = {
    b"\x03": lzma.FILTER_DELTA,
    b"\x03\x03\x01\x03": lzma.FILTER_X86,
    b"\x04": lzma.FILTER_X86,
    b"\x03\x03\x05\x01": lzma.FILTER_ARM,
    b"\x03\x03\x07\x01": lzma.FILTER_ARMTHUMB,
}


def _damaged() -> UnreadableError:
    return UnreadableError("the 7z archive is damaged")


@dataclass(frozen=True, slots=True)
class Coder:
    """One step of unpacking: its id and properties."""

    name: bytes
    properties: bytes


@dataclass
class Folder:
    """What one packed stream unpacks to: ``size`` bytes, which are the files' contents in a row."""

    coders: tuple[Coder, ...]
    size: int = 0
    files: list[int] | None = None  # their sizes
    at: int = 0  # of the packed stream, counted from behind the archive's first header
    packed: int = 0
    crc: int | None = None


@dataclass
class Streams:
    """What a header says of packed streams and folders."""

    folders: list[Folder] = field(default_factory=list)
    at: int = 0
    packed: list[int] = field(default_factory=list)


class Header:
    """Reads one header of an archive."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._data = data
        self._at = 0
        self._budget = budget

    def take(self, count: int) -> bytes:
        """Return the next bytes."""
        if count < 0 or self._at + count > len(self._data):
            raise _damaged()
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self) -> int:
        """Return the next number: the leading ones of its first byte say how many bytes follow."""
        self._budget.tick()
        first, mask, value = self.take(1)[0], 0x80, 0
        for shift in range(8):
            if not first & mask:
                return value + ((first & (mask - 1)) << (8 * shift))
            value |= self.take(1)[0] << (8 * shift)
            mask >>= 1
        return value

    def count(self) -> int:
        """Return the next number, of things that are listed."""
        value = self.number()
        if value > _MOST:
            raise UnreadableError("the 7z archive holds too many files")
        return value

    def streams(self) -> Streams:
        """Read what stands about packed streams and folders."""
        found = Streams()
        while (kind := self.number()) != END:
            if kind == PACK:
                self._packed(found)
            elif kind == UNPACK:
                self._folders(found)
            elif kind == SUB:
                self._parts(found)
            else:
                raise _damaged()
        at = found.at
        for folder, packed in zip(found.folders, found.packed, strict=False):
            folder.at, folder.packed = at, packed
            at += packed
            folder.files = [folder.size] if folder.files is None else folder.files
        if len(found.folders) != len(found.packed):
            raise UnreadableError("the 7z archive is packed in a way that this version does not read")
        return found

    def _packed(self, found: Streams) -> None:
        found.at, count = self.number(), self.count()
        while (kind := self.number()) != END:
            if kind == SIZE:
                found.packed = [self.number() for _ in range(count)]
            elif kind == CRC:
                self._digests(count)
            else:
                raise _damaged()

    def _folders(self, found: Streams) -> None:
        while (kind := self.number()) != END:
            if kind == FOLDER:
                count = self.count()
                if self.take(1) != b"\0":
                    raise UnreadableError("the 7z archive is packed in a way that this version does not read")
                found.folders = [self._folder() for _ in range(count)]
            elif kind == SIZES:
                for folder in found.folders:
                    folder.size = [self.number() for _ in folder.coders][-1 if len(folder.coders) == 1 else 0]
            elif kind == CRC:
                for folder, crc in zip(found.folders, self._digests(len(found.folders)), strict=True):
                    folder.crc = crc
            else:
                raise _damaged()

    def _folder(self) -> Folder:
        coders = []
        for _ in range(self.count()):
            flags = self.take(1)[0]
            name = self.take(flags & 15)
            if flags & 0x10:
                raise UnreadableError("the 7z archive is packed in a way that this version does not read")
            coders.append(Coder(name, self.take(self.number()) if flags & 0x20 else b""))
        for _ in range(2 * (len(coders) - 1)):
            self.number()
        if not coders:
            raise _damaged()
        return Folder(tuple(coders))

    def _parts(self, found: Streams) -> None:
        counts = [1] * len(found.folders)
        while (kind := self.number()) != END:
            if kind == COUNTS:
                counts = [self.count() for _ in found.folders]
                for folder, number in zip(found.folders, counts, strict=True):
                    folder.files = None if number == 1 else [folder.size][:number]
            elif kind == SIZE:
                for folder, count in zip(found.folders, counts, strict=True):
                    sizes = [self.number() for _ in range(count - 1)]
                    folder.files = [*sizes, folder.size - sum(sizes)] if count else []
            elif kind == CRC:
                whole = [folder for folder, count in zip(found.folders, counts, strict=True) if count == 1]
                self._digests(sum(counts) - sum(folder.crc is not None for folder in whole))
            else:
                raise _damaged()
        if sum(counts) > _MOST or any(min(folder.files or [0]) < 0 for folder in found.folders):
            raise _damaged()

    def _digests(self, count: int) -> list[int | None]:
        known = [True] * count if self.take(1) != b"\0" else self._bits(count)
        return [int.from_bytes(self.take(4), "little") if one else None for one in known]

    def _bits(self, count: int) -> list[bool]:
        data = self.take(-(-count // 8))
        return [bool(data[index // 8] >> (7 - index % 8) & 1) for index in range(count)]

    def names(self) -> list[str | None]:
        """Read the files' names; None stands in front of the name of a file without content."""
        count, names, empty = self.count(), [], []
        while (kind := self.number()) != END:
            data = self.take(self.number())
            if kind == _EMPTY:
                empty = Header(data, self._budget)._bits(count)  # noqa: SLF001 - of the same class
            elif kind == _NAMES:
                if data[:1] != b"\0":
                    raise UnreadableError("the 7z archive is packed in a way that this version does not read")
                names = data[1:].decode("utf-16-le", "replace").split("\0")[:count]
        if len(names) != count:
            raise _damaged()
        return [name for name, is_empty in zip(names, empty or [False] * count, strict=True) if not is_empty]

    def is_encoded(self) -> bool:
        """Whether the header that stands here is packed itself."""
        kind = self.number()
        if kind not in {HEADER, _ENCODED}:
            raise _damaged()
        return kind == _ENCODED

    def contents(self) -> tuple[Streams, list[str | None]]:
        """Read a header that is not packed."""
        streams, names = Streams(), []
        while (kind := self.number()) != END:
            if kind == _MAIN:
                streams = self.streams()
            elif kind == _FILES:
                names = self.names()
            else:
                raise UnreadableError("the 7z archive is packed in a way that this version does not read")
        return streams, names


def unpacker(folder: Folder) -> Callable[[], Decompressor] | None:
    """Return how to unpack a folder, or None where it is stored. Raises ``UnreadableError`` for unknown ways."""
    names = [coder.name for coder in folder.coders]
    if any(name.startswith(b"\x06\xf1") for name in names):
        raise UnreadableError("the 7z archive is encrypted")
    if names == [b"\0"]:
        return None
    if names == [b"\x04\x02\x02"]:
        return raw_decompressor("bz2")
    if names == [b"\x04\x01\x08"]:
        return raw_decompressor("deflate")
    filters = sorted((_filter(coder) for coder in folder.coders), key=lambda one: one["id"] in _PACKERS)
    if filters[-1]["id"] not in _PACKERS or sum(one["id"] in _PACKERS for one in filters) > 1:
        raise UnreadableError("the 7z archive is packed in a way that this version does not read")
    return lambda: lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)


_PACKERS = (lzma.FILTER_LZMA1, lzma.FILTER_LZMA2)


def _filter(coder: Coder) -> dict[str, int]:
    properties = coder.properties
    if coder.name == b"\x03\x01\x01" and len(properties) == 5 and properties[0] < 225:  # noqa: PLR2004 - 9 * 5 * 5
        byte, size = properties[0], int.from_bytes(properties[1:], "little")
        return _checked(
            {"id": lzma.FILTER_LZMA1, "dict_size": size, "lc": byte % 9, "lp": byte // 9 % 5, "pb": byte // 45}
        )
    if coder.name == b"\x21" and len(properties) == 1 and properties[0] <= 40:  # noqa: PLR2004 - the largest size
        return _checked({"id": lzma.FILTER_LZMA2, "dict_size": (2 | properties[0] & 1) << (properties[0] // 2 + 11)})
    if coder.name == b"\x03" and len(properties) == 1:
        return {"id": lzma.FILTER_DELTA, "dist": properties[0] + 1}
    if coder.name in _BRANCHES and not properties:
        return {"id": _BRANCHES[coder.name]}
    raise UnreadableError("the 7z archive is packed in a way that this version does not read")


def _checked(chain: dict[str, int]) -> dict[str, int]:
    if chain["dict_size"] > _MEMORY:
        raise UnreadableError("unpacking the 7z archive would take too much memory")
    return chain


def crc(data: bytes) -> int:
    """Return the checksum that 7z uses."""
    return zlib.crc32(data)
