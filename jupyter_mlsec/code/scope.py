"""Scope: the names bound so far, for a notebook, a function or a file that a cell writes."""

from __future__ import annotations

from dataclasses import dataclass, field

from jupyter_mlsec.code.values import Value, any_of


@dataclass(slots=True, eq=False)
class Scope:
    """Names and their values. ``stars`` are the modules whose names were all imported, the latest last."""

    parent: Scope | None = None
    names: dict[str, Value] = field(default_factory=dict)
    outward: set[str] = field(default_factory=set)  # names that ``global`` or ``nonlocal`` sends out of a function
    stars: tuple[str, ...] = ()
    later: dict[str, Value] = field(default_factory=dict)  # what the names will be once everything has run
    missed: set[str] = field(default_factory=set)  # names that were asked for before they were bound

    def find(self, name: str) -> Value | None:
        """Return the value of ``name`` here or further out."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def root(self) -> Scope:
        """Return the outermost scope: the notebook's or the file's."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def branch(self) -> dict[str, Value]:
        """Return the names as they are now, to come back to them."""
        return dict(self.names)

    def merge(self, others: list[dict[str, Value]]) -> None:
        """Let each name be what it is in any of the branches (one without the name does not count)."""
        first, *rest = others
        merged = dict(first)
        for other in rest:
            for name, value in other.items():
                known = merged.get(name)
                merged[name] = value if known is None or known is value else any_of(known, value)
        self.names = merged
