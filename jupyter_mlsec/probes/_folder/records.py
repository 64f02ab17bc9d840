"""Records of the life cycle that say of themselves that something was not done, or leave it open.

A document is told by several of its words and fields, not by one name. One that does not speak of a field says nothing
about it; one that has the field and leaves it empty, puts it off, or answers that it was not done, has said so. What is
looked for lies in ``record_tables``: a file a stage, an entry a field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.ci_files import is_ci
from jupyter_mlsec.probes._folder.documents import dates_in
from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.placeholders import is_placeholder
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.record_fields import Entry, Record, plain, record_of, spellings
from jupyter_mlsec.probes._folder.record_living import is_in_use, is_to_retire
from jupyter_mlsec.probes._folder.record_rules import (
    Rule,
    kinds_told,
    matching,
    plain_value,
    says,
    tables,
)
from jupyter_mlsec.probes._folder.structured import YAML, parse_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject

_SUFFIXES = YAML | {".json", ".toml", ".md", ".rst", ".adoc", ".org", ".txt"}
_LARGEST = 256 * 1024  # bytes; a record is read by people
_NAMED = 2  # field names that tell a kind without its name


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A record that lies in a project: where, of which kinds, and what it says."""

    path: str
    kinds: frozenset[str]
    record: Record
    data: tuple[Any, ...] = ()
    beside: dict[tuple[str, ...], list[Entry]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that is a record by its name, of these kinds, and that nobody could look at."""

    path: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """What the records of a project say about an item: how many fields, and what is open in which file."""

    looked: int
    opened: tuple[tuple[str, str], ...]


Judge = Callable[[Kept], Iterator[str]]


def is_blank(entry: Entry) -> bool:
    """Tell whether a field was left empty."""
    if isinstance(entry.value, list | dict):
        return not entry.value
    return not isinstance(entry.value, bool | int | float) and is_placeholder(entry.text)


_TESTS = frozenset({"__fixtures__", "fixtures", "test", "testdata", "tests"})  # folders of what is made up
_ENDED = frozenset({"RET-01", "RET-03", "RET-04"})  # what is done once something is retired
_PROSE = frozenset({".adoc", ".asciidoc", ".csv", ".md", ".org", ".rst", ".txt"})
_TOOLS = frozenset(
    {"openapi", "swagger", "bomFormat", "spdxVersion", "_type", "payloadType", "predicateType", "nbformat"}
)
_TOOL_FORMATS = re.compile(
    r"\bmlsec-[a-z]+/\d|json-schema\.org|sarif|cyclonedx|spdx|oscal|w3id\.org/ro/crate|in-toto", re.IGNORECASE
)
_last: tuple[tuple[Path, ...], tuple[Kept, ...], tuple[Unread, ...]] | None = None  # many probes look at one project


def records_of(subject: ProjectSubject) -> tuple[Kept, ...]:
    """Return the records that lie in a project, each with its kinds.

    Raises NotEvidenceError where there are too many files to look at.
    """
    return _read_all(subject)[0]


def unread_of(subject: ProjectSubject, kinds: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the files that are records by their names, of one of the kinds, and that could not be looked at.

    Raises NotEvidenceError where there are too many files to look at.
    """
    return tuple(each.path for each in _read_all(subject)[1] if not kinds or each.kinds & kinds)


def _read_all(subject: ProjectSubject) -> tuple[tuple[Kept, ...], tuple[Unread, ...]]:
    global _last  # noqa: PLW0603 - a cache of one; replacing it is atomic
    paths, last = require_files(subject), _last
    if last is not None and last[0] is paths:
        return last[1:]
    sealed = {path.parent for path in paths if path.name == "SHA256SUMS"}
    packages = {path.parent for path in paths if path.name == "__init__.py"} - {subject.root}
    open_ = (path for path in paths if sealed.isdisjoint(path.parents) and not _is_bundle(path, subject.root))
    own = (path for path in open_ if not _is_of_program(path, subject.root, packages))
    kept = [each for path in own if (each := _kept(path, subject.root)) is not None]
    found = tuple(each for each in kept if isinstance(each, Kept) and not any(map(_is_written_by_a_tool, each.data)))
    unread = tuple(each for each in kept if isinstance(each, Unread))
    _last = (paths, found, unread)
    return found, unread


def _is_bundle(path: Path, root: Path) -> bool:
    """Tell whether a file belongs to an exported run: those are evidence themselves, and are looked at as such."""
    return any(part.endswith(".mlrun") for part in path.relative_to(root).parts)


def _is_of_program(path: Path, root: Path, packages: set[Path]) -> bool:
    """Tell whether a file is material of tests, or data that a package ships: no record of this project."""
    if not _TESTS.isdisjoint(path.relative_to(root).parts[:-1]):
        return True
    return path.suffix.lower() not in _PROSE and not packages.isdisjoint(path.parents)


def _kept(path: Path, root: Path) -> Kept | Unread | None:
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES or not is_read(path) or is_ci(path, root):
        return None
    folder = plain(path.parent.name) if path.parent != root else ""
    name = f"{plain(path.stem)} {folder}"
    if re.search(tables()["answers"]["template"], name):
        return None
    try:
        is_long = path.stat().st_size > _LARGEST
        text = "" if is_long else read_text(path)
    except (OSError, UnreadableError):
        return _unread(path, root, name)
    if is_long:
        return _unread(path, root, name) if suffix in _PROSE else None  # so much that is no prose is data
    kinds, record = _read(text, suffix, name)
    if record is None:
        return None
    kept = Kept(path.relative_to(root).as_posix(), kinds, record, _data(text, suffix))
    for entry in record.entries:
        kept.beside.setdefault((*entry.path[:-1], str(entry.group)), []).append(entry)
    return kept


def _unread(path: Path, root: Path, name: str) -> Unread | None:
    kinds = frozenset(kind for kind, (words, _) in kinds_told().items() if words.search(name) is not None)
    return Unread(path.relative_to(root).as_posix(), kinds) if kinds else None


def _data(text: str, suffix: str) -> tuple[Any, ...]:
    return tuple(parse_structured(text, suffix) or ()) if suffix in YAML | {".json", ".toml"} else ()


def _is_written_by_a_tool(document: Any) -> bool:  # noqa: ANN401 - a document of a stranger
    """Tell whether a document has a format of tools, in which null and empty lists are ordinary: an SBOM, SARIF."""
    if not isinstance(document, dict):
        return False
    named = f"{document.get('format')} {document.get('$schema')} {document.get('@context')}"
    return not _TOOLS.isdisjoint(document) or _TOOL_FORMATS.search(named) is not None


@lru_cache(maxsize=256)
def _read(text: str, suffix: str, name: str) -> tuple[frozenset[str], Record | None]:
    record = record_of(text, suffix)
    if record is None or not record.entries:
        return frozenset(), None
    names = {each for entry in record.entries for part in entry.path for each in spellings(part)}
    found = set()
    for kind, (words, fields) in kinds_told().items():
        named = words.search(f"{name} {record.title}") is not None
        if named or sum(any(each.search(part) for part in names) for each in fields) >= _NAMED + (len(names) > 60):  # noqa: PLR2004 - a long document has any word
            found.add(kind)
    return frozenset(found), record


def labels_of(entry: Entry) -> tuple[str, ...]:
    """Return what a field is called: its own name, and the one above it where its own says only "status" or "value"."""
    if len(entry.path) < 2 or not _is_generic(entry.name):  # noqa: PLR2004 - a name above it
        return (entry.name,)
    above = entry.path[-2]
    return entry.name, above, f"{above} {entry.name}"


@lru_cache(maxsize=4096)
def _is_generic(name: str) -> bool:
    return re.fullmatch(tables()["answers"]["generic"], name) is not None


def said_about(subject: ProjectSubject, item: str) -> Said:
    """Return what the records of a project say about an item of the checklist."""
    looked, opened = 0, []
    for kept in records_of(subject):
        for entry in kept.record.entries:
            for label in labels_of(entry):
                for rule in matching(kept.kinds, label):
                    if item in rule.items:
                        looked += 1
                        if _is_open(entry, label, rule, kept, subject):
                            opened.append((kept.path, rule.what))
    return Said(looked, tuple(dict.fromkeys(opened)))


def _is_open(entry: Entry, label: str, rule: Rule, kept: Kept, subject: ProjectSubject) -> bool:
    beside = kept.beside[(*entry.path[:-1], str(entry.group))]
    if rule.under is not None and rule.under.search(" ".join((*entry.path[:-1], kept.record.title))) is None:
        return False
    if not any(_is_bad(entry, label, bad, beside, subject) for bad in rule.bad):
        return False
    if "retirement" in rule.kinds and is_in_use(entry, kept.beside):
        return False
    if _ENDED.issuperset(rule.items) and is_to_retire(kept.beside, subject.now.date()):
        return False
    around = (f"{each.name}: {plain_value(each.text)}" for each in beside)
    return rule.unless is None or not any(rule.unless.search(each) for each in around)


def _is_bad(entry: Entry, label: str, bad: str, beside: list[Entry], subject: ProjectSubject) -> bool:
    own = label == entry.name
    if bad == "blank":
        return is_blank(entry) and (own or all(is_blank(each) for each in beside))
    if bad == "yes":
        return entry.value is True or (isinstance(entry.value, str) and says(entry.text, "ok"))
    if bad.startswith("past "):
        days = dates_in(entry.text) if isinstance(entry.value, str) else []
        return bool(days) and max(days) < subject.now.date() - timedelta(days=int(bad[5:]))
    if isinstance(entry.value, bool):
        return bad in {"no", "off"} and not entry.value
    if not entry.text or (isinstance(entry.value, int | float) and not bad.startswith("=")):
        return False
    value = plain_value(entry.text)
    return re.fullmatch(bad[1:], value) is not None if bad.startswith("=") else says(entry.text, bad)
