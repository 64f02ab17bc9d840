"""Calls whose arguments decide what they do: functions that call, import or unpickle what they are given.

One function here for each; what they accept is what libraries write. A function that is only called must not go
anywhere else: whoever holds it could call it with a name or a pickle of the file's choice.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from jupyter_mlsec.artifacts.budget import Budget
from jupyter_mlsec.artifacts.names import Standing, may_be_called, standing
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.value import UNKNOWN, Blob, Import, Made, Mapping, Sequence, Unknown, Value
from jupyter_mlsec.errors import UnreadableError


class Court(Protocol):
    """What a special call may ask of the judge."""

    budget: Budget
    torch: bool
    look: Callable[[bytes | Blob], None] | None

    def imported(self, module: str, name: str, protocol: int) -> Import:
        """Judge an import."""

    def called(self, maker: Value, arguments: Value, follow: Follow) -> Value:
        """Judge a call."""

    def misused(self, function: Import) -> None:
        """Report a function that is harmless only in the way in which libraries use it."""

    def opaque(self, what: str) -> None:
        """Report something that nobody can follow."""


Follow = Callable[[Source | Blob], Value]
Call = Callable[[Court, Import, list[Value], Follow], Value]


@dataclass(frozen=True, slots=True)
class SpecialCall:
    """What follows a call, and whether the function may be nothing but called."""

    call: Call
    is_only_called: bool


SPECIAL_CALLS: dict[tuple[str, str], SpecialCall] = {}
_NEWEST = 5
_BYTES = ("_io", "BytesIO")
_PAIR = 2
_METHODS = {"add", "append", "discard", "extend", "get", "pop", "remove", "update"}  # of lists, sets, dictionaries
_ENDLESS = {("itertools", name) for name in ("count", "cycle", "repeat")} | {("builtins", "range")}
_KERAS = ("keras", "_unpickle_model")  # our name for a method that all of Keras's classes share
_KERAS_CLASSES = ("keras.src.", "keras.models.")
_ENCODINGS = {"latin1", "latin-1", "utf-8", "utf8", "ascii"}


def _special(*names: tuple[str, str], only_called: bool = True) -> Callable[[Call], Call]:
    def register(call: Call) -> Call:
        SPECIAL_CALLS.update((name, SpecialCall(call, only_called)) for name in names)
        return call

    return register


@_special(("builtins", "getattr"))
def _attribute(court: Court, function: Import, arguments: list[Value], _follow: Follow) -> Value:
    """Resolve: old protocols name nested classes, and all protocols bound methods, in this way."""
    target, name = arguments if len(arguments) == _PAIR else (None, None)
    owner = target.maker if isinstance(target, Made) else target
    if isinstance(owner, Import) and name == _KERAS[1] and owner.module.startswith(_KERAS_CLASSES):
        return court.imported(*_KERAS, _NEWEST)
    if isinstance(owner, Import) and owner.module and isinstance(name, str):
        return court.imported(owner.module, f"{owner.name}.{name}", _NEWEST)
    if isinstance(target, Sequence | Mapping) and name in _METHODS:
        return Import("builtins", f"list.{name}", Standing.VETTED)
    court.misused(function)
    return Made(None)


@_special(("builtins", "type"))
def _type(court: Court, function: Import, arguments: list[Value], _follow: Follow) -> Value:
    """Take the types of constants, which have no name of their own."""
    if len(arguments) == 1 and (arguments[0] is None or isinstance(arguments[0], Import)):
        return Import("types", "NoneType", Standing.VETTED)
    court.misused(function)
    return Made(None)


@_special(("dill._dill", "_load_type"))
def _type_by_name(court: Court, function: Import, arguments: list[Value], _follow: Follow) -> Value:
    """Take a plain type that dill names in its own way; it would give the types of functions and code as well."""
    name = arguments[0] if len(arguments) == 1 else None
    if isinstance(name, str) and standing("builtins", name, _NEWEST) is Standing.VETTED:
        return court.imported("builtins", name, _NEWEST)
    court.misused(function)
    return Made(None)


@_special(("_codecs", "encode"))
def _encode(court: Court, function: Import, arguments: list[Value], _follow: Follow) -> Value:
    """Protocols without bytes write them as text."""
    text, encoding = arguments if len(arguments) == _PAIR else (None, None)
    if not isinstance(encoding, str) or encoding not in _ENCODINGS or not isinstance(text, str | Unknown):
        court.misused(function)
        return Made(None)
    return text.encode(encoding, "replace") if isinstance(text, str) else UNKNOWN


@_special(("torch.storage", "_load_from_bytes"))
def _load(court: Court, _function: Import, arguments: list[Value], follow: Follow) -> Value:
    """PyTorch's old format: five pickles in a row, then raw numbers."""
    data = arguments[0] if len(arguments) == 1 else None
    if not isinstance(data, bytes | Blob):
        court.opaque("pickle inside the pickle")
        raise UnreadableError("a pickle inside the pickle cannot be followed")
    if isinstance(data, bytes) and data.startswith(b"PK") and court.look is not None:
        court.look(data)
        return Made(None)
    torch, court.torch = court.torch, True
    try:
        follow(data if isinstance(data, Blob) else Source(io.BytesIO(data), court.budget, size=len(data)))
    except UnreadableError:
        court.opaque("pickle inside the pickle")
        raise
    finally:
        court.torch = torch
    return Made(None)


@_special(_KERAS)
def _keras(court: Court, function: Import, arguments: list[Value], _follow: Follow) -> Value:
    """Look at the archive that a pickled Keras model is: it is loaded without safe mode."""
    stream = arguments[0] if len(arguments) == 1 else None
    state = stream.state if isinstance(stream, Made) and stream.maker and stream.maker.full == _BYTES else None
    data = state.members[0] if isinstance(state, Sequence) and state.members else None
    if isinstance(data, bytes | Blob) and court.look is not None:
        court.look(data)
    else:
        court.misused(function)
    return Made(None)


@_special(("dill._dill", "_create_array"))
def _array(court: Court, function: Import, arguments: list[Value], follow: Follow) -> Value:
    """Judge the call that dill makes for an array: of its first argument with its second."""
    maker = arguments[0] if len(arguments) in {3, 4} else None
    if not isinstance(maker, Import) or maker.name != "_reconstruct":
        court.misused(function)
        return Made(None)
    court.called(maker, arguments[1], follow)
    return Made(maker)


@_special(("torch._tensor", "_rebuild_from_type_v2"))
def _rebuild(court: Court, function: Import, arguments: list[Value], follow: Follow) -> Value:
    """Judge the call that it makes: of its first argument with its third."""
    if len(arguments) != 4 or not isinstance(arguments[0], Import):  # noqa: PLR2004 - function, class, arguments, state
        court.misused(function)
        return Made(None)
    return court.called(arguments[0], arguments[2], follow)


@_special(("copyreg", "_reconstructor"))
def _reconstruct(court: Court, function: Import, arguments: list[Value], _follow: Follow) -> Value:
    """Take an instance of the first argument; the second one's ``__init__`` is called with the third."""
    base = arguments[1] if len(arguments) == 3 else None  # noqa: PLR2004 - class, base, state
    if not isinstance(base, Import) or not _is_plain(base):
        court.misused(function)
        return Made(None)
    return _instance(court, arguments[0])


@_special(
    ("copyreg", "__newobj__"), ("copyreg", "__newobj_ex__"), ("matplotlib.colors", "_create_empty_object_of_class")
)
def _new(court: Court, _function: Import, arguments: list[Value], _follow: Follow) -> Value:
    """Take the operations of later protocols, written as calls."""
    return _instance(court, arguments[0] if arguments else None)


def _instance(court: Court, maker: Value) -> Value:
    if not isinstance(maker, Import) or maker.full in SPECIAL_CALLS:
        court.opaque("call of something that the pickle has made")
        return Made(None)
    return Made(maker)


def _is_plain(base: Import) -> bool:
    return base.full == ("builtins", "object") or may_be_called(base.module, base.name)


@_special(
    ("numpy.random._pickle", "__bit_generator_ctor"),
    ("numpy.random._pickle", "__generator_ctor"),
    ("numpy.random._pickle", "__randomstate_ctor"),
    only_called=False,
)
def _generator(court: Court, function: Import, arguments: list[Value], _follow: Follow) -> Value:
    """Take a generator: the first argument says which, the second is called with the first."""
    first, second, *rest = [*arguments, None, None][: max(2, len(arguments))]
    is_named = isinstance(first, Import) and first.module.startswith("numpy.random.")
    is_ctor = isinstance(second, Import) and second.full == ("numpy.random._pickle", "__bit_generator_ctor")
    if rest or not (is_named or isinstance(first, str | Made | None)) or not (second is None or is_ctor):
        court.misused(function)
    return Made(function)


@_special(
    ("numpy.core.multiarray", "scalar"),
    ("numpy._core.multiarray", "scalar"),
    only_called=False,
)
def _scalar(court: Court, function: Import, arguments: list[Value], _follow: Follow) -> Value:
    """With a type of objects it gives its second argument back, whatever that is."""
    if len(arguments) != _PAIR or isinstance(arguments[1], Import | Made | Sequence):
        court.misused(function)
    return Made(function)


@_special(
    *(("builtins", name) for name in ("bytearray", "bytes", "frozenset", "list", "set", "tuple")),
    ("collections", "deque"),
    only_called=False,
)
def _container(court: Court, function: Import, arguments: list[Value], _follow: Follow) -> Value:
    """Take what a container holds, never a number of bytes or what counts on: those are for taking all memory."""
    first = arguments[0] if arguments else None
    maker = first.maker if isinstance(first, Made) else None
    is_size = (
        function.name in {"bytearray", "bytes"} and len(arguments) == 1 and (first is UNKNOWN or type(first) is int)
    )
    if is_size or (maker is not None and maker.full in _ENDLESS):
        court.opaque("call that would take all memory or time")
    return Made(function)
