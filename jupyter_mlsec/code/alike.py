"""Alike: whether what a cell binds now is as good as what it bound before, so that nothing that uses it changes."""

from __future__ import annotations

import re

from jupyter_mlsec.code.values import AnyOf, Argument, Arguments, Built, Const, Ref, Seq, Unknown, Value

_PARTS = 400  # parts of a value that are compared; beyond, it counts as another one
_PLAIN = re.compile(r"[\w./:@+=,-]*")  # strings that carry no code
_SCALARS = (str, bytes, int, float, complex, bool, type(None), type(...))


def alike(one: Value, other: Value) -> bool:
    """Whether two values are the same to whatever uses them.

    Functions, classes and dicts never are: they have places, or an identity through which others change them. Nor is
    a string that could be code: where it is written is where its dangers are reported.
    """
    return _alike(one, other, [_PARTS])


def _alike(one: Value | None, other: Value | None, left: list[int]) -> bool:  # noqa: PLR0911 - one return for each kind
    if one is other:
        return True
    left[0] -= 1
    if left[0] < 0 or type(one) is not type(other):
        return False
    match one, other:
        case Unknown(), Unknown():
            return False  # two kinds of nothing: one of them is no value at all
        case Const(), Const():
            return one.decoded == other.decoded and _same_constant(one.value, other.value)
        case Ref(), Ref():
            made = _alike_arguments(one.made, other.made, left)
            return one.name == other.name and made and _alike(one.base, other.base, left)
        case Built(), Built():
            return _all_alike(one.parts, other.parts, left)
        case Seq(), Seq():
            return _all_alike(one.items, other.items, left)
        case AnyOf(), AnyOf():
            return _all_alike(one.options, other.options, left)
    return False


def _same_constant(one: object, other: object) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same_constant, one, other))
    if isinstance(one, str | bytes) and not _PLAIN.fullmatch(one if isinstance(one, str) else one.decode("latin-1")):
        return False
    if not isinstance(one, _SCALARS) or type(one) is not type(other):
        return False
    return repr(one) == repr(other) if isinstance(one, float | complex) else one == other


def _all_alike(ones: tuple[Value, ...], others: tuple[Value, ...], left: list[int]) -> bool:
    return len(ones) == len(others) and all(_alike(a, b, left) for a, b in zip(ones, others, strict=True))


def _alike_arguments(one: Arguments | None, other: Arguments | None, left: list[int]) -> bool:
    if one is None or other is None:
        return one is other
    if one.complete != other.complete or len(one.positional) != len(other.positional):
        return False
    pairs: list[tuple[Argument, Argument]] = [*zip(one.positional, other.positional, strict=True)]
    if list(one.keywords) != list(other.keywords):
        return False
    pairs.extend((value, other.keywords[key]) for key, value in one.keywords.items())
    return all(_alike(a.value, b.value, left) for a, b in pairs)
