"""Plans, cards and records that lie in a project, in the languages and formats that people write them in.

A document is read as lines that say something: a heading without text under it, a label without a value and a line
that only holds a placeholder say nothing, and are left out.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.ci_files import is_ci
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.placeholders import (
    is_placeholder,
    placeholders_in,
    without_comments,
    without_placeholders,
)
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, parse_structured, read_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject

_PROSE = frozenset({".adoc", ".asciidoc", ".md", ".org", ".rst", ".txt", ""})
_STRUCTURED = YAML | {".json", ".toml"}
_MACHINES = frozenset(
    {
        "apiVersion",
        "scrape_configs",
        "services",
        "groups",
        "Resources",
        "receivers",
        "openapi",
        "$schema",
        "datasources",
        "panels",
        "alerting",
    }
)
_KIND = re.compile(r"\b(?:plan|record|polic|proced|protoko|protocol|registe?r|registro|procedur|verfahren|ablauf)")
_HEADING = re.compile(r"^(?:#{1,6}|={1,6}|\*+)\s+(?P<text>\S.*?)\s*#*$")
_UNDERLINE = re.compile(r"^[=\-~^\"'#*+]{3,}\s*$")
_RULER = re.compile(r"^[ \t]*\|?[\s:|\-]+\|?\s*$")  # of a table
_LABEL = re.compile(
    "^\\W*(?P<label>[^:\uff1a|]{1,60}?)\\s*(?:\\*\\*|__)?\\s*[:\uff1a]\\s*(?P<value>.*)$"
)  # the wide colon, too
_SECTIONS = 3  # headings from which on a document is told by its sections
_HEAD = 8_000  # characters of a read-me by which it is told whether it is a card
_FRONT = re.compile(r"---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_OF_MODELS = re.compile(
    r"^(?:library_name|pipeline_tag|model-index|base_model|model_name|model_type)\s*:", re.MULTILINE
)
_OF_DATA = re.compile(r"^(?:task_categories|size_categories|dataset_info|configs)\s*:", re.MULTILINE)
_ACCENTS = re.compile("[\u0300-\u036f]")  # of Latin letters; those of kana mean another sound
_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero gennaio janeiro",
            "february feb februar février fevrier febrero febbraio fevereiro",
            "march mar märz maerz mars marzo março",
            "april apr avril abril aprile",
            "may mai mayo maggio maio",
            "june jun juni juin junio giugno junho",
            "july jul juli juillet julio luglio julho",
            "august aug août aout agosto",
            "september sep sept septembre septiembre settembre setembro",
            "october oct oktober okt octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre diciembre dicembre dezembro",
        ),
        1,
    )
    for month in names.split()
}
_DATES = re.compile(
    r"(?P<iso>\b20\d\d[-/][01]?\d[-/][0-3]?\d(?:\b|(?=T\d)))|(?P<dotted>\b[0-3]?\d[./][01]?\d[./]20\d\d\b)|(?P<han>20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
    r"|\b(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|º|°|\.)?\s+(?:de\s+)?(?P<word>[A-Za-zäéûçÀ-ü]{3,10})\.?\s+(?:de\s+)?(?P<year>20\d\d)\b"
    r"|\b(?P<first>[A-Z][a-z]{2,8})\.?\s+(?P<nth>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<then>20\d\d)\b"
)


@dataclass(frozen=True, slots=True)
class Document:
    """One document. ``said`` are its lines that say something, ``blanks`` how many places were left to be filled in."""

    path: Path
    text: str
    said: str
    blanks: int
    data: tuple[Any, ...] = ()


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, re.Pattern[str]]]:
    text = (files("jupyter_mlsec.probes._folder") / "documents.toml").read_text("utf-8")
    return {
        kind: {name: re.compile(pattern, re.IGNORECASE | re.MULTILINE) for name, pattern in table.items()}
        for kind, table in tomllib.loads(text).items()
    }


def parts(kind: str) -> dict[str, re.Pattern[str]]:
    """Return what the parts of a kind of document are called, or the words that lines are told by ("words").

    Raises KeyError for a kind that there is not.
    """
    return _table()[kind]


def documents_about(subject: ProjectSubject, kind: str) -> tuple[list[Document], list[Path]]:
    """Return a project's documents of one kind, by the names of their files, and those that cannot be read."""
    pattern = _table()["names"][kind]
    found, unread = [], []
    for path in require_files(subject):
        suffix = path.suffix.lower()
        if (
            suffix not in _PROSE | _STRUCTURED
            or is_ci(path, subject.root)
            or not (_is_named(path, pattern) or (kind == "card" and _is_card(path, pattern)))
        ):
            continue
        try:
            document = _read(path, structured=suffix in _STRUCTURED)
        except UnreadableError:
            unread.append(path)
            continue
        if document is None:
            unread.append(path)
        elif not any(isinstance(each, dict) and _MACHINES & set(each) for each in document.data):
            found.append(document)
    return found, unread


def _is_named(path: Path, pattern: re.Pattern[str]) -> bool:
    """Tell whether a file's name says what it is about, or that it is a plan and its folder's name what about."""
    stem = _plain(path.stem)
    if pattern.search(stem):
        return True
    return _KIND.search(stem) is not None and pattern.search(_plain(path.parent.name)) is not None


def _is_card(path: Path, pattern: re.Pattern[str]) -> bool:
    """Tell whether a read-me is a model's card: a hub's settings stand at its head, or its title says so."""
    if not path.name.lower().startswith("readme") or path.suffix.lower() != ".md":
        return False
    try:
        head = read_text(path)[:_HEAD]
    except UnreadableError:
        return False
    settings = _FRONT.match(head)
    if settings is not None and _OF_MODELS.search(settings[0]) and not _OF_DATA.search(settings[0]):
        return True
    title = next((match for line in head.splitlines() if (match := _HEADING.match(line))), None)
    return title is not None and pattern.search(_plain(title["text"])) is not None


def unknown_parts(documents: list[Document], *kinds: str) -> int:
    """Return how many parts of documents no word known for some kinds is in: sections, or lines where there are none.

    A part that is not understood may be the one that is looked for, in other words. Titles do not count.
    """
    patterns = [pattern for kind in kinds for pattern in parts(kind).values()]
    found = [part for each in documents if not each.data for part in _parts_of(each.text)]
    return sum(1 for part in found if not any(pattern.search(part) for pattern in patterns))


def _parts_of(text: str) -> list[str]:
    lines = _FRONT.sub("", text, count=1).splitlines() if text.startswith("---") else text.splitlines()
    heads = [head for line, following in zip(lines, [*lines[1:], ""], strict=False) if (head := _head(line, following))]
    return (
        heads[1:] if len(heads) >= _SECTIONS else [line for line in lines if line.strip() and not _head(line, "")][1:]
    )


def missing(said: str, kind: str) -> list[str]:
    """Return the parts of a kind of document that a text says nothing about."""
    return [name for name, pattern in parts(kind).items() if not pattern.search(said)]


def dates_in(text: str) -> list[date]:
    """Return the days that a text names, in the order of the text, however they are written."""
    return [day for match in _DATES.finditer(text) if (day := _date(match)) is not None]


def _date(match: re.Match[str]) -> date | None:
    try:
        if match["iso"] or match["han"]:
            year, month, day = (int(each) for each in re.findall(r"\d+", match[0]))
        elif match["dotted"]:
            day, month, year = (int(each) for each in re.findall(r"\d+", match[0]))
        elif match["day"]:
            day, month, year = int(match["day"]), _MONTHS[match["word"].lower()], int(match["year"])
        else:
            day, month, year = int(match["nth"]), _MONTHS[match["first"].lower()], int(match["then"])
        return date(year, month, day)
    except (KeyError, ValueError):
        return None


def _plain(name: str) -> str:
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", name.lower().replace("ß", "ss")))
    return re.sub(r"[\s_\-]+", " ", unicodedata.normalize("NFC", folded))


def _read(path: Path, *, structured: bool) -> Document | None:
    text = read_text(path)
    if structured:
        data = read_structured(path)
        if data is None:
            return None
        return Document(path, text, *_settings(data), tuple(data))
    front = _FRONT.match(text)
    whole = front is not None and not placeholders_in(front[0])  # a template's marks are read as prose
    settings = parse_structured(front[0].strip().strip("-"), ".yaml") if front is not None and whole else None
    if front is None or not settings or not isinstance(settings[0], dict):
        return Document(path, text, *_said(text))
    (above, blanks), (below, more) = _settings(settings), _said(text[front.end() :])
    return Document(path, text, f"{above}\n{below}", blanks + more)


def _settings(data: list[Any]) -> tuple[str, int]:
    """Return the lines of settings that say something, and how many places were left to be filled in."""
    pairs = [pair for each in data for pair in _pairs(each, "")]
    lines = [f"{label}: {value}" for label, value in pairs if not is_placeholder(value) and not placeholders_in(value)]
    blanks = sum(1 for _, value in pairs if value.strip() and (is_placeholder(value) or placeholders_in(value)))
    return "\n".join(lines), blanks


def _pairs(value: Any, label: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a document of a stranger
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _pairs(inner, f"{label} {str(key).replace('_', ' ').replace('-', ' ')}".strip())
        if not value and label:
            yield label, ""
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner, label)
        if not value and label:
            yield label, ""
    elif isinstance(value, (date, datetime)):
        yield label, value.isoformat()
    else:
        yield label, "" if value is None else str(value)


def _said(text: str) -> tuple[str, int]:
    """Return the lines of prose that say something, and how many places were left to be filled in."""
    lines = without_comments(text).splitlines()
    next_said = [""] * len(lines)  # the next line that is not empty
    for place in range(len(lines) - 2, -1, -1):
        next_said[place] = lines[place + 1] if lines[place + 1].strip() else next_said[place + 1]
    kept: list[str] = []
    heading, blanks = "", 0
    for place, whole in enumerate(lines):
        following = next_said[place]
        head = _head(whole, lines[place + 1] if place + 1 < len(lines) else "")
        if head:
            heading = head
        elif whole.strip() and not _UNDERLINE.match(whole) and not _RULER.match(whole):
            blanks += placeholders_in(whole)
            said, empty = _line(without_placeholders(whole), following)
            blanks += empty and not placeholders_in(whole)
            if said:
                kept.extend([heading] if heading else [])
                heading = ""
                kept.append(said)
    return "\n".join(kept), blanks


def _head(line: str, following: str) -> str:
    """Return a heading's text: marked by signs before it, or by a line under it; empty where it is none."""
    head = _HEADING.match(line)
    if head is not None:
        return head["text"]
    under = line.strip() and _UNDERLINE.match(following) and not line.lstrip().startswith(("|", "-"))
    return line.strip() if under else ""


def _line(line: str, following: str) -> tuple[str, bool]:
    """Return what a line says, empty where nothing, and whether a word stands there for what is still to be written."""
    if line.lstrip().startswith("|"):
        cells = [each.strip() for each in line.strip().strip("|").split("|")]
        told = [each for each in cells[1:] if not is_placeholder(each)]
        return (line, False) if told or len(cells) == 1 else ("", any(cells[1:]))
    label = _LABEL.match(line)
    value = line if label is None or "://" in line[: label.start("value")] else label["value"]
    if not is_placeholder(value):
        return line, False
    if label is not None and not value.strip(" *_") and _goes_on(following):
        return line, False
    return "", bool(value.strip(" *_-"))


def _goes_on(line: str) -> bool:
    """Tell whether a label's value stands in the lines after it."""
    return line.lstrip().startswith(("-", "*", "+", "1", ">", "|")) or line.startswith(("  ", "\t"))
