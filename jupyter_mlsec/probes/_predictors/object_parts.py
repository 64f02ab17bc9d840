"""The parts that a live object is made of, found without calling any code of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_DEEPEST = 6
_MOST = 20_000
_MOST_ITEMS = 2_000
_PLAIN = (str, bytes, int, float, complex, bool, type(None))


@dataclass(frozen=True, slots=True)
class Part:
    """One object inside another; ``path`` names the attributes that lead to it, never a value."""

    path: str
    value: object = field(repr=False)


def parts_of(whole: object) -> Iterator[Part]:
    """Yield the object and what its attributes, lists and mappings hold, six levels deep, each object once."""
    seen: set[int] = set()
    waiting = [(Part("", whole), 0)]
    while waiting and len(seen) < _MOST:
        part, depth = waiting.pop()
        if id(part.value) in seen or isinstance(part.value, _PLAIN):
            continue
        seen.add(id(part.value))
        yield part
        if depth < _DEEPEST:
            waiting.extend((inner, depth + 1) for inner in _inside(part))


def _inside(part: Part) -> Iterator[Part]:
    value = part.value
    if isinstance(value, type) or (
        type(value).__module__ in {"numpy", "pandas", "builtins"} and hasattr(value, "dtype")
    ):
        return
    if isinstance(value, Mapping):
        for inner in list(value.values())[:_MOST_ITEMS]:
            yield Part(f"{part.path}[…]", inner)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in list(value)[:_MOST_ITEMS]:
            yield Part(f"{part.path}[…]", inner)
    else:
        attributes = getattr(value, "__dict__", None)
        if isinstance(attributes, dict):
            for name, inner in list(attributes.items()):
                yield Part(f"{part.path}.{name}".removeprefix("."), inner)
