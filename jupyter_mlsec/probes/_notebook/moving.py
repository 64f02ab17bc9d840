"""Addresses whose content their owner can exchange from one day to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.addresses import scheme_of, shown
from jupyter_mlsec.probes._notebook.digests import is_model_file
from jupyter_mlsec.probes._notebook.exposure import reaches
from jupyter_mlsec.probes._notebook.folded import all_texts

_FETCH = frozenset({"aria2c", "axel", "curl", "fetch", "gdown", "http", "https", "wget", "wget2"})
_DRIVE = "https://drive.google.com/"  # what is fetched by its number from there


def moving_addresses(program: Program) -> Iterator[str]:
    """Yield the addresses that are read and name a branch, or something that is written while it is read."""
    for call in program.calls:
        if call.name.startswith("gdown.download") and not any(map(scheme_of, _texts(call))):
            yield _DRIVE
        if reaches(call):
            for value in call.arguments.values():
                yield from (shown(text) for text in all_texts(value) if is_moving(text))
    for command in program.commands:
        if command.program == "gdown" and not any(map(scheme_of, command.values)):
            yield _DRIVE
        if command.program in _FETCH:
            yield from (shown(text) for text in command.values if is_moving(text))


def _texts(call: Call) -> list[str]:
    return [text for value in call.arguments.values() for text in all_texts(value)]


def is_moving(text: str) -> bool:
    """Tell whether an address names no version of what lies there."""
    if not scheme_of(text) or is_model_file(text) or text.lower().endswith(tuple(words("datasets", "no_data"))):
        return False
    return any(re.fullmatch(pattern, text) for pattern in words("datasets", "moving"))
