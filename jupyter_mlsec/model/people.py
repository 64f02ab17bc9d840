"""Whom a name means, in the few places where a person is written down: answers, waivers, keys."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r".*<([^<>]+)>")


def named(person: str) -> str:
    """Return who is meant: the address of ``Ada <ada@example.org>``, else the whole name, without case."""
    name = " ".join(person.split())
    found = _ADDRESS.fullmatch(name)
    return (found[1].strip() if found else name).casefold()
