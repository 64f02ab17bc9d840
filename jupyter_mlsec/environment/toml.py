"""Writes the little TOML that a pylock.toml needs: a head, and one array of tables with inline values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence


def dump_toml(head: Mapping[str, str], name: str, tables: Sequence[Mapping[str, object]]) -> str:
    """Return the document; keys are bare, and the same input gives the same text."""
    lines = [f"{key} = {_value(value)}" for key, value in head.items()]
    for table in tables:
        lines += ["", f"[[{name}]]", *(f"{key} = {_value(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")  # then a JSON string is a TOML one
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, Sequence):
        return "[" + "".join(f"\n    {_value(one)}," for one in value) + "\n]"
    msg = f"no TOML for {type(value).__name__}"
    raise TypeError(msg)
