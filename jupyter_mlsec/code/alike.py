"""Alike: whether what a cell binds now is as good as what it bound before, so that nothing that uses it changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jupyter_mlsec.code.fragment import Fragment, Home, Located
from jupyter_mlsec.code.values import (
    AnyOf,
    Argument,
    Arguments,
    Built,
    Const,
    Func,
    Ref,
    Seq,
    Unknown,
    Value,
)

_PARTS = 400  # parts of a value that are compared; beyond, it counts as another one
_PLAIN = re.compile(r"[\w./:@+=,-]*")  # strings that carry no code
_SCALARS = (str, bytes, int, float, complex, bool, type(None), type(...))


@dataclass(slots=True)
class Likeness:
    """Compares what a cell bound before an edit (``old``) with what it binds now (``new``).

    Values are alike that are the same to whatever uses them. Dicts, classes and objects never are: they have an
    identity through which others change them. A function, and a string that could be code, is the place where its
    dangers are reported: it is the same where the cell is, up to its end, what it was. ``stayed`` are the fragments
    of before that are still asked for places then, and those in whose place they are.
    """

    old: list[Home]
    new: Home
    stayed: dict[int, tuple[Fragment, Fragment]] = field(default_factory=dict)
    _left: int = _PARTS

    def alike(self, one: Value, other: Value) -> bool:
        """Whether ``one``, of before, is as good as ``other``."""
        self._left = _PARTS
        return self._alike(one, other)

    def _alike(self, one: Value | None, other: Value | None) -> bool:  # noqa: PLR0911 - one return for each kind
        if one is other:
            return True
        self._left -= 1
        if self._left < 0 or type(one) is not type(other):
            return False
        match one, other:
            case Unknown(), Unknown():
                return False  # two kinds of nothing: one of them is no value at all
            case Const(), Const():
                return one.decoded == other.decoded and self._same_constant(one, other)
            case Ref(), Ref():
                made = self._alike_arguments(one.made, other.made)
                return one.name == other.name and made and self._alike(one.base, other.base)
            case Built(), Built():
                return self._all_alike(one.parts, other.parts)
            case Seq(), Seq():
                return self._all_alike(one.items, other.items)
            case AnyOf(), AnyOf():
                return self._all_alike(one.options, other.options)
            case Func(), Func():
                return one.scope is other.scope and self._same_function(one, other)
        return False

    def same_content(self, one: object, other: object) -> bool:
        """Whether two contents of one thing are alike, and nothing in them stands in the cell or can be changed."""
        return self._same_content(one, other) and not self.stayed

    def _same_content(self, one: object, other: object) -> bool:
        if isinstance(one, tuple) and isinstance(other, tuple):
            if len(one) == 1:  # whether a partial function was used
                return one == other
            return bool(one[1] == other[1]) and self._same_items(one[0], other[0])
        return self._same_items(one, other)

    def _same_items(self, was: object, now: object) -> bool:
        if not isinstance(was, dict) or not isinstance(now, dict) or list(was) != list(now):
            return False
        self._left = _PARTS
        for key, value in was.items():
            other = now[key]
            if not self._alike(value, other):
                return False
        return True

    def _same_constant(self, one: Const, other: Const) -> bool:
        if not _equal(one.value, other.value):
            return False
        if not isinstance(one.value, str | bytes):
            return True
        text = one.value if isinstance(one.value, str) else one.value.decode("latin-1")
        return bool(_PLAIN.fullmatch(text)) or self._stays(one.fragment, one.node, other.fragment, other.node)

    def _same_function(self, one: Func, other: Func) -> bool:
        if one.bound is not None or other.bound is not None:
            return False
        if one.quiet != other.quiet or one.said != other.said or list(one.defaults) != list(other.defaults):
            return False
        if not self._stays(one.fragment, one.node, other.fragment, other.node):
            return False
        if not all(self._alike(one.defaults[name], other.defaults[name]) for name in one.defaults):
            return False
        return one.returns is other.returns or self._alike(one.returns, other.returns)

    def _stays(self, was: Fragment | None, before: Located | None, is_: Fragment | None, now: Located | None) -> bool:
        """Whether something stands in the cell where it stood, and all before it is as it was."""
        if was is None or is_ is None or before is None or now is None:
            return False
        if is_.home is not self.new or not any(was.home is home for home in self.old):
            return False
        if was is not is_:
            end = was.inner(before)[1]
            if _begin(was) != _begin(is_) or end != is_.inner(now)[1] or was.content[:end] != is_.content[:end]:
                return False
            self.stayed[id(was)] = (was, is_)
        return True

    def _all_alike(self, ones: tuple[Value, ...], others: tuple[Value, ...]) -> bool:
        return len(ones) == len(others) and all(map(self._alike, ones, others))

    def _alike_arguments(self, one: Arguments | None, other: Arguments | None) -> bool:
        if one is None or other is None:
            return one is other
        if one.complete != other.complete or len(one.positional) != len(other.positional):
            return False
        pairs: list[tuple[Argument, Argument]] = [*zip(one.positional, other.positional, strict=True)]
        if list(one.keywords) != list(other.keywords):
            return False
        pairs.extend((value, other.keywords[key]) for key, value in one.keywords.items())
        return all(self._alike(a.value, b.value) for a, b in pairs)


def _begin(fragment: Fragment) -> int | None:
    """Return where a fragment begins in its text, or None where its characters are not one after the other there."""
    if fragment.offsets is None:
        return 0
    return fragment.offsets[0] if isinstance(fragment.offsets, range) and len(fragment.offsets) else None


def _equal(one: object, other: object) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_equal, one, other))
    if not isinstance(one, _SCALARS) or type(one) is not type(other):
        return False
    return repr(one) == repr(other) if isinstance(one, float | complex) else one == other
