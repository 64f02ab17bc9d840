"""What went into a value: the calls, parts and objects behind it, at a moment of the notebook's run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mlsec.code.values import (
    AnyOf,
    Arguments,
    Built,
    Const,
    Func,
    Instance,
    Map,
    Partial,
    Ref,
    Seq,
    Unknown,
    Value,
)
from jupyter_mlsec.probes._notebook.traced import Item

if TYPE_CHECKING:
    from jupyter_mlsec.probes._notebook.program import Call

Growth = tuple[int, Value, str]  # when, what, and by which method; "" for an assignment
Edges = Callable[[Value], "tuple[Value, ...] | None"]  # what to go on with instead; None for everything
_VISITED = 3_000  # values behind one value that are looked at


@dataclass(frozen=True, slots=True)
class Flow:
    """``made`` maps the arguments of a call to the call; ``grown`` an object to when it was given what, and how."""

    made: Mapping[int, Call] = field(default_factory=dict)
    grown: Mapping[Value, tuple[Growth, ...]] = field(default_factory=dict)

    def behind(
        self,
        *values: Value | None,
        before: float = float("inf"),
        edges: Edges | None = None,
        without: frozenset[str] = frozenset(),
    ) -> list[Value]:
        """Return the values and all that they were made from before a moment, each once, the nearest first.

        ``edges`` says what to go on with behind a value; growth by one of the methods ``without`` does not count.
        """
        pending: list[Value] = [value for value in values if value is not None]
        seen: dict[Value, None] = {}
        place = 0
        while place < len(pending) and len(seen) < _VISITED:
            value = pending[place]
            place += 1
            if value in seen or isinstance(value, Unknown | Const):
                continue
            seen[value] = None
            inner = None if edges is None else edges(value)
            pending.extend(inside(value) if inner is None else inner)
            if inner is None or inner:
                pending.extend(
                    what for time, what, how in self.grown.get(value, ()) if time < before and how not in without
                )
        return list(seen)

    def calls(self, *values: Value | None, before: float = float("inf"), edges: Edges | None = None) -> list[Call]:
        """Return the calls that made a value, the last ones first."""
        found: dict[int, Call] = {}
        for value in self.behind(*values, before=before, edges=edges):
            call = self.call_of(value)
            if call is not None and call.order < before:
                found.setdefault(call.order, call)
        return list(found.values())

    def call_of(self, value: Value) -> Call | None:
        """Return the call whose result a value is."""
        if isinstance(value, Ref) and value.made is not None and value.name.endswith("()"):
            return self.made.get(id(value.made))
        return None


def inside(value: Value) -> tuple[Value, ...]:
    """Return what a value is made of: parts, arguments, receivers."""
    return tuple(_inside(value))


def _inside(value: Value) -> Iterator[Value]:
    match value:
        case Ref():
            yield from _of_ref(value)
        case AnyOf(options=several) | Built(parts=several) | Seq(items=several):
            yield from several
        case Map():
            yield from value.items.values()
        case Instance():
            yield from value.fields.items.values() if value.fields is not None else value.klass.members.values()
        case Partial():
            yield value.function
            yield from value.arguments.values()
        case Func(returns=returns) if returns is not None:
            yield returns
        case _:
            pass


def _of_ref(value: Ref) -> Iterator[Value]:
    if value.base is not None:
        yield value.base
    if isinstance(value, Item):
        yield value.key
    elif value.made is not None and not value.name.endswith("[]"):
        yield from value.made.values()


def given(arguments: Arguments) -> tuple[Value, ...]:
    """Return all that a call is given."""
    return tuple(arguments.values())
