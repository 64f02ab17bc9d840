"""Stand-ins for what a PyTorch checkpoint names: they remember a tensor's shape and place, and make nothing else.

Source: ``torch.serialization`` and ``torch._utils`` of PyTorch 1.4 to 2.9, as the files show it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from jupyter_mlsec.artifacts.names import Standing, standing
from jupyter_mlsec.errors import ConversionError

_STORAGES = {
    "Double": "F64", "Float": "F32", "Half": "F16", "BFloat16": "BF16", "Long": "I64", "Int": "I32", "Short": "I16",
    "Char": "I8", "Byte": "U8", "Bool": "BOOL", "ComplexFloat": "C64", "Float8_e4m3fn": "F8_E4M3",
    "Float8_e5m2": "F8_E5M2",
}  # fmt: skip
_TYPES = {
    "float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16", "int64": "I64", "int32": "I32",
    "int16": "I16", "int8": "I8", "uint8": "U8", "bool": "BOOL", "complex64": "C64", "uint16": "U16", "uint32": "U32",
    "uint64": "U64", "float8_e4m3fn": "F8_E4M3", "float8_e5m2": "F8_E5M2", "float8_e8m0fnu": "F8_E8M0",
}  # fmt: skip
ITEM = {
    **dict.fromkeys(("F64", "I64", "U64", "C64"), 8),
    **dict.fromkeys(("F32", "I32", "U32"), 4),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 2),
    **dict.fromkeys(("I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2", "F8_E8M0"), 1),
}


@dataclass(frozen=True, slots=True)
class DType:
    """The type of a storage's or tensor's numbers, as safetensors calls it; empty for bytes of no type."""

    name: str


@dataclass(frozen=True, slots=True)
class Storage:
    """A block of numbers elsewhere in the file. ``count`` are numbers, not bytes."""

    key: str
    dtype: DType
    count: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """A view of a storage; ``offset`` and ``stride`` count numbers."""

    storage: Storage
    dtype: str
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


class Inert:
    """Stands for any other vetted thing of a checkpoint: it takes every argument, and nothing comes of it."""

    def __new__(cls, *_arguments: object, **_named: object) -> Self:
        """Take what a constructor would take."""
        return super().__new__(cls)

    def __init__(self, *_arguments: object, **_named: object) -> None:
        """Take what a constructor would take."""

    def __call__(self, *_arguments: object) -> Self:
        """Take a call."""
        return self

    def __setstate__(self, _state: object) -> None:
        """Take a state."""

    def __setitem__(self, _key: object, _value: object) -> None:
        """Take an item."""

    def append(self, _item: object) -> None:
        """Take a member."""

    def extend(self, _items: object) -> None:
        """Take members."""

    def add(self, _item: object) -> None:
        """Take a member."""


def _whole_numbers(value: object) -> tuple[int, ...]:
    numbers = tuple(value) if isinstance(value, tuple | list) else (None,)
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ConversionError("a tensor has a shape that cannot be followed")
    return numbers


def _tensor(storage: Any, offset: Any, size: Any, stride: Any, *rest: Any) -> Tensor:  # noqa: ANN401 - a pickle's word
    if not isinstance(storage, Storage):
        raise ConversionError("a tensor has no storage")
    given = next((one.name for one in rest if isinstance(one, DType)), storage.dtype.name)
    shape, steps = _whole_numbers(size), _whole_numbers(stride)
    if len(shape) != len(steps) or given not in ITEM:
        raise ConversionError("a tensor has a shape or type that cannot be followed")
    (start,) = _whole_numbers((offset,))
    return Tensor(storage, given, start, shape, steps)


def _first(value: Any, *_rest: Any) -> Any:  # noqa: ANN401 - the same
    return value


def _size(*arguments: Any) -> tuple[Any, ...]:  # noqa: ANN401 - the same
    return tuple(arguments[0]) if arguments else ()


_MADE: dict[tuple[str, str], Callable[..., Any]] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor"): _tensor,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch._utils", "_rebuild_tensor_v3"): _tensor,
    ("torch._utils", "_rebuild_parameter"): _first,
    ("torch._utils", "_rebuild_parameter_with_state"): _first,
    ("torch", "Size"): _size,
}


def stand_in(module: str, name: str) -> object:
    """Return what stands for a name. Raises ``ConversionError`` for a name that nobody vetted."""
    made = _MADE.get((module, name))
    if made is not None:
        return made
    if module in {"torch", "torch.storage", "torch.cuda"} and name.endswith("Storage"):
        kind = name.removesuffix("Storage")
        if kind in _STORAGES:
            return DType(_STORAGES[kind])
        if kind in {"Untyped", "Typed"}:
            return DType("")
    if module == "torch" and name in _TYPES:
        return DType(_TYPES[name])
    if standing(module, name, 2) is Standing.VETTED:
        return Inert
    raise ConversionError("the file names something that was not vetted")


def storage(identity: object) -> Storage:
    """Return what a persistent id stands for: ``("storage", type, key, place, count, …)``."""
    match identity:
        case ("storage", DType() as dtype, str(key), _, int(count), *rest) if count >= 0 and rest in ([], [None]):
            return Storage(key, dtype, count)
    raise ConversionError("the file refers to something outside itself")
