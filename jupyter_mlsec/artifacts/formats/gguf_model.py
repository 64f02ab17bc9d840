"""GGUF: keys with values (a chat template among them), then descriptions of tensors, then numbers.

Sources: ggml's ``docs/gguf.md``; CVE-2024-21825, CVE-2024-23496 and CVE-2025-53630 (lengths that are believed).
"""

from __future__ import annotations

import math
from itertools import pairwise

from jupyter_mlsec.artifacts.behind import look_behind
from jupyter_mlsec.artifacts.budget import CutError
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.template import judge_template
from jupyter_mlsec.errors import UnreadableError

_WIDTH = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_TEXT, _ARRAY = 8, 9
_VERSIONS = frozenset({2, 3})
_LONGEST = 1 << 20
_NESTED = 4
_DIMENSIONS = 4
_PADDING = 64  # bytes up to where tensors would begin: general.alignment is 32, unless a model says otherwise
_LARGEST_PADDING = 1 << 13  # in front of the tensors and behind the last: general.alignment is a page at most
_NAME = 64 << 10
_BLOCK = 1 << 16
_BLOCKS = {  # values in a block, and its bytes, by ggml's type
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36), 10: (256, 84),
    11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292), 16: (256, 66), 17: (256, 74),
    18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2),
    26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if content.head[:4] in {b"GGUF", b"FUGG"} else Certainty.NO


def _read(content: Content) -> None:
    if content.size is None:
        raise UnreadableError("a compressed GGUF model is not read by this version")
    source = content.source()
    source.read(4)
    if int.from_bytes(source.read(4), "little") not in _VERSIONS:
        raise UnreadableError("the GGUF model has a version or byte order that this version does not read")
    tensors, keys = _number(source), _number(source)
    if keys * 13 > content.size or tensors * 24 > content.size:  # what the shortest of each takes
        _lie(content, "more entries than there is room for")
        raise UnreadableError("the GGUF header is damaged")
    _keys(content, source, keys)
    _tensors(content, source, tensors)


def _number(source: Source) -> int:
    return int.from_bytes(source.read(8), "little")


def _lie(content: Content, what: str) -> None:
    content.sights.add("false-model-header", what, f"the header of the GGUF model names {what}")


def _counted(content: Content, source: Source, count: int) -> int:
    """Check a length against what is left of the file."""
    if count > (content.size or 0) - source.position:
        _lie(content, "a length beyond the end of the file")
        raise CutError("the file ends too early")
    return count


def _keys(content: Content, source: Source, count: int) -> None:
    seen: set[bytes] = set()
    for _ in range(count):
        content.budget.tick()
        length = _number(source)
        if length > _NAME:
            _lie(content, "a key that is no name")
            raise UnreadableError("the GGUF header is damaged")
        key = source.read(length)
        content.budget.keep(length + 80)
        if key in seen:
            _lie(content, "one key twice")
        seen.add(key)
        kind = int.from_bytes(source.read(4), "little")
        if kind == _TEXT and b"chat_template" in key:
            length = _counted(content, source, _number(source))
            if length > _LONGEST:
                raise UnreadableError("a chat template is too long to be looked at")
            judge_template(content, source.read(length).decode("utf-8", "replace"))
        else:
            _skip(content, source, kind, 0)


def _skip(content: Content, source: Source, kind: int, depth: int) -> None:
    if kind == _TEXT:
        source.skip(_counted(content, source, _number(source)))
    elif kind in _WIDTH:
        source.skip(_WIDTH[kind])
    elif kind == _ARRAY and depth < _NESTED:
        inner, count = int.from_bytes(source.read(4), "little"), _number(source)
        _counted(content, source, count * _WIDTH.get(inner, 8))
        if inner in _WIDTH:
            source.skip(count * _WIDTH[inner])
            return
        if inner == _TEXT:
            _texts(content, source, count)
            return
        for number in range(count):
            if not number % 256:
                content.budget.tick()
            _skip(content, source, inner, depth + 1)
    else:
        raise UnreadableError("the GGUF header is damaged")


def _texts(content: Content, source: Source, count: int) -> None:
    """Pass over many texts, such as a vocabulary's: as many as a block holds at once."""
    while count:
        content.budget.tick()
        block, at = source.peek(_BLOCK), 0
        while count and at + 8 <= len(block):
            end = at + 8 + int.from_bytes(block[at : at + 8], "little")
            if end > len(block):
                break
            at, count = end, count - 1
        if at:
            source.skip(at)
        elif count:
            source.skip(_counted(content, source, _number(source)))
            count -= 1


def _tensors(content: Content, source: Source, count: int) -> None:
    seen: set[bytes] = set()
    spans: list[tuple[int, int]] = []
    kinds: set[int] = set()
    for _ in range(count):
        content.budget.tick()
        name = source.read(min(_number(source), _NAME))
        content.budget.keep(len(name) + 160)
        if name in seen:
            _lie(content, "one tensor twice")
        seen.add(name)
        dimensions = int.from_bytes(source.read(4), "little")
        if dimensions > _DIMENSIONS:
            _lie(content, "a tensor with too many dimensions")
            raise UnreadableError("the GGUF header is damaged")
        shape = [_number(source) for _ in range(dimensions)]
        kinds.add(int.from_bytes(source.peek(4), "little"))
        values, size = _BLOCKS.get(int.from_bytes(source.read(4), "little"), (256, 32))
        offset = _number(source)
        spans.append((offset, offset + math.prod(shape) // values * size))
    room = (content.size or 0) - source.position
    if not spans and (room > _PADDING or source.read(room).strip(b"\0")):
        _lie(content, "no tensor, but the file goes on behind it")
    _compare(content, sorted(spans), room, is_known=kinds <= _BLOCKS.keys())


def _compare(content: Content, spans: list[tuple[int, int]], room: int, *, is_known: bool) -> None:
    if any(end > start for (_, end), (start, _) in pairwise(spans)):
        _lie(content, "tensors that overlap")
    last = max((end for _, end in spans), default=0)
    if last >= 1 << 62 or any(start >= 1 << 62 for start, _ in spans):
        _lie(content, "a tensor that no file can hold")
    elif last > room:
        raise CutError("the file ends too early")
    elif spans and is_known and room - last > _LARGEST_PADDING:
        look_behind(content, (content.size or 0) - room + last + _PADDING, "GGUF model")


FORMAT = Format(
    name="a GGUF model",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".gguf"}),
)
