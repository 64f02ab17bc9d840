"""Arrays that joblib writes raw into a pickle stream, behind the wrapper that describes them.

Layout, joblib 1.2 and newer: the pickled ``NumpyArrayWrapper``, one byte that counts the padding, the padding,
the array's bytes. Older ones: the bytes follow at once. An array of objects follows as a pickle of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from jupyter_mlsec.artifacts.array_type import array_type
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.value import Made, Mapping, Sequence
from jupyter_mlsec.errors import UnreadableError

WRAPPER = ("joblib.numpy_pickle", "NumpyArrayWrapper")
_MAX_PADDING = 0x27  # up to here no byte is an opcode, so that pickle.load fails where joblib.load skips


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
    found = array_type(entries.get("dtype"))
    if found is None:
        raise UnreadableError("a joblib array has a type that cannot be followed")
    count = math.prod(size for size in shape.members if isinstance(size, int))
    return Header(count * found.size, alignment is not None, found.has_objects)


def is_apart(source: Source) -> bool:
    """Whether another loader would certainly fail at the byte that comes next, rather than run what the array holds."""
    return source.peek(1) <= bytes([_MAX_PADDING])


def skip(source: Source, header: Header) -> None:
    """Pass over the array."""
    if header.aligned:
        source.skip(source.read(1)[0])
    source.skip(header.length)
