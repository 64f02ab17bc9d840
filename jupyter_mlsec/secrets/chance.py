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
# A file's path that is made of words, years and numbers, in whatever language; a drawn part in it mixes them.
_WORD = r"(?:[a-z]{1,20}|[A-Z][a-z]{0,19}|[A-Z]{1,8}|\d{1,8}|[vV]?\d{1,4}|[A-Za-z][a-z]{0,15}\d{1,4})"
_FILE = re.compile(
    rf"\.{{0,2}}/?{_WORD}(?:[-_./]{_WORD})*\.(?:cfg|conf|csv|db|geojson|gz|html?|ini|ipynb|jsonl?|lock|log|md|npz?"
    r"|onnx|parquet|pdf|pkl|png|pth?|py|rst|safetensors|sh|sql|tf|toml|tsv|txt|xlsx|xml|ya?ml|zip)[.:]?"
)


def spans_of_chance(text: str) -> Iterator[Span]:
    """Yield where ``text`` looks drawn by a machine, from left to right."""
    for run in _RUN.finditer(text):
        told = any(map(str.isalpha, run[0])) and not _FILE.fullmatch(run[0])  # a number with many digits is a number
        if told and looks_random(run[0]):
            yield Span(run.start(), run.end())


def without_chance(text: str) -> str:
    """Return ``text`` with these parts masked; the length stays the same."""
    for span in spans_of_chance(text):
        text = text[: span.start] + MASK * (span.end - span.start) + text[span.end :]
    return text
