"""Times as documents write them: UTC, to the second, so that every reader parses them and the same time reads alike."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(time: datetime) -> str:
    """Return a time as ``2026-11-21T09:14:00Z``."""
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def iso_or_none(time: datetime | None) -> str | None:
    """Return the same, or None where there is no time."""
    return None if time is None else iso(time)
