"""Limits that a project writes down for the columns of a table: ranges, values, missing and repeated ones.

They stand in YAML, JSON or TOML: ``ranges: {age: [0, 115]}``, ``age: {min: 0, max: 115}``, a list of fields with their
constraints (Frictionless), or in a data dictionary with the columns ``name``, ``min`` and ``max``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.record_fields import plain
from jupyter_mlsec.probes._folder.structured import YAML, read_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject

_LOW = (
    "min", "minimum", "low", "lower", "from", "ge", "gte", "min value", "mindestens", "von", "desde", "minimo",
)  # fmt: skip
_HIGH = (
    "max", "maximum", "high", "upper", "to", "le", "lte", "max value", "hochstens", "bis", "hasta", "massimo",
    "maximo",
)  # fmt: skip
_SETS = (
    "enum", "allowed", "allowed values", "values", "categories", "domain", "erlaubt", "valeurs", "valores",
    "valori",
)  # fmt: skip
_NAMES = (
    "name", "column", "field", "variable", "feature", "spalte", "feld", "colonne", "champ", "columna", "campo",
    "colonna", "coluna",
)  # fmt: skip
_MISSING = re.compile(
    r"^(?:max(?:imum)? )?(?:missing|nulls?|nan|empty)(?: (?:share|rate|fraction|values?))?"
    r"(?: (?:max|limit|threshold|allowed))?$"
    r"|^(?:fehlend\w*|fehlwerte|manquant\w*|faltantes|mancanti|ausentes)(?: (?:max|hochstens|maximo|massimo))?$"
    r"|^max (?:fehlend\w*|manquant\w*|faltantes|mancanti|ausentes)$"
)
_REPEATED = re.compile(
    r"^(?:max(?:imum)? )?duplicates?(?: (?:share|rate|fraction|rows?))?(?: (?P<of>\w[\w ]{0,40}?))??"
    r"(?: (?:max|limit|threshold|allowed))?$"
    r"|^max (?:dubletten|doublons|duplicados|duplicati)$|^(?:dubletten|doublons|duplicados|duplicati)(?: max)?$"
)
_OTHER_USES = re.compile(
    r"clip|winsor|scal|normali|bins?\b|plot|axis|grid|search|sweep|param|hyper|augment|range of noise"
)
_RANGE = re.compile(r"\s*(?P<low>-?\d+(?:\.\d+)?)\s*(?:-|\.\.|\u2013|to|bis|a)\s*(?P<high>-?\d+(?:\.\d+)?)\s*")
_LARGEST = 256 * 1024  # bytes; limits are written by people
_DEEPEST = 8


@dataclass(slots=True)
class TableLimits:
    """The limits of one file: for columns their ranges and values, for the whole the share that may be missing."""

    place: str
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)
    values: dict[str, frozenset[str]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    unique: set[str] = field(default_factory=set)
    missing: float | None = None
    repeated: float | None = None
    repeated_of: str = ""  # the plain name of what may not occur twice; nothing for whole rows

    @property
    def columns(self) -> frozenset[str]:
        """The columns that something is said about."""
        return frozenset({*self.ranges, *self.values, *self.required, *self.unique})


def table_limits(subject: ProjectSubject) -> Iterator[TableLimits]:
    """Yield the limits that the files of a project write down.

    Raises NotEvidenceError where there are too many files to look at.
    """
    for path in require_files(subject):
        suffix = path.suffix.lower()
        try:
            if suffix not in YAML | {".csv", ".json", ".toml"} or path.stat().st_size > _LARGEST:
                continue
            found = TableLimits(path.relative_to(subject.root).as_posix())
            if suffix == ".csv":
                _dictionary(path, found)
            elif is_read(path) or suffix == ".json":
                for document in read_structured(path) or ():
                    _take(document, (), found)
        except (OSError, UnreadableError):
            continue
        if found.columns:
            yield found


def _take(value: Any, path: tuple[str, ...], found: TableLimits) -> None:  # noqa: ANN401 - a document of a stranger
    if len(path) > _DEEPEST or any(_OTHER_USES.search(each) for each in path):
        return
    if isinstance(value, list):
        for each in value:
            _take_field(each, path, found)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _take_key(str(key), inner, path, found)


def _take_field(value: Any, path: tuple[str, ...], found: TableLimits) -> None:  # noqa: ANN401 - a value of a stranger
    if not isinstance(value, dict):
        return
    known = {plain(str(key)): inner for key, inner in value.items()}
    name = next((known[key] for key in _NAMES if isinstance(known.get(key), str)), "")
    if not (name and _constrain(name, {**known, **_inner(known)}, found)):
        _take(value, path, found)


def _take_key(name: str, inner: Any, path: tuple[str, ...], found: TableLimits) -> None:  # noqa: ANN401 - a value of a stranger
    if isinstance(inner, int | float) and not isinstance(inner, bool):
        _whole(plain(name), float(inner), found)
    elif (span := _span(inner)) is not None:
        found.ranges.setdefault(name, span)
    elif not isinstance(inner, dict) or not _constrain(
        name, {plain(str(each)): held for each, held in inner.items()}, found
    ):
        _take(inner, (*path, plain(name)), found)


def _inner(known: dict[str, Any]) -> dict[str, Any]:
    inner = known.get("constraints")
    return {plain(str(key)): held for key, held in inner.items()} if isinstance(inner, dict) else {}


def _whole(words: str, number: float, found: TableLimits) -> None:
    share = number / 100 if number > 1 else number
    if _MISSING.search(words):
        found.missing = share
    elif (repeated := _REPEATED.search(words)) is not None:
        found.repeated, found.repeated_of = share, repeated["of"] or ""


def _constrain(name: str, known: dict[str, Any], found: TableLimits) -> bool:
    """Take the constraints of one column; tell whether there were any."""
    low, high = (_first(known, names) for names in (_LOW, _HIGH))
    span = _span(known.get("range")) or (_span([low, high]) if low is not None or high is not None else None)
    values = next((known[key] for key in _SETS if isinstance(known.get(key), list)), None)
    if span is not None:
        found.ranges.setdefault(name, span)
    if values:
        found.values.setdefault(name, frozenset(map(str, values)))
    if known.get("required") is True or known.get("nullable") is False:
        found.required.add(name)
    if known.get("unique") is True:
        found.unique.add(name)
    return name in found.columns


def _first(known: dict[str, Any], names: tuple[str, ...]) -> float | None:
    given = (known.get(each) for each in names)
    return next((float(each) for each in given if isinstance(each, int | float) and not isinstance(each, bool)), None)


def _span(value: Any) -> tuple[float, float] | None:  # noqa: ANN401 - a value of a stranger
    if isinstance(value, str) and (match := _RANGE.fullmatch(value)) is not None:
        value = [float(match["low"]), float(match["high"])]
    if not isinstance(value, list) or len(value) != 2 or value == [None, None]:  # noqa: PLR2004 - from and to
        return None
    if any(each is not None and (isinstance(each, bool) or not isinstance(each, int | float)) for each in value):
        return None
    low, high = (float(each) if each is not None else None for each in value)
    span = (float("-inf") if low is None else low), (float("inf") if high is None else high)
    return span if span[0] < span[1] else None


def _dictionary(path: Path, found: TableLimits) -> None:
    """Take the rows of a data dictionary: a table whose head says name, min and max."""
    lines = read_text(path).lstrip("\ufeff").splitlines()
    if not lines:
        return
    head = [plain(each) for each in next(csv.reader(lines[:1]))]
    name, low, high = (
        next((head.index(each) for each in names if each in head), None) for names in (_NAMES, _LOW, _HIGH)
    )
    if name is None or low is None or high is None:
        return
    for row in csv.reader(lines[1:]):
        if len(row) == len(head):
            span = _span([_bound(row[low]), _bound(row[high])])
            if span is not None:
                found.ranges.setdefault(row[name].strip(), span)


def _bound(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
