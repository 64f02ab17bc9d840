"""Journal: which objects made by other cells a cell looks at, and which it changes."""

from __future__ import annotations

from typing import Protocol


class Tracked:
    """A value that can change after it was made. ``version`` is the run that changed it last, ``born`` the first one.

    ``original`` is what it held when its maker was done, kept from the moment when another run changes it. Where the
    maker's cell runs again and makes the same, its run becomes the ``creator``, and all else stays.
    """

    __slots__ = ("born", "creator", "journal", "original", "version")

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.creator = journal.run
        self.born: object = journal.run
        self.version: object = journal.run
        self.original: object = None

    def content(self) -> object:
        """Return a copy of what it holds."""
        raise NotImplementedError

    def restore(self, content: object) -> None:
        """Hold what ``content`` once returned."""
        raise NotImplementedError


class Recording(Protocol):
    """What the journal needs of a run."""

    seen: dict[Tracked, object]
    changed: list[Tracked]
    dirty: list[Tracked]


class Journal:
    """Writes down, for the run that is going on, what it looks at and what it changes."""

    __slots__ = ("run",)

    def __init__(self) -> None:
        self.run: Recording | None = None

    def look(self, thing: Tracked) -> None:
        """Note that the current run depends on what ``thing`` holds."""
        run = self.run
        if run is not None and thing.version is not run:
            run.seen.setdefault(thing, thing.version)

    def change(self, thing: Tracked) -> None:
        """Note that the current run is about to change ``thing``."""
        run = self.run
        if run is None or thing.version is run:
            return
        self.look(thing)
        if thing.original is None and thing.creator is not None:
            thing.original = thing.content()
            thing.creator.dirty.append(thing)
        thing.version = run
        run.changed.append(thing)
