"""Placeholders: words that stand where somebody was to write something, in the languages that people write."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

_CODE = re.compile(r"`[^`\n]{1,200}`")  # commands have places of their own: `kubectl undo <the deployment>`
_MARKUP = re.compile(r"[*_`|#>]+|^[ \t]*(?:[-+]|\d+[.)])\s+", re.DOTALL | re.MULTILINE)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = tomllib.loads((files("jupyter_mlsec.probes._folder") / "placeholders.toml").read_text("utf-8"))
    whole = re.compile(rf"(?:{'|'.join(table['whole'])})[\s.!…:;]*", re.IGNORECASE)
    return whole, re.compile("|".join(table["inside"]))


def is_placeholder(text: str) -> bool:
    """Tell whether a text says nothing: it is empty, or a word that stands for what was to be written."""
    whole, _ = _patterns()
    return whole.fullmatch(_MARKUP.sub("", without_comments(text)).strip().strip("\"'()")) is not None


def without_comments(text: str) -> str:
    """Return a text without the comments of HTML in it; one that does not end is none."""
    kept, place = [], 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[place:start])
        place = end + 3
    return "".join((*kept, text[place:]))


def placeholders_in(text: str) -> int:
    """Return how many placeholders stand in a text."""
    return sum(1 for _ in _patterns()[1].finditer(_CODE.sub(_uncoded, text)))


def _uncoded(match: re.Match[str]) -> str:
    """Return what is counted of code: nothing, unless all of it stands for something else."""
    return match[0] if is_placeholder(match[0].strip("`")) else ""


def without_placeholders(text: str) -> str:
    """Return a text without the placeholders in it."""
    return _patterns()[1].sub("", text)
