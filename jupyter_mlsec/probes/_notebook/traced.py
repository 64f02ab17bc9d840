"""The abstract values that a tracer adds: parts, items, mixtures; and what it writes down of a run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.fragment import Fragment, Located, whole
from jupyter_mlsec.code.values import (
    UNKNOWN,
    Argument,
    Arguments,
    Built,
    Const,
    Func,
    Instance,
    Klass,
    Ref,
    Seq,
    Unknown,
    Value,
)
from jupyter_mlsec.model.text import Place, Syntax, Text

_MIXED = 24  # parts of one value that are told apart
UNNAMED = "?"
SEARCHED = "<searched>"  # the name under which it is written down what a search was told
_EMPTY = Text(Place.SOURCE, "", Syntax.PYTHON)
_NOWHERE = whole(_EMPTY)


class Part(Ref):
    """One of several that a value was taken apart into: ``index`` of ``of``, as ``X_train`` is 0 of 4."""

    __slots__ = ("index", "of")

    def __init__(self, whole: Ref, index: int, of: int) -> None:
        super().__init__(f"{whole.name}[]"[:300], whole.made, whole)
        self.index = index
        self.of = of


class Item(Ref):
    """``owner[key]``; ``node`` is how the key is written."""

    __slots__ = ("key", "node")

    def __init__(self, owner: Ref, key: Value, node: ast.expr) -> None:
        super().__init__(f"{owner.name}[]"[:300], owner.made, owner)
        self.key = key
        self.node = node


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """How a value was computed: the expression, and the values in it from left to right."""

    node: ast.expr
    parts: tuple[Value, ...]


@dataclass(slots=True, eq=False)
class Event:
    """A call, or the growth of the object ``grown`` by ``value``, or (without a name) the choice ``value`` of rows."""

    name: str
    node: ast.expr
    fragment: Fragment
    arguments: Arguments
    base: Value | None
    outer: tuple[Fragment, Located] | None
    escaped: bool = False
    inlined: bool = False
    grown: Value | None = None
    value: Value | None = None


def mixed(parts: Iterable[Value]) -> Value:
    """Return the value that was computed from others; unknown where it is made of nothing but constants."""
    kept = list(dict.fromkeys(_worth(parts)))[:_MIXED]
    if not kept:
        return UNKNOWN
    return Ref(UNNAMED, Arguments(tuple(Argument(part, _NOWHERE) for part in kept), complete=False))


def _worth(parts: Iterable[Value]) -> Iterator[Value]:
    for part in parts:
        if isinstance(part, Ref) and part.name == UNNAMED and part.made is not None:
            yield from part.made.values()
        elif not isinstance(part, Unknown | Const):
            yield part


def is_list(value: Value) -> bool:
    """Whether a value stands for the rows of a list that is taken apart."""
    given = value.made.positional if isinstance(value, Ref) and value.name == UNNAMED and value.made is not None else ()
    return len(given) == 1 and isinstance(given[0].value, Seq)


def is_text(value: Built, node: ast.expr) -> bool:
    """Whether a value that is put together has a text in it: a path, a query; a quotient of two tables is none."""
    if not isinstance(node, ast.BinOp):
        return True
    return any(isinstance(part, Const) and isinstance(part.value, str) and part.value != "/" for part in value.parts)


def spelled(function: Func | Klass | Instance) -> str:
    """Return the name of a function or class of the notebook, as a call of it is written."""
    if isinstance(function, Klass):
        return function.name
    if isinstance(function, Instance):
        return f"{function.klass.name}().__call__"
    name = "" if isinstance(function.node, ast.Lambda) else function.node.name
    return f"{function.bound.klass.name}().{name}" if isinstance(function.bound, Instance) else name
