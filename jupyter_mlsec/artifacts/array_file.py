"""NumPy's ``.npy``: a header that is a literal, then the array's bytes, or a pickle where its items are objects.

Source: NumPy Enhancement Proposal 1 and its versions 2.0 and 3.0.
"""

from __future__ import annotations

import ast
import math
import re

from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.errors import UnreadableError

MAGIC = b"\x93NUMPY"
_HEADER = 10_000  # numpy itself takes no longer one without being told to
_CODE = re.compile(r"[|<>=]?([?bBhHiIlLqQuefdgcFDGSUVmMa])(\d{0,9})(\[[\w/]{1,12}\])?\Z", re.ASCII)
_LETTERS = {
    "?": 1,
    "b": 1,
    "B": 1,
    "h": 2,
    "H": 2,
    "e": 2,
    "f": 4,
    "d": 8,
    "i": 4,
    "I": 4,
    "q": 8,
    "Q": 8,
    "l": 8,
    "L": 8,
}
_NESTED = 8


def array_length(source: Source) -> int | None:
    """Read the header and return how many bytes the array has, or None where a pickle follows."""
    start = source.read(8)
    if start[:6] != MAGIC or start[6] not in {1, 2, 3}:
        raise UnreadableError("the array has an unknown version")
    length = int.from_bytes(source.read(2 if start[6] == 1 else 4), "little")
    if length > _HEADER:
        raise UnreadableError("the array's header is too long")
    try:
        header = ast.literal_eval(source.read(length).decode("utf-8" if start[6] == 3 else "latin-1").strip())  # noqa: PLR2004
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        raise UnreadableError("the array's header is damaged") from None
    shape = header.get("shape") if isinstance(header, dict) else None
    if not isinstance(shape, tuple) or not all(type(size) is int and size >= 0 for size in shape):
        raise UnreadableError("the array's header is damaged")
    size = _item_size(header.get("descr"), 0)
    return None if size is None else size * math.prod(shape)


def _item_size(descr: object, depth: int) -> int | None:
    """Return the bytes of one item, or None where it holds objects."""
    if depth > _NESTED:
        raise UnreadableError("the array's header is damaged")
    if isinstance(descr, str):
        return _code_size(descr)
    if isinstance(descr, tuple) and len(descr) == 2 and isinstance(descr[1], tuple | dict):  # noqa: PLR2004 - (type, shape)
        size = _item_size(descr[0], depth + 1)
        shape = descr[1] if isinstance(descr[1], tuple) and all(type(n) is int and n >= 0 for n in descr[1]) else None
        if size is None:
            return None
        if shape is None:
            raise UnreadableError("the array's type cannot be followed")
        return size * math.prod(shape)
    if not isinstance(descr, list):
        raise UnreadableError("the array's type cannot be followed")
    total = 0
    for item in descr:
        if not isinstance(item, tuple) or len(item) not in {2, 3}:
            raise UnreadableError("the array's type cannot be followed")
        size = _item_size(item[1] if len(item) == 2 else (item[1], item[2]), depth + 1)  # noqa: PLR2004 - no shape
        if size is None:
            return None
        total += size
    return total


def _code_size(code: str) -> int | None:
    if code.lstrip("|<>=")[:1] == "O" or code in {"object", "object_", "object0"}:
        return None
    match = _CODE.match(code)
    if match is None:
        raise UnreadableError("the array's type cannot be followed")
    kind, digits = match[1], match[2]
    if kind in "mM":
        return 8
    if digits:
        return int(digits) * (4 if kind == "U" else 1)
    if kind not in _LETTERS:
        raise UnreadableError("the array's type cannot be followed")
    return _LETTERS[kind]
