r"""Text from a notebook made harmless to look at: what a screen would obey or hide is shown as an escape instead.

A terminal obeys control characters, and every reader is misled by bidirectional overrides and invisible characters
(Trojan Source, CVE-2021-42574). ``visible`` shows ``\x1b`` or ``\u202e`` instead, so that what is read is what
is there.
"""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols by category, yet nothing to see
_WIDE = frozenset({"W", "F"})


def visible(text: str, *, keep: str = "") -> str:
    """Return ``text`` with every control, format and other unseen character escaped, save those in ``keep``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if character in keep else shown(character) for character in text)


def shown(character: str) -> str:
    r"""Return one character as it is, or as a Python escape where a screen would obey it or not show it."""
    if unicodedata.category(character) not in _HIDDEN and character not in _BLANK:
        return character
    code = ord(character)
    if code <= 0xFF:  # noqa: PLR2004 - the last code point that \x can write
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - and the last one of \u


def width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes: 2 for wide East Asian characters, 0 for combining ones."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def crop(text: str, limit: int) -> str:
    """Return ``text`` with at most ``limit`` characters, the last one an ellipsis where something was left out."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
