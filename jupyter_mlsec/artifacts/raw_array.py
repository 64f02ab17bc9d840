"""Arrays that joblib writes raw into a pickle stream, behind the wrapper that describes them.

Layout, joblib 1.2 and newer: the pickled ``NumpyArrayWrapper``, one byte that counts the padding, the padding,
the array's bytes. Older ones: the bytes follow at once. An array of objects follows as a pickle of its own.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.value import Import, Made, Mapping, Sequence, Value, made_class
from jupyter_mlsec.errors import UnreadableError

WRAPPER = ("joblib.numpy_pickle", "NumpyArrayWrapper")
_DTYPE = re.compile(r"[|<>=]?([?bBiufcmMSUVO])(\d{0,9})\Z", re.ASCII)
_HAS_OBJECTS = 0x01  # numpy's NPY_ITEM_REFCOUNT
_MAX_PADDING = 0x27  # up to here no byte is an opcode, so that pickle.load fails where joblib.load skips
_SIZE_FIELD, _FLAGS_FIELD = (
    5,
    7,
)  # of a dtype's state: version, order, subarray, names, fields, size, alignment, flags


@dataclass(frozen=True, slots=True)
class Header:
    """What the wrapper says: the array's length in bytes, whether it is padded, whether its items are objects."""

    length: int
    aligned: bool
    has_objects: bool


def header(wrapper: Made) -> Header:
    """Read the wrapper's state. Raises ``UnreadableError`` where it is not one that joblib writes."""
    entries = wrapper.state.entries if isinstance(wrapper.state, Mapping) else {}
    shape = entries.get("shape")
    if not isinstance(shape, Sequence) or not all(type(size) is int and size >= 0 for size in shape.members):
        raise UnreadableError("a joblib array has a shape that cannot be followed")
    alignment = entries.get("numpy_array_alignment_bytes")
    if alignment is not None and not isinstance(alignment, int):
        raise UnreadableError("a joblib array has an alignment that cannot be followed")
    size, has_objects = _item(entries.get("dtype"))
    count = math.prod(size for size in shape.members if isinstance(size, int))
    return Header(count * size, alignment is not None, has_objects)


def skip(source: Source, header: Header) -> bool:
    """Pass over the array. Return whether another loader would certainly fail here rather than run what it holds."""
    apart = False
    if header.aligned:
        padding = source.read(1)[0]
        apart = padding <= _MAX_PADDING
        source.skip(padding)
    source.skip(header.length)
    return apart


def _item(dtype: Value) -> tuple[int, bool]:
    """Return the bytes of one item and whether it holds objects, as ``numpy.dtype.__setstate__`` would see them."""
    found = made_class(dtype)
    if not (isinstance(dtype, Made) and found == dtype.maker and _is_dtype(found)):
        raise UnreadableError("a joblib array has a type that cannot be followed")
    code = dtype.arguments.members[0] if isinstance(dtype.arguments, Sequence) and dtype.arguments.members else None
    match = _DTYPE.match(code) if isinstance(code, str) else None
    if match is None:
        raise UnreadableError("a joblib array has a type that cannot be followed")
    kind, size = match[1], int(match[2] or 0)
    if kind == "O":
        return 8, True
    if kind == "?":
        size = 1
    state = dtype.state.members if isinstance(dtype.state, Sequence) else []
    if kind in "SUV":
        size *= 4 if kind == "U" else 1
        if len(state) > _SIZE_FIELD:
            stated = state[_SIZE_FIELD]
            if not isinstance(stated, int) or stated < 0:
                raise UnreadableError("a joblib array has a type that cannot be followed")
            size = stated
    elif size == 0:
        raise UnreadableError("a joblib array has a type that cannot be followed")
    flags = state[_FLAGS_FIELD] if len(state) > _FLAGS_FIELD else 0
    return size, bool(isinstance(flags, int) and flags & _HAS_OBJECTS)


def _is_dtype(found: Import | None) -> bool:
    return found is not None and (found.module, found.name) == ("numpy", "dtype")
