"""What a notebook writes into files that it reads, or lets something learn from, later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Map, Value, strings
from jupyter_mlsec.probes._notebook.overwritten import plain_path, what_is_written
from jupyter_mlsec.probes._notebook.program import Call, Program

_LINES = frozenset({"write", "writelines", "writerow", "writerows"})
_LISTED = re.compile(r"^(train|val|validation):[ \t]*(\S+)[ \t]*$", re.MULTILINE)
_TEXTS = frozenset({"write_bytes", "write_text"})


def written_rows(program: Program) -> dict[str, tuple[Value, ...]]:
    """Return what is written into files, by their paths."""
    found: dict[str, dict[Value, None]] = {}
    for call in program.calls:
        for path, value in _written(call, program):
            if value is not None:
                found.setdefault(path, {})[value] = None
    return {path: tuple(values) for path, values in found.items()}


def _written(call: Call, program: Program) -> Iterator[tuple[str, Value | None]]:
    if call.method in _LINES:
        yield from ((path, call.value(0)) for path in _opened(call.base, program))
    elif call.method in _TEXTS:
        yield from ((plain_path(path), call.value(0)) for path in _paths(call.base, program))
    elif call.method == "print" and (file := call.value(None, "file")) is not None:
        yield from ((path, call.value(0)) for path in _opened(file, program))
    else:
        yield from what_is_written(call, program)


def _opened(value: Value | None, program: Program) -> Iterator[str]:
    """Yield the paths of the file that a value writes into, also by way of a ``csv.writer``."""
    for call in program.flow.calls(value):
        if call.method == "open" and (call.text(1, "mode") or call.text(0, "mode") or "w")[:1] in "wxa":
            found = _paths(call.base, program) or call.texts(0, "file")
            yield from (plain_path(path) for path in found)


def _paths(value: Value | None, program: Program) -> tuple[str, ...]:
    """Return what is known of a path: ``Path("learn.txt")``."""
    made = program.flow.call_of(value) if value is not None else None
    return made.texts(0) if made is not None else tuple(strings(value))


def one_place(program: Program) -> Iterator[Call]:
    """Yield the calls that train by a list of folders which the notebook writes with one folder for both sides."""
    files = written_rows(program)
    for call in program.calls:
        path = call.text(None, "data") if call.method == "train" else None
        for value in files.get(plain_path(path), ()) if path is not None else ():
            folders = dict(_folders(value))
            learned = folders.get("train")
            if learned is not None and learned == folders.get("val", folders.get("validation")):
                yield call


def _folders(value: Value) -> Iterator[tuple[str, str]]:
    if isinstance(value, Map):
        for name, held in value.items.items():
            if isinstance(name, str) and isinstance(held, Const) and isinstance(held.value, str):
                yield name, held.value.strip().rstrip("/")
    for text in strings(value):
        yield from ((name, folder.strip("'\" ").rstrip("/")) for name, folder in _LISTED.findall(text))
