"""R's ``.rds`` and ``.RData``: values are passed over; promises, functions and bytecode are told.

Sources: "R Internals", section 1.8; CVE-2024-27322 (a promise is evaluated when the object is looked at).
"""

from __future__ import annotations

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.errors import UnreadableError

_PROMISE, _FUNCTION, _BYTECODE = 5, 3, 21
_PAIRS = frozenset({2, 6, _FUNCTION, _PROMISE, 17})  # lists of pairs, calls, functions, promises, dots
_WIDTH = {10: 4, 13: 4, 14: 8, 15: 16, 24: 1}  # logical, integer, real, complex, raw
_MEMBERS = frozenset({16, 19, 20})  # texts, lists, expressions
_NAMES = frozenset({9, 8, 7})  # texts themselves, and functions of R by their name
_NAMED = frozenset({247, 248, 249})  # environments by their name
_OTHERS = {1: 1, 4: 4, 22: 2, 23: 0, 25: 0, 238: 3}  # how many objects follow a symbol, an environment, ...
_ENVIRONMENT, _REFERENCE, _ALTERNATIVE = 4, 255, 238
_CONSTANTS = frozenset({0, 241, 242, 250, 251, 252, 253, 254})


def _begins(content: Content) -> Certainty:
    head = content.head[5:] if content.head.startswith((b"RDX2\n", b"RDX3\n")) else content.head
    is_data = head[:2] == b"X\n" and head[2:6] in {b"\0\0\0\2", b"\0\0\0\3"}
    return Certainty.SURE if is_data else Certainty.NO


def _read(content: Content) -> None:
    source = content.source()
    if content.head.startswith(b"RDX"):
        source.read(5)
    source.read(2)
    version = _number(source)
    source.read(8)
    if version == 3:  # noqa: PLR2004 - the version that names its encoding
        source.skip(_number(source))
    _Objects(content, source).read()
    if source.peek(1):
        content.sights.add("bytes-after-pickle", "bytes after the R object", "the file goes on after its R object")


def _number(source: Source) -> int:
    value = int.from_bytes(source.read(4), "big", signed=True)
    if value < -1:
        raise UnreadableError("the R object is damaged")
    return value


class _Objects:
    """Follows one object after the other: ``left`` counts those that must still come."""

    def __init__(self, content: Content, source: Source) -> None:
        self.content = content
        self.source = source
        self.left = 1

    def read(self) -> None:
        while self.left:
            self.left -= 1
            self.source.budget.tick()
            flags = int.from_bytes(self.source.read(4), "big")
            self._object(flags & 0xFF, flags)

    def _object(self, kind: int, flags: int) -> None:
        """Take what stands at once; everything that follows is counted."""
        if kind == _PROMISE:
            self._tell("a promise")
        elif kind in {_FUNCTION, _BYTECODE}:
            self._tell("a function")
        attributes = bool(flags & 0x200)
        if kind in _PAIRS:
            self.left += 2 + attributes + bool(flags & 0x400)
        elif kind in _WIDTH:
            self.source.skip(self._length() * _WIDTH[kind])
            self.left += attributes
        elif kind in _MEMBERS:
            self.left += self._length() + attributes
        elif kind in _NAMES:
            self.source.skip(max(0, _number(self.source)))
        elif kind in _OTHERS:
            if kind == _ENVIRONMENT:
                self.source.read(4)
            self.left += _OTHERS[kind] + (attributes and kind not in {_ENVIRONMENT, _ALTERNATIVE})
        else:
            self._special(kind, flags)

    def _special(self, kind: int, flags: int) -> None:
        if kind in _NAMED:
            self.source.read(4)
            self.left += _number(self.source)
        elif kind == _REFERENCE:
            self.source.read(0 if flags >> 8 else 4)
        elif kind not in _CONSTANTS:
            raise UnreadableError("the R object holds something that this version does not read")

    def _length(self) -> int:
        value = _number(self.source)
        if value != -1:
            return value
        return _number(self.source) << 32 | int.from_bytes(self.source.read(4), "big")

    def _tell(self, what: str) -> None:
        self.content.sights.add("r-object-code", what, f"the R object holds {what}, which runs when it is used")


FORMAT = Format(
    name="an R object",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".rds", ".rdata", ".rda"}),
)
