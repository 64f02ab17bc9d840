"""The fields of a record: what a document of YAML, JSON, TOML or Markdown says under which name.

Whatever the format, a field is a path of names and a value: ``lawful basis`` may be a key, a label before a colon, a
heading, the first cell of a row or the head of a column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jupyter_mlsec.probes._folder.placeholders import without_comments
from jupyter_mlsec.probes._folder.structured import YAML, parse_structured

_FRONT = re.compile(r"\A\ufeff?(?P<mark>---|\+\+\+)[ \t]*\n(?P<body>.*?)\n(?P=mark)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"(?P<level>#{1,6}|={1,6}|\*{1,6})[ \t]+(?P<text>\S.{0,200})")
_UNDERLINE = re.compile(r"[=\-~^]{3,}[ \t]*")
_RULER = re.compile(r"[\s:|+\-]+")
_LABEL = re.compile(
    "[\\s>*+\\-\u2022]{0,20}(?:\\*\\*|__|`)?(?P<label>[^:\uff1a|*`]{1,80}?)(?:`|\\*\\*|__)?[ \t]{0,4}[:\uff1a]"
    "(?:\\*\\*|__)?"
    "(?:[ \t]+(?P<value>.*)|(?<=\uff1a)(?P<wide>.+)|)"
)
_TICK = re.compile(r"\s{0,12}(?:[-*+]|\d{1,3}[.)])[ \t]+\[(?P<tick>[ xX])\][ \t]+(?P<text>\S.{0,200})")
_BULLET = re.compile(r"\s{0,12}[-*+\u2022][ \t]+")
_MARKED = re.compile(r"\s*(?:[-*+\u2022]\s|\d{1,3}[.)]\s|[|>`~]|\s{4})")  # no line of a paragraph
_PARAGRAPH = 4  # lines
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APART = re.compile(r"[\s_\-./]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_UMLAUTS = re.compile("[aou]e")
_CALLS = (
    "role", "metric", "test", "check", "measure", "criterion", "item", "topic", "name", "rolle", "metrik", "prufung",
    "metrique", "mesure", "controle", "prueba", "metrica", "prova", "teste", "rol", "ruolo", "papel", "nom", "nombre",
    "nome", "指標", "試験", "役割", "项目", "指标", "测试", "角色",
)  # fmt: skip
_LONGEST = 100_000  # characters of prose that are read; records are pages, not books
_MOST = 4_000  # fields of one document
_DEEPEST = 24


@dataclass(frozen=True, slots=True)
class Entry:
    """One field. ``path`` are the names that lead to it, plain; ``group`` tells which entries stand side by side."""

    path: tuple[str, ...]
    value: object
    group: int

    @property
    def name(self) -> str:
        """The last name of the path."""
        return self.path[-1] if self.path else ""

    @property
    def text(self) -> str:
        """The value as it is written; nothing where there is none, or where it holds others."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return "" if self.value is None or isinstance(self.value, dict | list) else str(self.value).strip()


@dataclass(frozen=True, slots=True)
class Record:
    """What a document says: its title, its fields, and the names at its top."""

    title: str
    entries: tuple[Entry, ...]


def plain(name: str) -> str:
    """Return a name in small letters, without accents, its words apart by one space."""
    return _APART.sub(" ", _CAMEL.sub(" ", unaccented(name))).strip(" *_`#:").lower()


def unaccented(text: str) -> str:
    """Return a text without the accents of its Latin letters."""
    if text.isascii():
        return text
    return unicodedata.normalize(
        "NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("\u2019", "'")))
    )


def record_of(text: str, suffix: str) -> Record | None:
    """Return what a document says; None where it cannot be read."""
    if suffix in YAML | {".json", ".jsonc", ".toml"}:
        data = parse_structured(text, suffix)
        return None if data is None else _structured(data)
    return _prose(text[:_LONGEST])


def _structured(data: list[Any]) -> Record:
    fields = _Fields()
    for each in data:
        fields.take(each, (), fields.new_group())
    top = [each for each in data if isinstance(each, dict)]
    titles = [str(each[key]) for each in top for key in ("title", "name", "kind", "type", "document", "record")
              if isinstance(each.get(key), str)]  # fmt: skip
    keys = [str(key) for each in top for key, inner in each.items() if isinstance(inner, dict | list)][:3]
    return Record(plain(" ".join([*titles, *keys])), tuple(fields.found))


class _Fields:
    """Collects entries."""

    def __init__(self) -> None:
        self.found: list[Entry] = []
        self.groups = 0

    def new_group(self) -> int:
        self.groups += 1
        return self.groups

    def add(self, path: tuple[str, ...], value: object, group: int) -> None:
        if len(self.found) < _MOST and path:
            self.found.append(Entry(path, value, group))

    def take(self, value: object, path: tuple[str, ...], group: int) -> None:
        """Take a value of YAML, JSON or TOML and all that it holds."""
        if len(path) > _DEEPEST or len(self.found) >= _MOST:
            return
        if isinstance(value, dict):
            self._mapping(value, path)
        elif isinstance(value, list):
            if not value:
                self.add(path, [], group)
            for each in value:
                called = _called(each)
                self.take(each, (*path, called) if called else path, group)
        else:
            given = value.isoformat() if isinstance(value, date | datetime) else value
            self.add(path, given, group)

    def _mapping(self, value: dict[Any, Any], path: tuple[str, ...]) -> None:
        group = self.new_group()
        if not value:
            self.add(path, {}, group)
        for key, inner in value.items():
            self.take(inner, (*path, plain(str(key))), group)


def _called(entry: object) -> str:
    """Return what an entry of a list is about: the value of its key ``metric``, ``test``, ``role`` or ``name``."""
    if not isinstance(entry, dict):
        return ""
    known = {plain(str(key)): value for key, value in entry.items()}
    return next((plain(known[key])[:80] for key in _CALLS if isinstance(known.get(key), str)), "")


def spellings(name: str) -> tuple[str, ...]:
    """Return a plain name, and how it is with umlauts where it has none: ``pruefer`` and ``prufer``."""
    other = _UMLAUTS.sub(lambda match: match[0][0], name)
    return (name,) if other == name else (name, other)


def _prose(text: str) -> Record:
    fields = _Fields()
    front = _FRONT.match(text)
    if front is not None:
        data = parse_structured(front["body"], ".yaml" if front["mark"] == "---" else ".toml")
        for each in data or ():
            fields.take(each, (), fields.new_group())
        text = text[front.end() :]
    lines = without_comments(text).splitlines()
    _Page(fields, lines).read()
    title = next((plain(found) for found in _titles(lines)), "")
    return Record(title, tuple(fields.found))


def _titles(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines[:40]):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if (head := _head(line, following)) is not None:
            yield head[1]


class _Page:
    """One page of prose, read line by line."""

    def __init__(self, fields: _Fields, lines: list[str]) -> None:
        self.fields = fields
        self.lines = lines
        self.heading: tuple[str, ...] = ()
        self.level = 0
        self.told = False  # whether a line under the heading is a field of its own
        self.body: list[str] = []
        self.columns: list[str] | None = None
        self.group = fields.new_group()

    def read(self) -> None:
        """Take every line."""
        fenced = False
        for number, line in enumerate(self.lines):
            following = self.lines[number + 1] if number + 1 < len(self.lines) else ""
            if line.lstrip().startswith(("```", "~~~")):
                fenced = not fenced
                self.body.append(line)
            elif fenced:
                continue
            elif (head := _head(line, following)) is not None:
                self._close(head[0])
                self._open(*head)
            elif line.strip() and not _UNDERLINE.fullmatch(line):
                self._line(line, following)
            else:
                self.columns = None if not line.strip() else self.columns
        self._close(1)

    def _open(self, level: int, text: str) -> None:
        self.heading = (*self.heading[: level - 1], *[""] * (level - 1 - len(self.heading)), plain(text))
        self.level, self.body, self.group, self.told = level, [], self.fields.new_group(), False

    def _close(self, level: int) -> None:
        """Take what stands under a heading as its value, where that is a short paragraph or nothing at all."""
        names = tuple(name for name in self.heading if name)
        if not names or (not self.body and level > self.level):
            return
        one = len(self.body) == 1 or (len(self.body) <= _PARAGRAPH and not any(map(_MARKED.match, self.body)))
        if not self.body or (one and not self.told):
            told = " ".join(line.strip() for line in self.body)
            self.fields.add(names, _BULLET.sub("", told).strip() if self.body else None, self.group)

    def _line(self, line: str, following: str) -> None:
        names = tuple(name for name in self.heading if name)
        if line.lstrip().startswith("|"):
            self._row(line, following, names)
            return
        self.columns = None
        self.body.append(line)
        tick = _TICK.match(line)
        if tick is not None:
            self._tell((*names, plain(tick["text"])), tick["tick"] != " ", self.group)
            return
        label = _LABEL.fullmatch(line.rstrip()[:2_000])
        if label is not None and "://" not in line[: label.end("label") + 3]:
            value = (label["value"] or label["wide"] or "").strip().strip("*_ ")
            if value or not following.lstrip().startswith(("-", "*", "+", "1", ">", "|", "```")):
                self._tell((*names, plain(label["label"])), value, self.group)

    def _row(self, line: str, following: str, names: tuple[str, ...]) -> None:
        self.body.append(line)
        if "-" in line and _RULER.fullmatch(line):
            return
        cells = [each.strip().strip("*`") for each in line.strip().strip("|").split("|")]
        if self.columns is None:
            if "-" in following and _RULER.fullmatch(following):
                self.columns = [plain(each) for each in cells]
                return
            self.columns = []
        group = self.fields.new_group()
        first = plain(cells[0])
        if len(cells) == 2:  # noqa: PLR2004 - a name and its value
            self._tell((*names, first), cells[1], group)
            return
        for column, cell in zip(self.columns[1:], cells[1:], strict=False):
            self._tell((*names, first, column), cell, group)

    def _tell(self, path: tuple[str, ...], value: object, group: int) -> None:
        self.told = True
        self.fields.add(path, value, group)


def _head(line: str, following: str) -> tuple[int, str] | None:
    """Return a heading's level and text: marked by signs before it, or by a line under it."""
    found = _HEADING.match(line)
    if found is not None and (found["level"][0] != "*" or len(found["level"]) > 1):
        return len(found["level"]), found["text"].rstrip("# =")
    if line.strip() and line[0] not in "|-#>* \t" and _UNDERLINE.fullmatch(following) and len(line) < 200:  # noqa: PLR2004 - of a heading
        return (1 if following.startswith("=") else 2), line.strip()
    return None
