"""Decides whether a version is affected, by OSV's rules over PEP 440 versions.

Source: the evaluation algorithm of the OSV schema 1.7 (events ``introduced``, ``fixed``, ``last_affected``, ``limit``).

Two additions, because an installed version is richer than a released one: a local version (``2.0.0+cpu``) is judged as
its public version unless the advisory itself names local versions, and what cannot be ordered is ``UNDETERMINED``.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

import msgspec
from packaging.utils import canonicalize_version
from packaging.version import InvalidVersion, Version


class Match(StrEnum):
    """Whether an advisory applies to a version."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not-affected"
    UNDETERMINED = "undetermined"  # a version in the advisory, or the installed one, cannot be ordered


class EventKind(StrEnum):
    """The four kinds of OSV events."""

    INTRODUCED = "introduced"
    FIXED = "fixed"
    LAST_AFFECTED = "last_affected"
    LIMIT = "limit"


class Event(msgspec.Struct, frozen=True, array_like=True):
    """One turn in a package's history: from (or after) ``version`` on, it is affected or no longer so."""

    kind: EventKind
    version: str


class AffectedVersions(msgspec.Struct, frozen=True, array_like=True):
    """Which versions of one package an advisory is about: listed ones, and ranges of events.

    ``versions`` are canonical (``canonicalize_version``) where they are PEP 440, and as written where they are not.
    """

    versions: tuple[str, ...] = ()
    ranges: tuple[tuple[Event, ...], ...] = ()


def match(version: str, affected: AffectedVersions) -> Match:
    """Say whether ``version`` is affected; any listing or any range is enough."""
    installed = parsed(version)
    if installed is None:
        return Match.AFFECTED if version in affected.versions else Match.UNDETERMINED
    if spellings(installed) & set(affected.versions):
        return Match.AFFECTED
    answers = {match_range(installed, events) for events in affected.ranges}
    for answer in (Match.AFFECTED, Match.UNDETERMINED):
        if answer in answers:
            return answer
    if not affected.versions and not affected.ranges:
        return Match.UNDETERMINED  # an advisory that names no versions says nothing, which is not "not this one"
    return Match.NOT_AFFECTED


def match_range(installed: Version, events: tuple[Event, ...]) -> Match:
    """Evaluate one range; an event whose version is not PEP 440 makes the whole range undetermined."""
    timeline: list[tuple[Version | None, EventKind]] = []
    limits: list[Version] = []
    for event in _without_empty_spans(events):
        version = None if is_origin(event) else parsed(event.version)
        if event.kind is EventKind.LIMIT and event.version == "*":
            continue
        if version is None and not is_origin(event):
            return Match.UNDETERMINED
        if event.kind is EventKind.LIMIT and version is not None:
            limits.append(version)
        else:
            timeline.append((version, event.kind))
    known = [version for version, _ in timeline if version is not None]
    subject = installed if any(version.local for version in [*known, *limits]) else public(installed)
    if limits and not any(subject < limit for limit in limits):
        return Match.NOT_AFFECTED
    return Match.AFFECTED if _walk(subject, timeline) else Match.NOT_AFFECTED


def _without_empty_spans(events: tuple[Event, ...]) -> list[Event]:
    """Leave out ``introduced: X, fixed: X``: it holds nothing, and would begin a span once ends come first."""
    kept: list[Event] = []
    for event in events:
        if event.kind is EventKind.FIXED and kept and kept[-1] == Event(EventKind.INTRODUCED, event.version):
            kept.pop()
        else:
            kept.append(event)
    return kept


def _walk(subject: Version, timeline: list[tuple[Version | None, EventKind]]) -> bool:
    """Replay the events in version order.

    At one version an exclusive end comes before a beginning and an inclusive end after it: real advisories list
    touching spans in any order (PYSEC-2023-72: 3.2.0 to 3.2.2, then 3.1.1 to 3.2.0), and all of them hold.
    """
    affected = False
    for version, kind in sorted(timeline, key=_moment):
        if version is None or (kind is EventKind.INTRODUCED and subject >= version):
            affected = True  # None is the origin: before every version, pre-releases of 0 included
        elif (kind is EventKind.FIXED and subject >= version) or (
            kind is EventKind.LAST_AFFECTED and subject > version
        ):
            affected = False
    return affected


def _moment(turn: tuple[Version | None, EventKind]) -> tuple[bool, Version, int]:
    version, kind = turn
    return (version is not None, version or _ZERO, _ORDER.index(kind))


def is_origin(event: Event) -> bool:
    """``introduced: 0`` is OSV's word for "always was"."""
    return event.kind is EventKind.INTRODUCED and event.version == "0"


def fixes(version: str, affected: AffectedVersions) -> tuple[Version, ...]:
    """Return the versions after ``version`` in which the package is said to be fixed, in ascending order."""
    installed = parsed(version)
    said = (parsed(event.version) for events in affected.ranges for event in events if event.kind is EventKind.FIXED)
    return tuple(sorted({fix for fix in said if fix is not None and (installed is None or fix > installed)}))


def canonical_versions(versions: Iterable[str]) -> tuple[str, ...]:
    """Return listed versions in the spelling that :func:`match` compares, sorted."""
    return tuple(sorted({canonicalize_version(version) for version in versions}))


def spellings(version: Version) -> set[str]:
    """Return how a list may write an installed version: with and without its local part."""
    return {canonicalize_version(version), canonicalize_version(public(version))}


def public(version: Version) -> Version:
    """Drop the local part: a rebuild of a release has its faults."""
    return Version(version.public) if version.local else version


@lru_cache(maxsize=65536)
def parsed(version: str) -> Version | None:
    """Return the PEP 440 version, or None where it is not one."""
    try:
        return Version(version)
    except InvalidVersion:
        return None


_ZERO = Version("0")
_ORDER = (EventKind.FIXED, EventKind.INTRODUCED, EventKind.LAST_AFFECTED, EventKind.LIMIT)
