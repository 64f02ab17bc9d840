"""The search for planted values finds them: a canary test that looks badly would pass forever."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import io
import json
import urllib.parse
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.value_canaries import Search, Value, planted

MADE = planted(Random("search"))
SEARCH = Search([value for values in MADE.values() for value in values])


def zipped(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("member", data)
    return stream.getvalue()


FORMS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "in a sentence": lambda text: f"the value {text}, among others".encode(),
    "repr": lambda text: repr(text).encode(),
    "json": lambda text: json.dumps(text).encode(),
    "html": lambda text: html.escape(text).encode(),
    "numeric entities": lambda text: "".join(f"&#{ord(char)};" for char in text).encode(),
    "percent": lambda text: urllib.parse.quote(text).encode(),
    "percent, every byte": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "json escapes": lambda text: "".join(f"\\u{ord(char):04x}" for char in text).encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 of more": lambda text: base64.b64encode(f"x{text}y".encode()),
    "base64 of utf-16": lambda text: base64.b64encode(text.encode("utf-16-le")),
    "hex": lambda text: text.encode().hex().encode(),
    "hex of more": lambda text: f"{text}xx".encode().hex().encode(),
    "gzip": lambda text: b"before" + gzip.compress(text.encode()),
    "gzip in base64": lambda text: base64.b64encode(gzip.compress(text.encode())),
    "zip": lambda text: zipped(text.encode()),
    "cut short": lambda text: text[: len(text) * 3 // 4].encode(),
    "md5": lambda text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().encode(),
    "sha256": lambda text: hashlib.sha256(text.encode()).hexdigest().encode(),
    "sha256 in base64": lambda text: base64.b64encode(hashlib.sha256(text.encode()).digest()),
}
# Digits in hexadecimal, and a moment in most encodings, are told by their digests and by base64 alone.
LEFT = {
    ("hex", "number"), ("hex", "account"), ("hex", "fraction"), ("hex", "date"),
    ("hex of more", "number"), ("hex of more", "account"), ("hex of more", "fraction"), ("hex of more", "date"),
    ("utf-16", "date"), ("cut short", "date"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_is_found_in_every_form(form: str) -> None:
    def plant(value: Value) -> bytes:
        return FORMS[form](value.text)

    missed = {kind for kind, values in MADE.items() for value in values if not SEARCH.found(plant(value))}
    assert missed == {kind for name, kind in LEFT if name == form}


def test_what_holds_none_is_clean() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    digests = " ".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(2_000))
    assert SEARCH.found(text + digests) == set()
