"""History: what happened in a notebook, cell after cell, in the order in which the cells ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mlsec.code.run import Run
from jupyter_mlsec.code.values import Value

if TYPE_CHECKING:
    from jupyter_mlsec.code.command import Command

_SAVED = 200  # paths that are no constants and are remembered


@dataclass(slots=True, eq=False)
class History:
    """The runs of a notebook's cells. What they did is put together when a rule asks, once."""

    versions: Mapping[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    _written: set[str] | None = None
    _saved: list[Value] | None = None

    def first(self, name: str) -> int | None:
        """Return when a function was called first, or None where it never was."""
        for run in self.runs:
            found = run.first.get(name)
            if found is not None:
                return run.start + found
        return None

    @property
    def written(self) -> set[str]:
        """The paths that the notebook itself writes to."""
        if self._written is None:
            self._written = set().union(*(run.written for run in self.runs))
        return self._written

    @property
    def saved(self) -> list[Value]:
        """The same, for paths that are no constants."""
        if self._saved is None:
            self._saved = [value for run in self.runs for value in run.saved][:_SAVED]
        return self._saved

    def environment(self) -> Iterator[tuple[int, str, Value]]:
        """Yield each setting of an environment variable: when, its name, its value."""
        for run in self.runs:
            yield from ((run.start + time, name, value) for time, name, value in run.environment)

    def fetched(self, name: str) -> int | None:
        """Return when a file of this name was downloaded (last), or None where it was not."""
        for run in reversed(self.runs):
            if name in run.fetched:
                return run.start + run.fetched[name]
        return None

    def commands(self) -> Iterator[Command]:
        """Yield every command."""
        for run in self.runs:
            yield from run.commands
