"""Sources that a notebook writes over with what it made of them."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.values import Value
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.addresses import told
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.sources import sources


def overwritten(program: Program) -> Iterator[str]:
    """Yield the files and tables that are read, changed and written over."""
    reads = list(_reads(program))
    for call in program.calls:
        for place, what in what_is_written(call, program):
            behind = program.flow.calls(what, before=call.order)
            if any(each.method in words("files", "adding") for each in behind):
                continue
            made = {id(each) for each in behind}
            if any(read_from == place and id(read) in made for read_from, read in reads):
                yield told(place)


def writes_any(program: Program) -> bool:
    """Tell whether a notebook writes tables."""
    return any(True for call in program.calls for _ in what_is_written(call, program))


def _reads(program: Program) -> Iterator[tuple[str, Call]]:
    for source in sources(program):
        if source.kind == "file":
            yield plain_path(source.where), source.call
    for call in program.calls:
        if call.method in words("files", "table_readers") and "." in call.name:
            yield from ((f"{text}", call) for text in call.texts(0, "table_name", "path"))
        if _opens(call) and not _mode(call).startswith(("w", "x", "a")):
            yield from ((plain_path(text), call) for text in call.texts(0, "file"))
        if call.method in {"read_text", "read_bytes"} and call.base is not None:
            yield from ((plain_path(text), call) for text in _texts_of(call.base, program))


def what_is_written(call: Call, program: Program) -> Iterator[tuple[str, Value | None]]:
    """Yield where a call writes to, and what."""
    if call.method in words("files", "table_writers"):
        if _only_adds(call):
            return
        for text in call.texts(0, "path_or_buf", "path", "excel_writer", "name", "file", "table_name"):
            yield plain_path(text), call.base
    elif call.name in words("files", "array_writers"):
        first, second = (1, 0) if call.name in {"torch.save", "joblib.dump"} else (0, 1)
        if call.name == "pyarrow.parquet.write_table":
            first, second = 1, 0
        for text in call.texts(first, "file", "f", "filename", "where"):
            yield plain_path(text), call.value(second, "arr", "X", "obj", "value", "table", "mdict")
    elif call.method in words("files", "dumpers") and call.name.startswith(("json.", "yaml.", "ujson.", "simplejson.")):
        for opened in program.flow.calls(call.value(1, "fp", "stream"), before=call.order):
            if _opens(opened) and _mode(opened).startswith("w"):
                yield from ((plain_path(text), call.value(0, "obj", "data")) for text in opened.texts(0, "file"))


def _only_adds(call: Call) -> bool:
    """Tell whether rows are added to what is there: ``mode="a"``, ``if_exists="append"``."""
    given = {call.text(None, "mode"), call.text(None, "if_exists"), call.text(None, "if_table_exists")}
    if call.method == "to_sql" and "replace" not in given:
        return True
    return bool({"a", "append", "ab", "fail"} & given)


def _texts_of(value: Value, program: Program) -> tuple[str, ...]:
    made = program.flow.call_of(value)
    return made.texts(0) if made is not None else ()


def _opens(call: Call) -> bool:
    return call.name in {"open", "io.open", "gzip.open"}


def _mode(call: Call) -> str:
    return call.text(1, "mode") or "r"


def plain_path(path: str) -> str:
    """Return a path without what says nothing about the file."""
    return path.removeprefix("file://").removeprefix("./")
