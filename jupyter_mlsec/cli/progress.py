"""A progress bar on stderr for what takes more than half a second, and nothing for what does not."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PATIENCE = 0.5  # seconds before a bar appears


@contextmanager
def progress_bar(title: str, total: int) -> Iterator[Callable[[], None]]:
    """Yield a function to call after each step; the bar shows only on a terminal and only when it takes a while."""
    started = time.monotonic()
    bar = _Bar(title, total)

    def advance() -> None:
        bar.done += 1
        if time.monotonic() - started > _PATIENCE and sys.stderr.isatty():
            bar.show()

    try:
        yield advance
    finally:
        bar.close()


class _Bar:
    """The bar itself, which loads rich when it is first shown."""

    def __init__(self, title: str, total: int) -> None:
        self.title, self.total, self.done = title, total, 0
        self._live: tuple[object, Callable[[int], None], Callable[[], None]] | None = None

    def show(self) -> None:
        """Draw the bar at the present count."""
        if self._live is None:
            from rich.console import Console
            from rich.progress import Progress

            progress = Progress(console=Console(stderr=True), transient=True)
            task = progress.add_task(self.title, total=self.total)
            progress.start()
            self._live = (progress, lambda done: progress.update(task, completed=done), progress.stop)
        self._live[1](self.done)

    def close(self) -> None:
        """Take the bar away again."""
        if self._live is not None:
            self._live[2]()


@contextmanager
def working(title: str) -> Iterator[None]:
    """Show on a terminal that something of unknown length is going on."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(title):
        yield
