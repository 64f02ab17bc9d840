"""Dates on a magic's line."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import click


def end_of_day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    """Read ``2026-12-31`` as the end of that day in UTC."""
    if value is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(value), time(23, 59, 59), UTC)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date; write it as 2026-12-31") from None
