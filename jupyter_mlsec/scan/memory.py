"""What was looked at before: an edited notebook is checked again after each key press.

Of texts in which nothing was found, digests under a key of this process are kept. Of a notebook that somebody edits,
what its cells did is kept, which holds their texts: for as long as it is edited, and a few minutes more.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from jupyter_mlsec.code.memory import Memory
from jupyter_mlsec.model.text import Text

_KEY = secrets.token_bytes(32)
_MOST = 100_000
_NOTEBOOKS = 8  # notebooks that are edited at the same time
_IDLE = 300.0  # seconds after which a notebook that nobody edits is forgotten


class CleanTexts:
    """Remembers, for each detector by its name, which texts it found nothing in."""

    def __init__(self) -> None:
        self._known: set[tuple[str, bytes]] = set()

    def __contains__(self, entry: tuple[str, bytes]) -> bool:
        return entry in self._known

    def add(self, detector: str, digest: bytes) -> None:
        """Remember that ``detector`` found nothing; when there is no room, everything is forgotten at once."""
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known.add((detector, digest))


def text_digest(text: Text) -> bytes:
    """Return what a detector's answer depends on: the content, what it is written in, where it is, and its labels."""
    digest = hashlib.blake2b(text.content.encode(errors="surrogatepass"), key=_KEY, digest_size=16)
    digest.update(f"\0{text.syntax}\0{text.place}\0{text.labels!r}".encode(errors="surrogatepass"))
    return digest.digest()


class Notebooks:
    """What is remembered of the notebooks that are edited now, by path. One analysis at a time."""

    def __init__(self, most: int = _NOTEBOOKS, idle: float = _IDLE) -> None:
        self._most = most
        self._idle = idle
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Memory]] = {}
        self._timer: threading.Timer | None = None

    def __len__(self) -> int:
        return len(self._known)

    @contextmanager
    def of(self, path: str) -> Iterator[Memory]:
        """Hand out the memory of the notebook at ``path``; what goes wrong with it is forgotten."""
        with self._lock:
            _, memory = self._known.pop(path, (0.0, Memory()))
            yield memory
            while len(self._known) >= self._most:
                del self._known[next(iter(self._known))]  # the one that was edited longest ago
            self._known[path] = (time.monotonic(), memory)
            self._wait()

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(self._idle, self._forget)
            self._timer.daemon = True
            self._timer.start()

    def _forget(self) -> None:
        """Forget the notebooks that nobody edits any more."""
        with self._lock:
            self._timer = None
            before = time.monotonic() - self._idle
            self._known = {path: entry for path, entry in self._known.items() if entry[0] > before}
            if self._known:
                self._wait()
