"""Redaction: a text without its secrets, of the same length and with the same lines."""

from __future__ import annotations

from jupyter_mlsec.model.text import Place, Syntax, Text
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.located import located
from jupyter_mlsec.secrets.masking import Stain, covered


def redact(text: Text) -> str:
    """Return the text's content with every character of every secret masked; line ends stay, so positions do too."""
    return covered(text.content, (Stain(piece.start, piece.end) for each in located(text) for piece in each.pieces))


def contains_secret(content: str) -> bool:
    """Whether a string that belongs to no notebook holds a secret: a log line, a parameter, a report."""
    return bool(find_secrets(Text(Place.SOURCE, content, Syntax.PLAIN)))
