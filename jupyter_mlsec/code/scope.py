"""Scope: the names bound so far, for a notebook, a function or a file that a cell writes."""

from __future__ import annotations

from jupyter_mlsec.code.journal import Journal, Tracked
from jupyter_mlsec.code.run import Run
from jupyter_mlsec.code.values import Const, Unknown, Value, any_of

_GONE = Unknown()  # stands where a cell deletes a name of an earlier one


class Scope:
    """The names of a function's body or a class's, on top of those around it."""

    def __init__(self, parent: Scope | None) -> None:
        self.parent = parent
        self.names: dict[str, Value] = {}
        self.outward: set[str] = set()  # names that ``global`` or ``nonlocal`` sends out of a function

    def find(self, name: str) -> Value | None:
        """Return the value of ``name`` here or further out."""
        scope = self
        while scope.parent is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return scope.own(name)

    def own(self, name: str) -> Value | None:
        """Return the value of ``name`` in this very scope."""
        return self.names.get(name)

    def root(self) -> Root:
        """Return the outermost scope: the notebook's or the file's."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        assert isinstance(scope, Root)  # noqa: S101 - only those have no parent
        return scope

    def send(self, name: str, value: Value) -> None:
        """Bind a name from inside a function that declared it global: it may have been called, or not."""
        known = self.own(name)
        self.names[name] = value if known is None else any_of(known, value)

    def remove(self, name: str) -> None:
        """Unbind a name."""
        self.names.pop(name, None)

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


class Root(Scope, Tracked):
    """The names of a file that a cell wrote, or of another program. ``stars`` are modules imported with a star."""

    def __init__(self, journal: Journal) -> None:
        Scope.__init__(self, None)
        Tracked.__init__(self, journal)
        self.stars: tuple[str, ...] = ()

    def own(self, name: str) -> Value | None:
        """Return the value of ``name``."""
        self.journal.look(self)
        return self.names.get(name)

    def send(self, name: str, value: Value) -> None:
        """Bind a name from inside a function, which another cell may have called."""
        self.journal.change(self)
        Scope.send(self, name, value)

    def star(self, module: str) -> None:
        """Note that all names of a module were imported."""
        self.stars = (*self.stars, module)

    def starred(self) -> tuple[str, ...]:
        """Return the modules whose names were all imported, the latest last."""
        return self.stars

    def missing(self, _name: str) -> Value | None:
        """Return what a name will be later, where that is known."""
        return None

    def content(self) -> object:
        """Return a copy of the names."""
        return dict(self.names)

    def restore(self, content: object) -> None:
        """Take names back."""
        assert isinstance(content, dict)  # noqa: S101 - what ``content`` returned
        self.names = dict(content)


class Globals(Root):
    """The notebook's names: ``base`` what earlier cells left, ``names`` on top of it what this cell binds.

    What a cell asks of the base is written down in its run. ``facts`` are names that no branch can undo: modules
    imported with a star (``*``), attributes that were replaced (``@numpy.load``), files that were written (``/a.py``).
    """

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.base: dict[str, Value] = {}
        self.facts: dict[str, Value] = {}
        self.later: dict[str, Value] = {}
        self.run: Run | None = None
        self.plain = False  # whether no attribute was replaced and no file is known: most notebooks, most of the time

    def begin(self, run: Run) -> None:
        """Begin a cell."""
        self.run, self.names, self.facts, self.outward = run, {}, {}, set()
        self.plain = "@" not in self.base and "/" not in self.base
        if self.plain:
            run.names["@"] = run.names["/"] = None

    def own(self, name: str) -> Value | None:
        """Return the value of ``name``, as this cell or an earlier one bound it."""
        found = self.names.get(name)
        if found is not None:
            return None if found is _GONE else found
        return self._earlier(name)

    def _earlier(self, name: str) -> Value | None:
        found = self.base.get(name)
        if self.run is not None:
            self.run.names[name] = found
        return found

    def missing(self, name: str) -> Value | None:
        """Return what a name that nothing has bound yet is at the end of the notebook."""
        found = self.later.get(name)
        if self.run is not None:
            self.run.later[name] = found
        return found

    def send(self, name: str, value: Value) -> None:
        """Bind a name from inside a function."""
        Scope.send(self, name, value)

    def remove(self, name: str) -> None:
        """Unbind a name."""
        self.names[name] = _GONE

    def merge(self, others: list[dict[str, Value]]) -> None:
        """Let each name be what it is in any of the branches, one of which may leave it as it was before the cell."""
        merged: dict[str, Value] = {}
        for name in dict.fromkeys(name for other in others for name in other):
            found: Value | None = None
            for other in others:
                value = other.get(name) or self._earlier(name)
                if value is not None and value is not _GONE and value is not found:
                    found = value if found is None else any_of(found, value)
            merged[name] = _GONE if found is None else found
        self.names = merged

    def fact(self, name: str) -> Value | None:
        """Return a fact of the notebook."""
        found = self.facts.get(name)
        if found is not None:
            return None if found is _GONE else found
        return self._earlier(name)

    def without(self, name: str) -> bool:
        """Whether something is no fact, as is the rule; asked for each attribute that a cell takes."""
        if self.plain:
            return True
        if name in self.facts or name in self.base:
            return self.fact(name) is None
        if self.run is not None:
            self.run.names[name] = None
        return True

    def establish(self, name: str, value: Value | None) -> None:
        """Make something a fact, or no fact any more."""
        self.plain = False
        self.facts[name] = _GONE if value is None else value

    def star(self, module: str) -> None:
        """Note that all names of a module were imported."""
        self.establish("*", Const((*self.starred(), module)))

    def starred(self) -> tuple[str, ...]:
        """Return the modules whose names were all imported, the latest last."""
        found = self.fact("*")
        return found.value if isinstance(found, Const) and isinstance(found.value, tuple) else ()

    def commit(self) -> tuple[dict[str, Value], tuple[str, ...]]:
        """Return what the cell bound and what it unbound."""
        whole = {**self.names, **self.facts}
        bound = {name: value for name, value in whole.items() if value is not _GONE}
        return bound, tuple(name for name, value in whole.items() if value is _GONE)
