"""Whether a project says why it may use data of people: in declarations, in records, in the notebook's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.notebook import CellKind, Notebook
from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.placeholders import is_placeholder
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.record_fields import unaccented
from jupyter_mlsec.probes._folder.record_rules import says, table
from jupyter_mlsec.probes._ground.base import ProjectSubject, declared
from jupyter_mlsec.probes._ground.said import is_blank

_DECLARED = ("basis", "lawful-basis", "lawful_basis", "legal-basis", "legal_basis")
_PAGES = frozenset({".adoc", ".json", ".md", ".org", ".rst", ".toml", ".txt", ".yaml", ".yml"})
_OPEN = ("no", "later", "undecided")
_LONGEST = 1_000  # characters of a line
_LARGEST = 256 * 1024  # bytes of a page that people read
_COMMENT = re.compile(r"^[ \t]*#(?P<text>.*)$", re.MULTILINE)
_EDGES = " \t:\uff1a-\u2013\u2014|*_#>\"'`,;"
_MARKS = re.compile(r"[_\-]+")


def basis_is_told(subject: ProjectSubject) -> bool:
    """Tell whether a legal basis, a consent, or that nobody in the data is real, is written anywhere in a project.

    Raises NotEvidenceError where there are too many files to look at.
    """
    fields = declared(subject.declarations, "dataset").values()
    if any(not is_blank(each.get(key, "")) for each in fields for key in _DECLARED):
        return True
    return any(_tells(text) for text in (*_own(subject.notebook), *_pages(subject)))


def _own(notebook: Notebook) -> Iterator[str]:
    """Yield what a notebook says in words: its prose, and the comments in its code."""
    for cell in notebook.cells:
        if cell.kind is CellKind.CODE:
            yield "\n".join(match["text"] for match in _COMMENT.finditer(cell.source.content))
        else:
            yield cell.source.content


def _pages(subject: ProjectSubject) -> Iterator[str]:
    for path in require_files(subject):
        if path.suffix.lower() in _PAGES and is_read(path) and _is_short(path):
            try:
                yield read_text(path)
            except UnreadableError:
                continue


def _is_short(path: Path) -> bool:
    try:
        return path.stat().st_size <= _LARGEST
    except OSError:
        return False


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(table("topics")[name])


def _tells(text: str) -> bool:
    """Tell whether a text names a basis: one that stands there, and is not to be clarified later."""
    plain = (_MARKS.sub(" ", unaccented(line[:_LONGEST])).lower().strip(_EDGES) for line in text.splitlines())
    lines = [line for line in plain if line]
    for place, line in enumerate(lines):
        if _pattern("made_up").search(line):
            return True
        found = _pattern("basis").search(line)
        if found is None:
            continue
        rest = line[found.end() :].strip(_EDGES)
        if not rest and found.start() == 0:  # a heading, or the name of a field
            rest = lines[place + 1] if place + 1 < len(lines) else "tbd"
        if not (rest and (is_placeholder(rest) or any(says(rest, each) for each in _OPEN))):
            return True
    return False
