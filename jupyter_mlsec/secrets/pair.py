"""Pair: a name that promises something, and where its value stands."""

from __future__ import annotations

from typing import NamedTuple

from jupyter_mlsec.secrets.names import Says


class Pair(NamedTuple):
    """A name, what it says, and where its value stands. ``sure``: nothing but a value can stand there."""

    name: str
    says: Says
    start: int
    end: int
    sure: bool
    at: int  # where the name begins
