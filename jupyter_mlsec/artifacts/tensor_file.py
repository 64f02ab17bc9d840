"""safetensors: a length, a JSON header, then raw numbers. There is no code in it; what is checked is that it is one.

Source: the format's description in the safetensors repository. Its own loader refuses what is told here; others do not.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

from jupyter_mlsec.artifacts.budget import CutError
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.document import values
from jupyter_mlsec.errors import UnreadableError

_HEADER = 16 << 20
_MOST = 100_000_000  # bytes of a header, says the format
_BITS = {
    **dict.fromkeys(("F64", "I64", "U64", "C64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "I8", "U8", "BOOL"), 8),
    **dict.fromkeys(("F6_E2M3", "F6_E3M2"), 6),
    "F4": 4,
    "C128": 128,
}


def check_tensors(content: Content, size: int) -> None:
    """Compare header and content of a file of ``size`` bytes. Raises ``UnreadableError`` where that is impossible."""
    source = content.source()
    length = int.from_bytes(source.read(8), "little")
    if length > _MOST or length > size - 8:
        _lie(content, "a header that is longer than the file" if length > size - 8 else "a header that is too long")
        raise UnreadableError("the header is too long")
    if length > _HEADER:
        raise UnreadableError("the header is too long to be looked at")
    data = source.read(length)
    content.budget.keep(length + 100 * values(data))
    twice: list[bool] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        twice.append(len({name for name, _ in pairs}) != len(pairs))
        return dict(pairs)

    try:
        header = json.loads(data, object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise UnreadableError("the header is damaged") from None
    if not isinstance(header, dict):
        raise UnreadableError("the header is damaged")
    if any(twice):
        _lie(content, "a name that stands twice")
    _metadata(content, header.pop("__metadata__", {}))
    _places(content, sorted(_spans(content, header)), size - 8 - length)


def _metadata(content: Content, metadata: object) -> None:
    is_plain = isinstance(metadata, dict) and all(isinstance(value, str) for value in metadata.values())
    if not is_plain:
        _lie(content, "a piece of metadata that is no text")


def _spans(content: Content, header: dict[str, object]) -> Iterator[tuple[int, int]]:
    for entry in header.values():
        match entry:
            case {"dtype": str(dtype), "shape": list(shape), "data_offsets": [int(start), int(end)]}:
                if not 0 <= start <= end or not all(type(size) is int and size >= 0 for size in shape):
                    _lie(content, "a place that does not exist")
                    continue
                bits = _BITS.get(dtype)
                if bits is None:
                    raise UnreadableError("the header names a type that this version does not know")
                if math.prod(shape) * bits != (end - start) * 8:
                    _lie(content, "a size that is not the shape's")
                yield start, end
            case _:
                raise UnreadableError("the header is damaged")


def _places(content: Content, spans: list[tuple[int, int]], room: int) -> None:
    at = 0
    for start, end in spans:
        if start != at:
            _lie(content, "a tensor over another" if start < at else "a gap between tensors")
        at = max(at, end)
    if at > room:
        raise CutError("the file ends too early")
    if at < room:
        _lie(content, "something after the tensors")


def _lie(content: Content, what: str) -> None:
    content.sights.add("false-model-header", what, f"in the safetensors file there is {what}")
