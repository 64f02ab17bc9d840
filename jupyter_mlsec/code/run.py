"""Run: what happened when one cell ran, what it depended on, and what it left behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mlsec.code.fragment import Home
from jupyter_mlsec.code.journal import Tracked

if TYPE_CHECKING:
    from jupyter_mlsec.code.call import Call
    from jupyter_mlsec.code.command import Command
    from jupyter_mlsec.code.history import History
    from jupyter_mlsec.code.values import Partial, Value

Key = tuple[int, int, str, int]


@dataclass(slots=True, eq=False)
class Run:
    """One cell, run once. A later analysis takes it over where everything that it depended on is still the same.

    Depended on: ``names`` and ``later`` (what each name was when it was asked for), ``seen`` (objects of other cells
    and their versions), ``limit`` where the budget was used up. Left behind: ``bound`` and ``unbound`` names, ``heap``
    (objects of other cells, what they hold since, and as which version). Times count from ``start``, which each
    analysis sets anew.
    """

    history: History
    home: Home | None = None
    homes: list[Home] = field(default_factory=list)  # the same, and those that what it left behind stands in
    start: int = 0
    before: int = 0  # commands of the cells before this one
    clock: int = 0
    first: dict[str, int] = field(default_factory=dict)
    environment: list[tuple[int, str, Value]] = field(default_factory=list)
    written: set[str] = field(default_factory=set)  # paths that the cell writes to
    saved: list[Value] = field(default_factory=list)  # the same, for paths that are no constants
    fetched: dict[str, int] = field(default_factory=dict)  # files that calls download, and when
    calls: dict[Key, Call] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    partials: list[Partial] = field(default_factory=list)
    broken: list[tuple[Home, tuple[int, ...]]] = field(default_factory=list)  # lines that are no Python
    too_deep: bool = False
    names: dict[str, Value | None] = field(default_factory=dict)
    later: dict[str, Value | None] = field(default_factory=dict)
    seen: dict[Tracked, object] = field(default_factory=dict)
    bound: dict[str, Value] = field(default_factory=dict)
    unbound: tuple[str, ...] = ()
    changed: list[Tracked] = field(default_factory=list)
    dirty: list[Tracked] = field(default_factory=list)  # objects of this cell that others change
    heap: list[tuple[Tracked, object, object]] = field(default_factory=list)
    spent: int = 0
    limit: int = 0
    matches: tuple[object, list[tuple[int, Call]]] | None = None  # which rules want to see which calls

    def tick(self, name: str) -> int:
        """Note that ``name`` is called now, and return the time within the cell."""
        self.clock += 1
        self.first.setdefault(name, self.clock)
        return self.clock

    def holds(self, names: dict[str, Value], later: dict[str, Value], limit: int) -> bool:
        """Whether everything that this run depended on is as it was."""
        if self.spent > limit or (self.spent == self.limit != limit):
            return False
        for name, value in self.names.items():
            if names.get(name) is not value:
                return False
        for name, value in self.later.items():
            if later.get(name) is not value:
                return False
        return all(thing.version is version for thing, version in self.seen.items())

    def forget(self) -> None:
        """Let go of everything: runs, objects and calls hold each other, and would wait for the garbage collector."""
        for held in (self.calls, self.names, self.later, self.seen, self.bound):
            held.clear()
        for kept in (self.commands, self.partials, self.changed, self.dirty, self.heap, self.saved, self.environment):
            kept.clear()
        self.matches = None

    def replay(self, names: dict[str, Value]) -> None:
        """Do to the names and objects of the notebook what this run did."""
        names.update(self.bound)
        for name in self.unbound:
            names.pop(name, None)
        for thing in self.dirty:
            thing.restore(thing.original)
            thing.version = thing.born
        for thing, content, version in self.heap:
            thing.restore(content)
            thing.version = version
