"""safetensors: a length, a JSON header, then raw numbers. There is no code in it; what is checked is that it is one.

Source: the format's description in the safetensors repository.
"""

from __future__ import annotations

import json
import math

from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.errors import UnreadableError

_HEADER = 16 << 20
_BITS = {
    **dict.fromkeys(("F64", "I64", "U64", "C64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("F8_E4M3", "F8_E5M2", "F8_E8M0", "I8", "U8", "BOOL"), 8),
}


def check_tensors(source: Source, size: int) -> None:
    """Read a file of ``size`` bytes. Raises ``UnreadableError`` where header and content do not agree."""
    length = int.from_bytes(source.read(8), "little")
    if length > _HEADER:
        raise UnreadableError("the header is too long")
    try:
        header = json.loads(source.read(length), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise UnreadableError("the header is damaged") from None
    if not isinstance(header, dict):
        raise UnreadableError("the header is damaged")
    spans = sorted(_span(entry) for name, entry in header.items() if name != "__metadata__")
    at = 0
    for start, end in spans:
        if start != at:
            raise UnreadableError("the header does not agree with the content")
        at = end
    if at != size - 8 - length:
        raise UnreadableError("the header does not agree with the content")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise UnreadableError("the header names one thing twice")
    return dict(pairs)


def _span(entry: object) -> tuple[int, int]:
    match entry:
        case {"dtype": str(dtype), "shape": list(shape), "data_offsets": [int(start), int(end)]}:
            if all(type(size) is int and size >= 0 for size in shape) and 0 <= start <= end:
                bits = _BITS.get(dtype)
                if bits is not None and math.prod(shape) * bits == (end - start) * 8:
                    return start, end
    raise UnreadableError("the header does not agree with the content")
