"""Media: pictures, fonts and sounds in base64, which are blanked out before anything is looked for."""

from __future__ import annotations

import re
import string

from jupyter_mlsec.secrets.encoded_look import could_be_encoded

_PACKED = bytes(0x61 if byte in (string.ascii_letters + string.digits + "+/").encode() else 0x20 for byte in range(256))
_LONG = 2400  # longer than any token: what is so long and no text is a picture, a font or a model
_SHORTEST = 200  # so much after "base64,", or of what begins as pictures, fonts and sounds begin
_SHORTEST_RUN = b"a" * _SHORTEST
_BEGINNING = re.compile(rb"iVBORw0KGgo|/9j/|R0lGOD|UklGR|d09G[RM]|AAEAAAA|JVBERi0|T2dnUw|SUQz")


def without_media(raw: bytes) -> bytes:
    """Return a text of the same length in which media is blank."""
    if len(raw) < _SHORTEST:
        return raw
    packed, pieces, at, kept = raw.translate(_PACKED), [], 0, 0
    while (start := packed.find(_SHORTEST_RUN, at)) >= 0:
        at = packed.find(b" ", start)
        at = at if at >= 0 else len(raw)
        if _is_media(raw, start, at):
            pieces += [raw[kept:start], b" " * (at - start)]
            kept = at
    return b"".join((*pieces, raw[kept:])) if pieces else raw


def _is_media(raw: bytes, start: int, end: int) -> bool:
    """Whether a run of base64 says that it is media, or is longer than any token, and is no text."""
    named = raw[max(0, start - 7) : start] == b"base64," or _BEGINNING.match(raw, start) is not None
    return (named or end - start >= _LONG) and not could_be_encoded(raw[start : start + _SHORTEST])
