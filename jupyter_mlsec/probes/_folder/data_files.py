"""The columns of data that lie beside a notebook as text: CSV, TSV, lines and lists of JSON.

Only the beginning of a file is read. Values are looked at and never kept.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from stat import S_ISREG

from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._tables.frames import is_value_like

_TABLES = frozenset({".csv", ".tab", ".tsv"})
_LINES = frozenset({".jsonl", ".ndjson"})
_DELIMITERS = "\t;|,"
_BYTES = 512 * 1024  # of a file's beginning
_ROWS = 2_000
_MOST = 50  # files


def opened_files(subject: ProjectSubject, texts: frozenset[str]) -> Iterator[Path]:
    """Yield the data files of a project that texts in its code name, by their name or a pattern of names.

    Raises NotEvidenceError where there are too many files to look at.
    """
    names = {text.replace("\\", "/").rpartition("/")[2] for text in texts}
    stars = [name for name in names if "*" in name.removesuffix("*") and len(name) < 100]  # noqa: PLR2004 - a name
    found = 0
    for path in require_files(subject):
        if found >= _MOST or not _is_looked_at(path):
            continue
        if path.name in names or any(fnmatchcase(path.name, star) for star in stars):
            found += 1
            yield path


def _is_looked_at(path: Path) -> bool:
    """Tell whether a file is data that can be read from its beginning, or a JSON document that is short."""
    suffix = path.suffix.lower()
    if suffix != ".json":
        return suffix in _TABLES | _LINES
    try:
        return path.stat().st_size <= _BYTES
    except OSError:
        return False


def columns_of_file(path: Path) -> Mapping[str, list[str]] | None:
    """Return the values of a file's columns as texts, by their names; None where it cannot be read.

    A document that holds no rows has no columns.

    Columns of a table without a head are called ``column 1`` and so on.
    """
    text = _beginning(path)
    if text is None:
        return None
    return _of_table(text) if path.suffix.lower() in _TABLES else _of_json(text, lines=path.suffix.lower() in _LINES)


def _beginning(path: Path) -> str | None:
    """Return a file's beginning, up to the last whole line."""
    try:
        if not S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            held = file.read(_BYTES + 1)
    except OSError:
        return None
    text = held[:_BYTES].decode("utf-8-sig", errors="replace")
    return text if len(held) <= _BYTES else text.rpartition("\n")[0]


def _of_table(text: str) -> dict[str, list[str]] | None:
    lines = text.splitlines()[: _ROWS + 1]
    if not lines:
        return {}
    mark = max(_DELIMITERS, key=lines[0].count)
    try:
        rows = [row for row in csv.reader(lines, delimiter=mark) if row]
    except csv.Error:
        return None
    if not rows:
        return {}
    head, body = rows[0], rows[1:]
    if any(is_value_like(each) or each.strip().lstrip("-").replace(".", "", 1).isdigit() for each in head):
        head, body = [f"column {number}" for number in range(1, len(head) + 1)], rows
    return {
        name.strip(): [row[place].strip() for row in body if place < len(row) and row[place].strip()]
        for place, name in enumerate(head)
    }


def _of_json(text: str, *, lines: bool) -> dict[str, list[str]] | None:
    rows: list[object] = []
    try:
        if lines:
            rows = [json.loads(line) for line in text.splitlines()[:_ROWS] if line.strip()]
        else:
            held = json.loads(text)
            lists = [held] if isinstance(held, list) else [*held.values()] if isinstance(held, dict) else []
            rows = next((each for each in lists if isinstance(each, list) and each), [])[:_ROWS]
    except (ValueError, RecursionError):
        return None
    found: dict[str, list[str]] = {}
    for row in rows:
        for name, value in row.items() if isinstance(row, dict) else ():
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
                found.setdefault(str(name), []).append(str(value).strip())
    return found
