"""Registers: records as rows of named values, whether a table of Markdown, a list of YAML or a mapping of JSON.

A row knows what stands above it, so that what a whole file says (its authors, its interval, its limits) can be held
against each of its rows. What is read is what ``records`` reads: files that people write, and none of tools.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.notebook import CellKind, Notebook
from jupyter_mlsec.probes._folder.delimited import delimited_rows
from jupyter_mlsec.probes._folder.documents import dates_in
from jupyter_mlsec.probes._folder.files import is_register, read_text
from jupyter_mlsec.probes._folder.placeholders import is_placeholder, without_comments
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.record_dealings import title_of
from jupyter_mlsec.probes._folder.record_fields import Record, plain, spellings
from jupyter_mlsec.probes._folder.record_rules import says
from jupyter_mlsec.probes._folder.records import Kept, records_of
from jupyter_mlsec.probes._ground.base import ProjectSubject

_RULER = re.compile(r"[\s:|+\-]+")
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<text>\S.{0,200})")
_MANY = 40  # cells of a row; more are data
_MOST = 2_000  # rows of one file
_LONGEST = 100_000  # characters of prose
_DEEPEST = 12
_SAYS = ("name", "person", "nom", "nombre", "nome", "who", "full name", "id", "version", "path", "value")


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Values that stand side by side. ``above`` are the plain names that lead to it; ``first`` is what it is called."""

    names: Mapping[str, Any]
    above: tuple[str, ...] = ()
    first: str = ""
    parent: Row | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of one kind, in their order: a table of prose, or a list of mappings. ``head`` names the first column."""

    rows: tuple[Row, ...]
    above: tuple[str, ...] = ()
    head: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """One file. ``top`` is what it says of itself as a whole; ``title`` what it and its folder are called."""

    path: str
    title: str
    top: Row
    rows: tuple[Row, ...]
    tables: tuple[Table, ...]
    kept: Kept
    cut: bool = False  # not all of it was looked at


@dataclass(frozen=True, slots=True)
class Remark:
    """What is noticed about a row: ``broken`` by the file's own words, or ``unsure``; as it should be where neither."""

    what: str = ""
    broken: bool = False
    unsure: bool = False


Judge = Callable[[Ledger, date], Iterator[Remark]]
KEPT = Remark()


def broken(what: str) -> Remark:
    """Return a remark on what the file's own words contradict."""
    return Remark(what, broken=True)


def unsure(what: str) -> Remark:
    """Return a remark on what a person should look at."""
    return Remark(what, unsure=True)


@cache
def _words() -> dict[str, re.Pattern[str]]:
    text = (files("jupyter_mlsec.probes._folder") / "ledgers.toml").read_text("utf-8")
    return {name: re.compile(pattern) for name, pattern in tomllib.loads(text)["words"].items()}


@lru_cache(maxsize=16_384)
def is_called(word: str, name: str) -> bool:
    """Tell whether a plain name, a title or a short value is one of the words of the table."""
    return any(_words()[word].search(each) for each in spellings(name[:300]))


def speaks(word: str, text: str) -> bool:
    """Tell whether a text as people write it holds one of the words of the table."""
    return is_called(word, plain(text))


def every(ledger: Ledger) -> tuple[Row, ...]:
    """Return all rows of a register, what the file says as a whole among them."""
    return ledger.rows if ledger.top in ledger.rows[:1] else (ledger.top, *ledger.rows)


def named(row: Row, *words: str) -> list[Any]:
    """Return the values of a row's fields that are called by one of the words."""
    return [value for name, value in row.names.items() if any(is_called(word, name) for word in words)]


def texts(value: object) -> list[str]:
    """Return what a value says, as texts: those of its entries where it holds several."""
    if isinstance(value, list):
        return [text for each in value[:_MANY] for text in texts(each)]
    if isinstance(value, dict):
        known = {plain(str(key)): inner for key, inner in list(value.items())[:_MANY]}
        return next(([str(known[key])] for key in _SAYS if isinstance(known.get(key), str | int)), [])
    if value is None or isinstance(value, bool):
        return []
    return [value.isoformat() if isinstance(value, date) else str(value).strip()]


def days(value: object) -> list[date]:
    """Return the days that a value names."""
    return [day for text in texts(value) for day in dates_in(text[:200])]


def is_open(value: object) -> bool:
    """Tell whether a value is still to come: empty, a placeholder, put off, or an empty list of one."""
    if isinstance(value, dict):
        return not value or ("name" in value and len(value) < _MANY and is_open(value["name"]))
    if isinstance(value, list):
        return all(is_open(each) for each in value)
    if value is None:
        return True
    if isinstance(value, bool | int | float | date):
        return False
    return is_placeholder(str(value)) or says(str(value), "later") or speaks("unnamed", str(value))


def is_yes(value: object) -> bool:
    """Tell whether a value says yes, or that something was let through."""
    return value is True or (isinstance(value, str) and says(value, "ok"))


def is_no(value: object) -> bool:
    """Tell whether a value says no, or that something was refused."""
    return value is False or (isinstance(value, str) and (says(value, "no") or says(value, "not_ok")))


def is_none(value: object) -> bool:
    """Tell whether a value says that there is nothing, or that it was not done: "none", and not "no units in it"."""
    return value is False or (isinstance(value, str) and says(value, "no"))


def number_in(value: object) -> float | None:
    """Return the number that a value begins with; None where it is no number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    found = re.match(r"\D{0,3}(\d{1,9}(?:[.,]\d{1,6})?)(?![\d/-])", value.strip()) if isinstance(value, str) else None
    return float(found[1].replace(",", ".")) if found is not None else None


@dataclass(slots=True)
class _Reader:
    """Collects rows and tables."""

    rows: list[Row] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    cut: bool = False  # there is more than is looked at

    def take(self, value: object, above: tuple[str, ...] = (), parent: Row | None = None) -> None:
        if len(above) > _DEEPEST or len(self.rows) >= _MOST:
            self.cut = True
            return
        if isinstance(value, dict) and len(value) <= _MANY * 4:
            names = {plain(str(key)): inner for key, inner in value.items()}
            row = Row(names, above, next(iter(map(str, texts(value))), ""), parent)
            self.rows.append(row)
            for key, inner in names.items():
                if isinstance(inner, dict | list):
                    self.take(inner, (*above, key), row)
        elif isinstance(value, list):
            place = len(self.rows)
            held = [each for each in value[:_MOST] if isinstance(each, dict)]
            for each in held:
                self.take(each, above, parent)
            whole = {id(each) for each in held}
            if held:
                found = [row for row in self.rows[place:] if row.above == above]
                self.tables.append(Table(tuple(found[: len(whole)]), above))

    def page(self, text: str) -> None:
        """Take the tables of prose."""
        above: tuple[str, ...] = ()
        self.cut = len(text) > _LONGEST or text.count("\n|") > _MOST
        lines = without_comments(text[:_LONGEST]).splitlines()
        columns: list[str] = []
        rows: list[Row] = []
        for number, line in enumerate([*lines, ""]):
            if line.lstrip().startswith("|") and len(self.rows) < _MOST:
                if "-" in line and _RULER.fullmatch(line):
                    continue
                cells = [each.strip().strip("*`") for each in line.strip().strip("|").split("|")][:_MANY]
                following = lines[number + 1] if number + 1 < len(lines) else ""
                if not columns and "-" in following and _RULER.fullmatch(following):
                    columns = [plain(each) for each in cells]
                elif columns:
                    rows.append(Row(dict(zip(columns, cells, strict=False)), above, cells[0]))
                continue
            if rows:
                self.rows.extend(rows)
                self.tables.append(Table(tuple(rows), above, columns[0]))
            columns, rows = [], []
            head = _HEADING.match(line)
            if head is not None:
                above = (*above[:1], plain(head["text"]))


_last: tuple[tuple[Path, ...], Notebook, tuple[Ledger, ...]] | None = None  # many probes look at one project in a row


def ledgers_of(subject: ProjectSubject) -> tuple[Ledger, ...]:
    """Return the registers of a project. Raises NotEvidenceError where there are too many files to look at."""
    global _last  # noqa: PLW0603 - a cache of one; replacing it is atomic
    paths, last = require_files(subject), _last
    if last is not None and last[0] is paths and last[1] is subject.notebook:
        return last[2]
    found = (*(_ledger(each, subject) for each in records_of(subject)), *_delimited(subject))
    _last = (paths, subject.notebook, found)
    return found


def _delimited(subject: ProjectSubject) -> Iterator[Ledger]:
    """Yield the registers that are files of separated values. What the notebook reads is its data."""
    code = "\n".join(cell.source.content for cell in subject.notebook.cells if cell.kind is CellKind.CODE)
    for path in (each for each in require_files(subject) if is_register(each) and each.name not in code):
        columns, *cells = delimited_rows(path) or [[]]
        rows = tuple(Row(dict(zip(columns, row, strict=False)), (), row[0]) for row in cells)
        if rows and 1 < len(columns) <= _MANY:
            kept = Kept(path.relative_to(subject.root).as_posix(), frozenset(), Record("", ()))
            yield Ledger(kept.path, plain(title_of(kept)), Row({}), rows, (Table(rows, (), columns[0]),), kept)


def _ledger(kept: Kept, subject: ProjectSubject) -> Ledger:
    reader = _Reader()
    for each in kept.data:
        reader.take(each)
    if not kept.data:
        try:
            reader.page(read_text(subject.root / kept.path))
        except UnreadableError:
            reader.cut = True
    first = next((row for row in reader.rows if not row.above), None) if kept.data else None
    whole = first if first is not None else Row({} if kept.data else _labels(kept, reader.tables))
    return Ledger(kept.path, plain(title_of(kept)), whole, tuple(reader.rows), tuple(reader.tables), kept, reader.cut)


def _labels(kept: Kept, tables: list[Table]) -> dict[str, Any]:
    """Return what prose says outside of its tables; the values of a label that stands there several times as a list."""
    columns = {name for table in tables for row in table.rows[:1] for name in row.names if len(row.names) > 2}  # noqa: PLR2004 - of more than a name and its value
    found: dict[str, Any] = {}
    for entry in kept.record.entries:
        if isinstance(entry.value, bool | list | dict) or entry.name in columns:
            continue
        if entry.name in found and entry.value is not None:
            before = found[entry.name]
            found[entry.name] = [*(before if isinstance(before, list) else [before])[:_MANY], entry.value]
        else:
            found.setdefault(entry.name, entry.value)
    return found
