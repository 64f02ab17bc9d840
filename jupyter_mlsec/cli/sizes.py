"""Sizes as people write them: ``512M``, ``2GiB``, ``1000000``."""

from __future__ import annotations

import re
from typing import Any

import click

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:([KMGT])(?:i?B)?|B)?", re.IGNORECASE)
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}


class Size(click.ParamType["int"]):
    """A number of bytes; K, M, G and T are powers of 1024, with or without ``B`` or ``iB``."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - click's signature
        """Return bytes, or fail as click does."""
        if isinstance(value, int):
            return value
        match = _SIZE.fullmatch(str(value).strip())
        if match is None:
            self.fail(f"{value!r} is no size: write 512M or 2GiB", param, ctx)
        return int(float(match[1]) * 1024 ** _POWERS[(match[2] or "").upper()])
