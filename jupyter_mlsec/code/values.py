"""The abstract values of the interpreter: what may be known about an expression without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.journal import Journal, Tracked

if TYPE_CHECKING:
    from jupyter_mlsec.code.scope import Scope

_DEPTH = 12  # how far ``walk`` follows what a value was made from
_OPTIONS = 16  # more alternatives than this are no longer told apart


@dataclass(slots=True, eq=False)
class Unknown:
    """Nothing is known."""


@dataclass(slots=True, eq=False)
class Const:
    """A constant of Python. ``fragment`` and ``node`` say where it is written, if it is written in one piece."""

    value: object = field(repr=False)  # may be a secret
    fragment: Fragment | None = None
    node: ast.expr | None = None
    decoded: bool = False  # it came out of a decoder: nobody can read it where it is written


@dataclass(slots=True, eq=False)
class Ref:
    """Something outside the notebook by its qualified name: ``pickle.load``, ``requests.get().text``.

    A call's result is the callee's name with ``()``, an item ``[]``; a name bound nowhere begins with ``?.``.
    ``made`` are the arguments of the call that made it, ``base`` the object that an attribute was taken from.
    """

    name: str
    made: Arguments | None = None
    base: Value | None = None


@dataclass(slots=True, eq=False)
class Built:
    """A string (or path) put together from parts that are not all constant."""

    parts: tuple[Value, ...]


@dataclass(slots=True, eq=False)
class Seq:
    """A list, tuple or set with known elements."""

    items: tuple[Value, ...]


class Map(Tracked):
    """A dict with constant keys; ``complete`` is False where other keys may be in it."""

    __slots__ = ("_items", "_open")

    def __init__(self, journal: Journal, items: dict[object, Value], complete: bool = True) -> None:  # noqa: FBT001, FBT002 - as a value
        super().__init__(journal)
        self._items = items
        self._open = [] if complete else [True]  # a list, which two dicts can share

    @property
    def items(self) -> Mapping[object, Value]:
        """What it holds. Only ``put`` and ``spoil`` change it."""
        self.journal.look(self)
        return self._items

    @property
    def complete(self) -> bool:
        """Whether nothing else is in it."""
        self.journal.look(self)
        return not self._open

    def put(self, items: Mapping[object, Value]) -> None:
        """Set items."""
        self.journal.change(self)
        self._items.update(items)

    def drop(self, key: object) -> None:
        """Take an item out."""
        self.journal.change(self)
        self._items.pop(key, None)

    def spoil(self) -> None:
        """Note that other keys may be in it from now on."""
        self.journal.change(self)
        self._open[:] = [True]

    def content(self) -> object:
        """Return a copy of what it holds."""
        return dict(self._items), not self._open

    def restore(self, content: object) -> None:
        """Hold what ``content`` once returned."""
        assert isinstance(content, tuple)  # noqa: S101 - what ``content`` returned
        items, complete = content
        self._items.clear()
        self._items.update(items)
        self._open[:] = [] if complete else [True]


@dataclass(slots=True, eq=False)
class Func:
    """A function or lambda that the notebook defines; ``bound`` is the object that a method belongs to."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    fragment: Fragment
    scope: Scope
    defaults: Mapping[str, Value] = field(default_factory=dict)
    bound: Value | None = None
    returns: Value | None = None
    said: set[str] = field(default_factory=set)  # the commands that it runs whoever calls it
    quiet: bool = False  # made inside a call of another function: its body is looked at when it is called itself


class Klass(Tracked):
    """A class that the notebook defines, or (``node`` is None) a module that a cell wrote."""

    __slots__ = ("_members", "bases", "name", "node")

    def __init__(self, journal: Journal, name: str, bases: tuple[Value, ...], node: ast.ClassDef | None) -> None:
        super().__init__(journal)
        self.name = name
        self.bases = bases
        self.node = node
        self._members: dict[str, Value] = {}

    @property
    def members(self) -> Mapping[str, Value]:
        """Its attributes and methods. Only ``put`` changes them."""
        self.journal.look(self)
        return self._members

    def put(self, members: Mapping[str, Value]) -> None:
        """Set members."""
        self.journal.change(self)
        self._members.update(members)

    def content(self) -> object:
        """Return a copy of the members."""
        return dict(self._members)

    def restore(self, content: object) -> None:
        """Take members back."""
        assert isinstance(content, dict)  # noqa: S101 - what ``content`` returned
        self._members.clear()
        self._members.update(content)


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class that the notebook defines; ``fields`` are what it was made with, where that is known."""

    klass: Klass
    fields: Map | None = None


class Partial(Tracked):
    """``functools.partial``: a function and the arguments that it will be called with. ``used`` once it was called."""

    __slots__ = ("_used", "arguments", "fragment", "function", "node")

    def __init__(
        self, journal: Journal, function: Value, arguments: Arguments, fragment: Fragment, node: ast.Call
    ) -> None:
        super().__init__(journal)
        self.function = function
        self.arguments = arguments
        self.fragment = fragment
        self.node = node
        self._used = False

    @property
    def used(self) -> bool:
        """Whether it was called or handed on."""
        self.journal.look(self)
        return self._used

    def use(self) -> None:
        """Note that it is called or handed on."""
        if not self.used:
            self.journal.change(self)
            self._used = True

    def content(self) -> object:
        """Return whether it was used."""
        return (self._used,)

    def restore(self, content: object) -> None:
        """Be used or not, as it was."""
        assert isinstance(content, tuple)  # noqa: S101 - what ``content`` returned
        (self._used,) = content


@dataclass(slots=True, eq=False)
class AnyOf:
    """One of several values, as after an ``if``."""

    options: tuple[Value, ...]


Value: TypeAlias = Unknown | Const | Ref | Built | Seq | Map | Func | Klass | Instance | Partial | AnyOf
UNKNOWN = Unknown()


@dataclass(slots=True, eq=False)
class Argument:
    """One argument of a call and where it is written (``node`` is None where a mapping brought it)."""

    value: Value
    fragment: Fragment
    node: ast.expr | None = None
    keyword: ast.keyword | None = None


@dataclass(slots=True, eq=False)
class Arguments:
    """The arguments of a call; ``complete`` is False where ``*`` or ``**`` may bring others."""

    positional: tuple[Argument, ...] = ()
    keywords: dict[str, Argument] = field(default_factory=dict)
    complete: bool = True

    def find(self, name: str, position: int | None = None) -> Value | None:
        """Return the value given for a parameter, or None where it is not given."""
        found = self.keywords.get(name)
        if found is None and position is not None and position < len(self.positional):
            found = self.positional[position]
        return None if found is None else found.value

    def values(self) -> Iterator[Value]:
        """Yield all values that are passed."""
        for argument in self.positional:
            yield argument.value
        for argument in self.keywords.values():
            yield argument.value


NO_ARGUMENTS = Arguments(complete=False)


def any_of(*values: Value) -> Value:
    """Return the value that is one of ``values``, without repeating the same one."""
    if len(values) == 2 and not isinstance(values[0], AnyOf) and not isinstance(values[1], AnyOf):  # noqa: PLR2004 - most often
        return values[0] if _same(values[0], values[1]) else AnyOf(values)
    found: list[Value] = []
    for value in values:
        for option in value.options if isinstance(value, AnyOf) else (value,):
            if not any(_same(option, other) for other in found):
                found.append(option)
    if len(found) == 1:
        return found[0]
    return AnyOf(tuple(found)) if 0 < len(found) <= _OPTIONS else UNKNOWN


def _same(one: Value, other: Value) -> bool:
    if one is other:
        return True
    if isinstance(one, Const) and isinstance(other, Const):
        return type(one.value) is type(other.value) and one.value == other.value
    return isinstance(one, Ref) and isinstance(other, Ref) and one.name == other.name and one.made is other.made


def same(one: Value | None, other: Value | None) -> bool:
    """Whether two values are known to be equal: the same constant, name, or parts."""
    if one is None or other is None:
        return False
    if isinstance(one, Built) and isinstance(other, Built):
        pairs = zip(one.parts, other.parts, strict=False)
        return len(one.parts) == len(other.parts) and all(same(left, right) for left, right in pairs)
    return one is not UNKNOWN and _same(one, other)


def options(value: Value | None) -> tuple[Value, ...]:
    """Return the alternatives of a value; nothing for None."""
    if value is None:
        return ()
    return value.options if isinstance(value, AnyOf) else (value,)


def constants(value: Value | None) -> Iterator[object]:
    """Yield the constants that a value may be."""
    for option in options(value):
        if isinstance(option, Const):
            yield option.value


def strings(value: Value | None) -> Iterator[str]:
    """Yield the constant strings that a value may be."""
    for constant in constants(value):
        if isinstance(constant, str):
            yield constant


def names(value: Value | None) -> Iterator[str]:
    """Yield the qualified names that a value may be."""
    for option in options(value):
        if isinstance(option, Ref):
            yield option.name


def is_known(value: Value | None, depth: int = 4) -> bool:
    """Whether a value is constant through and through, so that nobody else can have a say in it."""
    if isinstance(value, Const):
        return True
    inner = value.options if isinstance(value, AnyOf) else value.items if isinstance(value, Seq) else None
    return inner is not None and depth > 0 and all(is_known(part, depth - 1) for part in inner)


def walk(value: Value | None, depth: int = _DEPTH) -> Iterator[Value]:
    """Yield a value and everything that it was made from: parts, arguments, receivers."""
    if value is None or depth <= 0:
        return
    yield value
    inner: tuple[Value | None, ...] = ()
    if isinstance(value, AnyOf):
        inner = value.options
    elif isinstance(value, Built):
        inner = value.parts
    elif isinstance(value, Seq):
        inner = value.items[:_OPTIONS]
    elif isinstance(value, Map):
        inner = tuple(value.items.values())[:_OPTIONS]
    elif isinstance(value, Ref):
        made = value.made
        inner = (value.base, *(made.values() if made else ()))
    for part in inner:
        yield from walk(part, depth - 1)
