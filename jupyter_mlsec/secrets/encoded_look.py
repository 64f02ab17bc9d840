"""Whether base64 or hexadecimal digits look like a text, told from the first few without decoding them."""

from __future__ import annotations

import re

_ASCII_IN_HEX = re.compile(rb"[0-9a-fA-F]?(?:[2-7][0-9a-fA-F]|0[9aAdD]){8}")
# Four characters hold three bytes; a word may begin anywhere in them, after a slash or a plus.
_ASCII_IN_BASE64 = re.compile(
    rb".{0,3}?(?:[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9_-]){3}"
)


def could_be_encoded(word: bytes) -> bool:
    """Whether a word could be base64 or hexadecimal of a text: in ASCII the first bit of each byte is not set."""
    if _ASCII_IN_HEX.match(word) is not None:
        return True
    return not word.islower() and not word.isupper() and _ASCII_IN_BASE64.match(word) is not None
