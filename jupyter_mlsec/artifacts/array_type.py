"""NumPy's types as pickles hold them: their size, whether they hold objects, and whether a state is sound.

NumPy believes a type's state. One that says nothing of the objects it holds, or whose fields lie outside of it, makes
NumPy take numbers of the file's choice for addresses. Source: ``arraydescr_reduce`` and ``arraydescr_setstate``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from jupyter_mlsec.artifacts.value import Made, Mapping, Sequence, Value

DTYPE = ("numpy", "dtype")
_TEXTS = ("numpy._core._internal", "_convert_to_stringdtype_kwargs")  # makes a type of texts of any length
_CODE = re.compile(r"[|<>=]?([?bBiufcmMSUVO])(\d{0,9})\Z", re.ASCII)
_HAS_OBJECTS = 0x01  # numpy's NPY_ITEM_REFCOUNT
_ORDERS = {"<", ">", "|", "="}
_SUBARRAY, _NAMES, _FIELDS, _SIZE, _ALIGNMENT, _FLAGS = 2, 3, 4, 5, 6, 7
_LENGTHS = {8: {3}, 9: {4}}  # of a state, and the versions that have it: the ninth member is metadata


@dataclass(frozen=True, slots=True)
class ArrayType:
    """The bytes of one item, and whether it holds objects."""

    size: int
    has_objects: bool


def array_type(dtype: Value) -> ArrayType | None:
    """Return what a type in a pickle is, or None where that cannot be followed."""
    if isinstance(dtype, Made) and dtype.maker is not None and dtype.maker.full == _TEXTS:
        return ArrayType(16, has_objects=True)
    if not isinstance(dtype, Made) or dtype.maker is None or dtype.maker.full != DTYPE:
        return None
    code = dtype.arguments.members[0] if isinstance(dtype.arguments, Sequence) and dtype.arguments.members else None
    match = _CODE.match(code) if isinstance(code, str) else None
    return None if match is None else _sized(match[1], int(match[2] or 0), dtype)


def _sized(kind: str, size: int, dtype: Made) -> ArrayType | None:
    if kind == "O":
        return ArrayType(8, has_objects=True)
    if kind == "?":
        return ArrayType(1, has_objects=False)
    state = dtype.state.members if isinstance(dtype.state, Sequence) else []
    if kind in "SUV":
        size *= 4 if kind == "U" else 1
        stated = state[_SIZE] if len(state) > _SIZE else size
        if not isinstance(stated, int) or stated < 0:
            return None
        size = stated
    elif size == 0:
        return None
    flags = state[_FLAGS] if len(state) > _FLAGS else 0
    return ArrayType(size, has_objects=bool(isinstance(flags, int) and flags & _HAS_OBJECTS))


def is_sound(state: Value) -> bool:
    """Whether a type's state is one that NumPy writes: fields inside of it, and objects told."""
    members = state.members if isinstance(state, Sequence) else []
    if members[:1] and members[0] not in _LENGTHS.get(len(members), set()):
        return False
    if len(members) not in _LENGTHS or members[1] not in _ORDERS:
        return False
    size, alignment, flags = members[_SIZE : _FLAGS + 1]
    if not all(isinstance(number, int) for number in (size, alignment, flags)):
        return False
    names, fields, subarray = members[_NAMES], members[_FIELDS], members[_SUBARRAY]
    if not isinstance(names, Sequence | None) or isinstance(size, bool):
        return False
    if isinstance(size, int) and isinstance(flags, int):
        has_objects = bool(flags & _HAS_OBJECTS)
        return _fields_fit(fields, size, has_objects=has_objects) and _subarray_fits(
            subarray, size, has_objects=has_objects
        )
    return False


def _fields_fit(fields: Value, size: int, *, has_objects: bool) -> bool:
    if fields is None:
        return True
    if not isinstance(fields, Mapping):
        return False
    for field in fields.entries.values():
        parts = field.members if isinstance(field, Sequence) else []
        found = array_type(parts[0]) if len(parts) > 1 else None
        offset = parts[1] if len(parts) > 1 else None
        if found is None or not isinstance(offset, int) or offset < 0 or offset + found.size > size:
            return False
        if found.has_objects and not has_objects:
            return False
    return True


def _subarray_fits(subarray: Value, size: int, *, has_objects: bool) -> bool:
    if subarray is None:
        return True
    parts = subarray.members if isinstance(subarray, Sequence) else []
    found = array_type(parts[0]) if len(parts) == 2 else None  # noqa: PLR2004 - type and shape
    shape = parts[1].members if found is not None and isinstance(parts[1], Sequence) else parts[1:]
    if found is None or (found.has_objects and not has_objects):
        return False
    sizes = [length for length in shape if isinstance(length, int) and not isinstance(length, bool) and length >= 0]
    return len(sizes) == len(shape) and math.prod(sizes) * found.size == size
