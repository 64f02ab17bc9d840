"""Lists of column names on a magic's line."""

from __future__ import annotations

import click


def names(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Split ``a,b``; nothing is an empty tuple."""
    return tuple(name.strip() for name in value.split(",") if name.strip()) if value else ()
