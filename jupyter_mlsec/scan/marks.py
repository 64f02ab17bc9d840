"""Digests that tell two found values apart within one scan, under a key that is drawn for it and kept nowhere.

The lines of two leaked tokens look the same once they are masked, and a history must tell of both. Without the key a
mark does not help to confirm a guess; it is never written anywhere.
"""

from __future__ import annotations

import hashlib
import secrets

KEY_LENGTH = 32
_key = secrets.token_bytes(KEY_LENGTH)


def mark(content: str) -> bytes:
    """Return the digest of a found text under the key of this process."""
    return hashlib.blake2b(content.encode(errors="surrogatepass"), key=_key, digest_size=16).digest()


def key() -> bytes:
    """Return the key, for the processes that work for this scan."""
    return _key


def use_key(shared: bytes) -> None:
    """Make marks that can be compared with those of the process whose key it is."""
    global _key  # noqa: PLW0603 - a process that works for another one has one key, for its whole life
    _key = shared
