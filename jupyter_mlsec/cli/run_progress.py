"""How a run goes on: a bar on a terminal, lines of JSON for programs, nothing elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

MARK = "mlsec-progress "  # begins each line of JSON on stderr


class RunProgress(Protocol):
    """Who is told."""

    def cell(self, index: int, total: int) -> None:
        """Say that cell ``index`` (from 0) of ``total`` begins."""

    def stage(self, name: str) -> None:
        """Say what begins once the notebook has run."""


@contextmanager
def run_progress(title: str, style: str = "auto") -> Iterator[RunProgress]:
    """Yield what to tell; ``style`` is ``auto`` (a bar where stderr is a terminal), ``json`` or ``none``."""
    if style == "json":
        yield _Lines()
    elif style == "none" or not sys.stderr.isatty():
        yield _Silence()
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            yield _Bar(bar, title)


class _Silence:
    def cell(self, index: int, total: int) -> None:
        """Say nothing."""

    def stage(self, name: str) -> None:
        """Say nothing."""


class _Lines:
    def cell(self, index: int, total: int) -> None:
        _write({"cell": index, "total": total})

    def stage(self, name: str) -> None:
        _write({"stage": name})


def _write(told: dict[str, object]) -> None:
    sys.stderr.write(f"{MARK}{json.dumps(told)}\n")
    sys.stderr.flush()


class _Bar:
    def __init__(self, bar: object, title: str) -> None:
        from rich.progress import Progress

        assert isinstance(bar, Progress)  # noqa: S101 - made above; rich is imported late
        self._bar, self._title, self._total = bar, title, 0
        self._task = bar.add_task(title, total=None)

    def cell(self, index: int, total: int) -> None:
        """Show the running cell."""
        self._total = total
        self._bar.update(self._task, completed=index, total=total, description=f"{self._title}, cell {index + 1}")

    def stage(self, name: str) -> None:
        """Show what comes after the last cell."""
        self._bar.update(self._task, completed=self._total, description=f"{self._title}, {name}")
