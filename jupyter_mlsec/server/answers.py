"""Answers that were given a moment ago, for the same question about the same disk.

A front end asks for the same thing twice: the same cell is run again, a notebook is closed and opened. An answer is
kept under a digest of all that was sent and of the configuration that counted, policy included; it is given again while
the files that were looked at beside the notebook are as they were, and for a minute at most. Answers are kept, never
what was sent, and in this process alone.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from jupyter_mlsec.notebook.witness import Witness, watched
from jupyter_mlsec.server.tasks import config_of

_KEY = secrets.token_bytes(32)
_MOST = 64  # answers
_BYTES = 4 << 20  # of all of them
_LARGEST = 4 << 20  # bytes of a document whose answer is kept
_LASTS = 60.0  # seconds
_SLOW = 2.0  # seconds; whoever takes longer may have given up on a file


class Answers:
    """The newest answers of some tasks."""

    def __init__(self, lasts: float = _LASTS) -> None:
        self._lasts = lasts
        self._known: dict[bytes, tuple[float, Witness, bytes]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def of(self, header: Mapping[str, Any], document: bytes, make: Callable[[], object]) -> bytes:
        """Return the JSON of ``make()``, or the same as before. Raises ``ConfigError``, and what ``make`` raises."""
        if len(document) > _LARGEST or header.get("file"):
            return msgspec.json.encode(make())
        digest = hashlib.blake2b(document, key=_KEY, digest_size=32)
        digest.update(b"\0%d\0" % len(document) + msgspec.json.encode([header, repr(config_of(header))]))
        key = digest.digest()
        known = self._known.pop(key, None)
        if known is not None and time.monotonic() < known[0] and known[1].holds():
            self._known[key] = known  # the newest again
            return known[2]
        begun = time.monotonic()
        with watched() as witness:
            answer = msgspec.json.encode(make())
        if time.monotonic() - begun < _SLOW and witness.is_settled():
            self._known[key] = (begun + self._lasts, witness, answer)
            self._make_room()
        return answer

    def _make_room(self) -> None:
        while len(self._known) > _MOST or sum(len(answer) for _, _, answer in self._known.values()) > _BYTES:
            del self._known[next(iter(self._known))]
