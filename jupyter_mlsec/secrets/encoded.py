"""Encoded text: base64 or hexadecimal runs that turn out to be readable."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from jupyter_mlsec.secrets.surface import Surface

_PROBE = 32  # characters decoded to see whether the rest is worth it
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,200000}={0,2}")
_HEX = re.compile(rb"[0-9a-fA-F]+")
_LONGEST_WORD = 80


def encoded_texts(surface: Surface) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, decoded text) for every run that decodes to printable text."""
    raw = surface.raw
    seen = -1
    for start, end in surface.runs:
        if start < seen or (end - start < _LONGEST_WORD and _is_plain(raw[start:end])):
            continue
        match = _BASE64.match(raw, _first(raw, start))
        if match is None:
            continue
        seen = match.end()
        decoded = _decode(match[0])
        if decoded is not None:
            yield match.start(), match.end(), decoded


def _is_plain(run: bytes) -> bool:
    """Whether a run has no capitals, or no small letters, so that it is no base64 of a text, and is not hexadecimal."""
    return (run.islower() or run.isupper() or run.isdigit()) and _HEX.fullmatch(run) is None


def _first(raw: bytes, start: int) -> int:
    """Return where the base64 text that holds a run begins: + and / are no characters of runs."""
    first = start
    while first > 0 and start - first < 64 and (raw[first - 1 : first].isalnum() or raw[first - 1] in b"+/"):  # noqa: PLR2004
        first -= 1
    return first


def _decode(raw: bytes) -> str | None:
    text = raw.decode("ascii")
    if len(text) % 2 == 0 and _HEX.fullmatch(raw):
        try:
            return _printable(bytes.fromhex(text))
        except ValueError:
            return None
    plain = text.replace("-", "+").replace("_", "/").rstrip("=")
    if len(plain) % 4 == 1 or _printable(_b64(plain[:_PROBE])) is None:
        return None
    return _printable(_b64(plain))


def _b64(plain: str) -> bytes:
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4))
    except binascii.Error:
        return b"\0"


def _printable(data: bytes) -> str | None:
    """Return ``data`` as text if all of it is readable ASCII or UTF-8."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        return None
    return text if text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable() else None
