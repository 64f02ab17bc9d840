"""Reads one advisory in the OSV schema (JSON, or the PyPA database's YAML); the only module that knows PyYAML."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from packaging.utils import canonicalize_name

from jupyter_mlsec.environment.ranges import (
    AffectedVersions,
    Event,
    EventKind,
    Match,
    canonical_versions,
    match_range,
    parsed,
)

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_SUMMARY_LENGTH = 200


class MalformedError(ValueError):
    """An advisory that cannot be used. ``packages`` are the ones it is known to be about; empty = could be any."""

    def __init__(self, reason: str, packages: frozenset[str] = frozenset()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.packages = packages


class _Package(msgspec.Struct):
    name: str
    ecosystem: str


class _Range(msgspec.Struct):
    type: str
    events: list[dict[str, str]]


class _Affected(msgspec.Struct):
    package: _Package | None = None
    ranges: list[_Range] | None = None
    versions: list[str] | None = None


class _Record(msgspec.Struct):
    id: str
    modified: str
    schema_version: str = "1.0.0"
    withdrawn: str | None = None
    aliases: list[str] | None = None
    summary: str | None = None
    details: str | None = None
    affected: list[_Affected] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """What one advisory says about PyPI packages; ``affected`` maps a normalised name to its entries."""

    id: str
    modified: datetime
    withdrawn: bool = False
    aliases: tuple[str, ...] = ()
    summary: str = ""
    affected: dict[str, tuple[AffectedVersions, ...]] = field(default_factory=dict)


def read_advisory(name: str, data: bytes) -> Advisory:
    """Decode the advisory in the file ``name``; raises MalformedError, with the packages concerned where they show."""
    document = _parse(name, data)
    try:
        record = msgspec.convert(document, _Record)
        return _interpret(record)
    except msgspec.ValidationError as error:
        raise MalformedError(f"is not in the OSV schema ({error})", _packages(document, name)) from None
    except MalformedError as error:
        raise MalformedError(error.reason, error.packages or _packages(document, name)) from None


def _parse(name: str, data: bytes) -> Any:  # noqa: ANN401 - a document of unknown shape, converted by the caller
    try:
        return msgspec.json.decode(data) if name.endswith(".json") else _parse_yaml(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        kind = "JSON" if name.endswith(".json") else "YAML"
        raise MalformedError(f"is not {kind} ({type(error).__name__})", _packages(None, name)) from None


def _interpret(record: _Record) -> Advisory:
    if record.schema_version.split(".")[0] != "1":
        raise MalformedError(f"has OSV schema version {record.schema_version[:20]}, which is not 1.x")
    if not _ID.fullmatch(record.id):
        raise MalformedError("has no usable id")
    affected: dict[str, tuple[AffectedVersions, ...]] = {}
    for entry in record.affected or []:
        package = entry.package
        if package is None or package.ecosystem.partition(":")[0].casefold() != "pypi":
            continue
        if not _NAME.fullmatch(package.name):
            raise MalformedError("names a package that cannot exist")
        key = canonicalize_name(package.name)
        affected[key] = (*affected.get(key, ()), _versions(entry, key))
    return Advisory(
        id=record.id,
        modified=timestamp(record.modified),
        withdrawn=record.withdrawn not in {None, "", "null", "~"},
        aliases=tuple(sorted({alias for alias in record.aliases or [] if _ID.fullmatch(alias)} - {record.id})),
        summary=_summary(record),
        affected=affected,
    )


def _versions(entry: _Affected, package: str) -> AffectedVersions:
    ranges = []
    for span in entry.ranges or []:
        if span.type == "GIT":
            continue  # commits: the versions list and the other ranges speak of releases
        if span.type not in {"ECOSYSTEM", "SEMVER"}:
            raise MalformedError("has a range of an unknown type", frozenset({package}))
        ranges.append(tuple(_event(event, package) for event in span.events))
    listed = [version for version in canonical_versions(entry.versions or []) if not _covered(version, ranges)]
    return AffectedVersions(versions=tuple(listed), ranges=tuple(ranges))


def _event(event: dict[str, str], package: str) -> Event:
    if len(event) != 1:
        raise MalformedError("has an event that is not exactly one of introduced, fixed …", frozenset({package}))
    [(kind, version)] = event.items()
    try:
        return Event(EventKind(kind), version)
    except ValueError:
        raise MalformedError("has an event of an unknown kind", frozenset({package})) from None


def _covered(version: str, ranges: list[tuple[Event, ...]]) -> bool:
    """Tell whether listing a version adds nothing to the ranges, which keeps an index a tenth of the size."""
    plain = parsed(version)
    return plain is not None and any(match_range(plain, events) is Match.AFFECTED for events in ranges)


def _summary(record: _Record) -> str:
    text = " ".join((record.summary or record.details or "").split())
    return text if len(text) <= _SUMMARY_LENGTH else text[: _SUMMARY_LENGTH - 1].rstrip() + "…"


def timestamp(text: str) -> datetime:
    """Read an RFC 3339 time; raises MalformedError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise MalformedError("has no readable time of modification") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _packages(document: object, name: str) -> frozenset[str]:
    """Find out which packages a broken advisory is about: from its entries, else from ``vulns/<package>/<file>``."""
    found: set[str] = set()
    entries = document.get("affected") if isinstance(document, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        package = entry.get("package") if isinstance(entry, dict) else None
        called = package.get("name") if isinstance(package, dict) else None
        if not isinstance(called, str) or not _NAME.fullmatch(called):
            return frozenset()  # one entry that cannot be placed could be about anything
        found.add(canonicalize_name(called))
    parts = name.split("/")
    if not found and len(parts) > 2 and parts[-3] == "vulns" and _NAME.fullmatch(parts[-2]):  # noqa: PLR2004 - folder, package, file
        found.add(canonicalize_name(parts[-2]))
    return frozenset(found)


def _parse_yaml(data: bytes) -> Any:  # noqa: ANN401 - a document of unknown shape
    """Load YAML with every scalar a string (``1.10`` must not become 1.1) and without aliases (they can multiply)."""
    import yaml

    base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

    class Loader(base):  # type: ignore[misc]
        def construct_object(self, node: Hashable, deep: bool = False) -> object:  # noqa: FBT001, FBT002 - PyYAML's signature
            if node in self.constructed_objects:
                raise ValueError("a YAML alias")
            return super().construct_object(node, deep=deep)

    try:
        return yaml.load(data, Loader=Loader)  # noqa: S506 - a BaseLoader: strings, lists and mappings only
    except yaml.YAMLError as error:
        raise ValueError("not YAML") from error
