"""Labels and what stands behind them: in lines, tables and headings of prose, and in settings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jupyter_mlsec.probes._folder.placeholders import is_placeholder, placeholders_in, without_comments
from jupyter_mlsec.probes._ground.said import is_blank

_HEADING = re.compile(r"^(?:#{1,6}|={2,6})\s{1,20}(?P<text>\S.{0,200})")
_LABEL = re.compile(
    "^[\\s>*+\\-#\u2022]{0,20}(?:\\*\\*|__)?(?P<name>[^:\uff1a|*]{1,60}?)(?:\\*\\*|__)?\\s*[:\uff1a](?:\\*\\*|__)?(?P<text>.*)$"
)
_COMBINED = re.compile("[\u0300-\u036f]")
_LONGEST = 100_000  # characters of prose that are read; cards are pages, not books
_LINE = 2_000  # characters of a line
_MOST = 400  # characters of a text that are kept
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Label:
    """A label and what it says; empty where it says nothing."""

    name: str
    text: str


def plain(text: str) -> str:
    """Return a text in small letters without accents of Latin letters."""
    folded = _COMBINED.sub("", unicodedata.normalize("NFKD", text.lower().replace("ß", "ss")))
    return unicodedata.normalize("NFC", folded)


def said(text: str) -> str:
    """Return a text, or nothing where it only holds the place of one."""
    bare = text.strip().strip("*_`\"' ")
    if not bare or is_blank(bare) or is_placeholder(bare) or placeholders_in(bare):
        return ""
    return bare[:_MOST]


def labels_of_prose(text: str) -> Iterator[Label]:
    """Yield the labels of lines and tables, and the headings with the lines below them."""
    heading, below = "", list[str]()
    lines = [line[:_LINE] for line in without_comments(text[:_LONGEST]).splitlines()]
    told = _following(lines)
    for place, line in enumerate(lines):
        head = _HEADING.match(line)
        if head is not None:
            yield from _headed(heading, below)
            heading, below = head["text"].rstrip("# "), []
            continue
        below.append(line)
        if line.lstrip().startswith("|"):
            cells = [each.strip() for each in line.strip().strip("|").split("|")]
            if len(cells) > 1:
                yield Label(cells[0], said(" ".join(cells[1:])))
        elif (match := _LABEL.match(line)) is not None and "//" not in match["name"]:
            yield Label(match["name"], said(match["text"] if match["text"].strip(" *_") else told[place]))
    yield from _headed(heading, below)


def _following(lines: list[str]) -> list[str]:
    """Return for each line the one that its value may go on in; empty where that is another label or heading."""
    found, value = [""] * len(lines), ""
    for place in range(len(lines) - 1, -1, -1):
        found[place] = value
        line = lines[place]
        if line.strip():
            other = _HEADING.match(line) or _LABEL.match(line) or line.lstrip().startswith("|")
            value = "" if other and "://" not in line else line.lstrip("-*+> \t")
    return found


def _headed(heading: str, below: list[str]) -> Iterator[Label]:
    if heading:
        told = [line for line in below if line.strip()]
        yield Label(heading, next((text for line in told if (text := said(line.lstrip("-*+> ")))), ""))


def labels_of_settings(value: Mapping[str, object], depth: int = 0) -> Iterator[Label]:
    """Yield the keys of settings with their values as texts, those inside others as well."""
    for key, inner in value.items():
        yield Label(str(key), said(_text(inner)))
        if isinstance(inner, dict) and depth < _DEEPEST and not str(key).startswith("@"):
            yield from labels_of_settings(inner, depth + 1)


def _text(value: object) -> str:
    if isinstance(value, dict):
        named = [
            value[key] for key in ("name", "title", "@id", "url", "path", "organization", "type") if value.get(key)
        ]
        return str(named[0] if named else next((each for each in value.values() if isinstance(each, str)), ""))
    if isinstance(value, list):
        return ", ".join(text for each in value if (text := _text(each)))
    return "" if value is None else str(value)
