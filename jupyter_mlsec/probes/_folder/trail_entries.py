"""Trails that a project keeps of its own: files of entries, one after the other, in JSON lines, JSON, YAML or CSV."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.delimited import delimited_rows
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, parse_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject

_TRAIL = re.compile(
    r"audit|trail|ledger|journal|custody|hash-?_?chain|chained|protokoll|nachweis|piste|trace-?_?log|tracciat|bitacora"
    r"|trilha|logboek|dziennik|監査|履歴|审计|日志"
)
_LINES = frozenset({".jsonl", ".ndjson", ".log"})
_OWN = ".mlsec"  # the tool's own trail is verified by itself
_LARGEST = 2 * 1024**2  # bytes
_MOST = 20_000  # entries
_DEEPEST = 4


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One entry: its fields as they are, the same with those of inner mappings by path, and the line it stood on."""

    fields: dict[str, Any]
    flat: dict[str, Any]
    line: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """A file of entries, in its order. ``torn`` are lines that hold no entry; ``cut`` where not all was looked at."""

    path: Path
    entries: tuple[Entry, ...]
    torn: int = 0
    cut: bool = False


def trails_of(subject: ProjectSubject) -> Iterator[Trail]:
    """Yield the trails of a project. Raises NotEvidenceError where there are too many files to look at."""
    for path in require_files(subject):
        own = path.relative_to(subject.root)
        if _OWN in own.parts or not any(_TRAIL.search(part.lower()) for part in (path.stem, *own.parts[-2:-1])):
            continue
        found = _read(path)
        if found is not None and (len(found.entries) > 1 or found.cut):
            yield found


def _read(path: Path) -> Trail | None:
    suffix = path.suffix.lower()
    if suffix not in _LINES | YAML | {".json", ".csv"}:
        return None
    try:
        if path.stat().st_size > _LARGEST:
            return Trail(path, (), cut=suffix in _LINES)
        text = read_text(path)
    except (OSError, UnreadableError):
        return None
    if suffix in _LINES:
        return _of_lines(path, text)
    if suffix == ".csv":
        columns, *rows = delimited_rows(path) or [[]]
        return Trail(path, tuple(_entry(dict(zip(columns, row, strict=False))) for row in rows))
    lists = [each for document in parse_structured(text, suffix) or () for each in _lists(document)]
    return Trail(path, tuple(_entry(each) for each in max(lists, key=len, default=[])))


def _of_lines(path: Path, text: str) -> Trail | None:
    lines = [line for line in text.splitlines() if line.strip()]
    found, torn = [], 0
    for line in lines[:_MOST]:
        try:
            value = json.loads(line)
        except (RecursionError, ValueError):
            value = None
        if isinstance(value, dict):
            found.append(_entry(value, line))
        else:
            torn += 1
    return Trail(path, tuple(found), torn, len(lines) > _MOST) if torn * 4 <= len(lines) else None


def _lists(value: object, depth: int = 0) -> Iterator[list[dict[str, Any]]]:
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        yield value[:_MOST]
    elif isinstance(value, dict) and depth < _DEEPEST:
        for inner in value.values():
            yield from _lists(inner, depth + 1)


def _entry(fields: dict[str, Any], line: str = "") -> Entry:
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            flat[str(name)] = value
    return Entry(fields, flat, line)
