"""Small tables of text that a notebook reads from its own folder, for probes that look at their values."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._notebook.program import Program
from jupyter_mlsec.probes._notebook.sources import local_path, sources

_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".txt"})
_MARKS = (",", ";", "\t", "|")
_ABSENT = frozenset({"", "na", "n/a", "nan", "null", "none", "<na>", "#n/a"})  # as pandas reads them


@dataclass(frozen=True, slots=True, eq=False)
class ReadTable:
    """One table: the name that the notebook gives it, and its columns, each with all its values as they are written."""

    name: str
    columns: dict[str, tuple[str, ...]]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(next(iter(self.columns.values()), ()))


def read_tables(program: Program, folder: Path) -> Iterator[ReadTable]:
    """Yield the tables that can be looked at; one that is large, packed, or no file of text is left out."""
    for source in sources(program):
        path = Path(source.where)
        if source.kind != "file" or path.suffix.lower() not in _SUFFIXES:
            continue
        try:
            table = _parse(read_text(local_path(source, folder)))
        except (OSError, RuntimeError, UnreadableError):
            continue
        if table is not None:
            yield ReadTable(path.name, table)


def is_absent(value: str) -> bool:
    """Tell whether a field is read as missing."""
    return value.strip().lower() in _ABSENT


def number_of(value: str) -> float | None:
    """Return the number that a field holds."""
    try:
        return float(value)
    except ValueError:
        return None


@lru_cache(maxsize=4)
def _parse(text: str) -> dict[str, tuple[str, ...]] | None:
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) < 2:  # noqa: PLR2004 - a head and a row
        return None
    mark = max(_MARKS, key=lines[0].count)
    try:
        head, *body = csv.reader(lines, delimiter=mark)
    except csv.Error:
        return None
    rows = [row for row in body if len(row) == len(head)]
    if len(head) < 2 or len(set(head)) < len(head) or len(rows) < 0.9 * len(body):  # noqa: PLR2004 - a table
        return None
    return {name.strip(): tuple(row[place] for row in rows) for place, name in enumerate(head)}
