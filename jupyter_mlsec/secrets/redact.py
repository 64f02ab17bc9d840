"""Redaction: a text without its secrets, of the same length and with the same lines."""

from __future__ import annotations

import re

from jupyter_mlsec.model.text import Place, Syntax, Text
from jupyter_mlsec.secrets.detect import find_secrets

MASK = "•"
_VISIBLE = re.compile(r"[^\r\n]")


def redact(text: Text) -> str:
    """Return the text's content with every character of every secret masked; line ends stay, so positions do too."""
    parts, at = [], 0
    for match in find_secrets(text):
        parts += [
            text.content[at : match.span.start],
            _VISIBLE.sub(MASK, text.content[match.span.start : match.span.end]),
        ]
        at = match.span.end
    return "".join((*parts, text.content[at:]))


def contains_secret(content: str) -> bool:
    """Whether a string that belongs to no notebook holds a secret: a log line, a parameter, a report."""
    return bool(find_secrets(Text(Place.SOURCE, content, Syntax.PLAIN)))
