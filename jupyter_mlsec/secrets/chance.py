"""What looks drawn by a machine, found by no rule: nothing says that it is a secret, and nothing says that it is none.

Where a line is shown to a person, such a part of it is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.text import Span
from jupyter_mlsec.secrets.rarity import looks_random

MASK = "•"
_RUN = re.compile(r"[A-Za-z0-9_+/=.:~-]{16,}")


def spans_of_chance(text: str) -> Iterator[Span]:
    """Yield where ``text`` looks drawn by a machine, from left to right."""
    for run in _RUN.finditer(text):
        if looks_random(run[0]) and any(map(str.isalpha, run[0])):  # a number with many digits is a number
            yield Span(run.start(), run.end())


def without_chance(text: str) -> str:
    """Return ``text`` with these parts masked; the length stays the same."""
    for span in spans_of_chance(text):
        text = text[: span.start] + MASK * (span.end - span.start) + text[span.end :]
    return text
