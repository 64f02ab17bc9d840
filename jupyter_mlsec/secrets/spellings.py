"""Spellings: how one value may be written down: as it is, escaped, in an address, in hex, in base64, backwards."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from urllib.parse import quote, quote_plus

_SHORTEST = 4  # less is a syllable, and stands in any text
_SHORTEST_ENCODED = 8
_URL_SAFE = str.maketrans("+/", "-_")


class Writing(Enum):
    """What a spelling is made of, and so what takes its place."""

    TEXT = "text"
    HEX = "hex"
    BASE64 = "base64"


@lru_cache(maxsize=4096)
def spellings(value: str) -> tuple[tuple[str, Writing], ...]:
    """Return every spelling of ``value`` with what it is made of, each once.

    A base64 spelling holds those characters that the value alone decides, for each of the three ways in which it can
    lie in what was encoded (RFC 4648), and again for text that was encoded twice.
    """
    if len(value) < _SHORTEST:
        return ((value, Writing.TEXT),) if value else ()
    found = dict.fromkeys(_texts(value), Writing.TEXT)
    data = value.encode("utf-8", "surrogatepass")
    for form in (data.hex(), data.hex().upper()):
        found.setdefault(form, Writing.HEX)
    for once in _base64(data):
        found.setdefault(once, Writing.BASE64)
        for twice in _base64(once.encode()):
            found.setdefault(twice, Writing.BASE64)
    return tuple(found.items())


def _texts(value: str) -> Iterator[str]:
    yield value
    yield value[::-1]
    for ascii_only in (True, False):
        once = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        yield once
        yield json.dumps(once, ensure_ascii=ascii_only)[1:-1]
    yield repr(value)[1:-1]
    yield value.replace("{", "{{").replace("}", "}}")
    yield "".join(f"\\x{byte:02x}" for byte in value.encode("utf-8", "surrogatepass"))
    data = value.encode("utf-8", "surrogatepass")
    for form in (quote(data), quote(data, safe=""), quote_plus(data), quote(data, safe=":@!$&'()*+,;=")):
        yield form
        yield _lower_escapes(form)
    escaped = html.escape(value)
    yield escaped
    yield html.escape(value, quote=False)
    yield escaped.replace("&#x27;", "&#39;")
    yield escaped.replace("&#x27;", "&apos;")


def _lower_escapes(form: str) -> str:
    head, *rest = form.split("%")
    return "%".join((head, *(part[:2].lower() + part[2:] for part in rest)))


def _base64(data: bytes) -> Iterator[str]:
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + data).decode()
        core = encoded[(0, 2, 3)[offset] : len(encoded) - (0, 3, 2)[(len(data) + offset) % 3]]
        if len(core) >= _SHORTEST_ENCODED:
            yield core
            if not core.isalnum():
                yield core.translate(_URL_SAFE)
