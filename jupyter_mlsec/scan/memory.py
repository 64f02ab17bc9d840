"""Texts that were looked at before and held nothing: an edited notebook is checked again after each key press.

Only digests under a key of this process are kept, and only of texts in which nothing was found.
"""

from __future__ import annotations

import hashlib
import secrets

from jupyter_mlsec.model.text import Text

_KEY = secrets.token_bytes(32)
_MOST = 100_000


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
