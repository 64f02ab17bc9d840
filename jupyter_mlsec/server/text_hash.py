"""The hash of a cell's text, by which an answer is known to be about the text that is there now."""

from __future__ import annotations

import hashlib


def text_hash(text: str) -> str:
    """Return ``sha256:…`` of any text, half surrogates included."""
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
