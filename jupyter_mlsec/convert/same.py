"""Whether two objects are the same through and through: their types, parameters, fitted arrays and states."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np

from jupyter_mlsec.errors import ConversionError

_PLAIN = (type(None), bool, int, str, bytes, bytearray, complex, range, slice, type(...))


class Fingerprint:
    """The digest of an object's content. Identities count only where the object refers to itself."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._seen: dict[int, int] = {}
        self._kept: list[object] = []  # an identity is one only as long as its object lives
        self.arrays = 0

    @classmethod
    def of(cls, value: object) -> tuple[str, int]:
        """Return the digest and the number of arrays. Raises ``ConversionError`` for what cannot be taken apart."""
        made = cls()
        try:
            made._add(value)
        except RecursionError:
            raise ConversionError("the model is nested too deeply") from None
        except TypeError:
            raise ConversionError("the model holds something that cannot be compared") from None
        return made._hash.hexdigest(), made.arrays

    def _say(self, *words: object) -> None:
        for word in words:
            data = word if isinstance(word, bytes) else str(word).encode("utf-8", "surrogatepass")
            self._hash.update(len(data).to_bytes(8, "little") + data)

    def _add(self, value: Any) -> None:  # noqa: ANN401 - any object of any library
        if isinstance(value, float) and type(value) is float:
            self._say("float", struct.pack("<d", value))
        elif type(value) in _PLAIN:
            self._say(type(value).__name__, repr(value))
        elif isinstance(value, type | FunctionType | BuiltinFunctionType | np.ufunc):
            self._say("name", getattr(value, "__module__", ""), getattr(value, "__qualname__", value.__name__))
        elif id(value) in self._seen:
            self._say("again", self._seen[id(value)])
        elif isinstance(value, np.generic) and value.dtype.kind != "O":
            bare = value.dtype.char in "gGV"  # these have bytes that nobody has ever set
            self._say("scalar", value.dtype.str, repr(value) if bare else value.tobytes())
        else:
            self._seen[id(value)] = len(self._seen)
            self._kept.append(value)
            self._parts(value)
            del self._seen[id(value)]

    def _parts(self, value: Any) -> None:  # noqa: ANN401 - the same
        if type(value) is np.ndarray:
            self.arrays += 1
            self._array(value)
        elif isinstance(value, np.ma.MaskedArray):  # its filling is made again when it is needed
            self._say("masked")
            self._array(np.asarray(value.data))
            self._array(np.ma.getmaskarray(value))
        elif isinstance(value, np.random.RandomState | np.random.Generator | np.random.BitGenerator):
            self._say("random", type(value).__name__)
            self._add(_random_state(value))  # without the seed that it grew from, which draws nothing any more
        elif type(value) in {list, tuple}:
            self._say(type(value).__name__, len(value))
            self._all(value)
        elif type(value) in {set, frozenset}:
            self._say(type(value).__name__, *sorted(Fingerprint.of(one)[0] for one in value))
        elif type(value) is dict:
            self._say("dict", len(value))
            self._pairs(value)
        else:
            self._reduced(value)

    def _array(self, value: np.ndarray[Any, Any]) -> None:
        self._say("array", value.dtype.str, value.shape)
        if value.dtype.names is not None:  # between fields there may be bytes that nobody has ever set
            for name in value.dtype.names:
                self._say(name)
                self._array(value[name])
        elif value.dtype.hasobject:
            self._all(value.ravel().tolist())
        elif value.dtype.char in "gG":  # the same inside a long double
            self._say(*map(repr, value.ravel()))
        else:
            self._say(np.ascontiguousarray(value).tobytes())

    def _reduced(self, value: Any) -> None:  # noqa: ANN401 - the same
        """Take an object apart as ``copy`` does."""
        taken = value.__reduce_ex__(4)
        if isinstance(taken, str):
            self._say("global", taken)
            return
        maker, arguments, *rest = taken
        state, items, pairs = (*rest, None, None, None)[:3]
        self._say("object")
        self._add(maker)
        self._add(tuple(arguments))
        self._add(dict(sorted(state.items())) if isinstance(state, Mapping) and all(map(_is_text, state)) else state)
        self._all(items or ())
        self._all(pairs or ())

    def _all(self, values: Iterable[Any]) -> None:
        for value in values:
            self._add(value)

    def _pairs(self, value: Mapping[Any, Any]) -> None:
        for key, item in value.items():
            self._add(key)
            self._add(item)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _random_state(value: np.random.RandomState | np.random.Generator | np.random.BitGenerator) -> object:
    if isinstance(value, np.random.RandomState):
        return value.get_state(legacy=False)
    return (value.bit_generator if isinstance(value, np.random.Generator) else value).state
