"""Carving: pickles at any place of bytes that are in no format we read. Whoever knows the place can load one."""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.judge import Judge
from jupyter_mlsec.artifacts.machine import Machine
from jupyter_mlsec.errors import UnreadableError

_START = re.compile(rb"\x80[\x02-\x05](?=[\x95\x8c(c}\]XUq)KNC])")
_MOST = 1 << 20  # bytes that are searched
_TRIES = 16


def carve(content: Content, start: int = 0) -> None:
    """Tell of calls of dangerous functions in pickles that begin somewhere behind ``start``; nothing else counts."""
    source = content.source()
    source.skip(start)
    data = source.peek(_MOST) if content.size is None else b""
    if content.size is not None:
        data = content.part(start, min(_MOST, content.size - start)).bytes(_MOST)
    for tried, found in enumerate(_START.finditer(data)):
        if tried == _TRIES:
            return
        known = dict(content.sights.found)
        inner = content.source()
        inner.skip(start + found.start())
        try:
            Machine(inner, Judge(content.sights, content.budget)).run()
        except UnreadableError:
            content.budget.tick()
        content.sights.drop_guesses(known)
