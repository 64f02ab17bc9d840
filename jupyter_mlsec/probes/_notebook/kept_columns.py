"""Columns that nobody left out: of a table whose columns the code or the file names, all but the dropped ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.named_columns import named_columns
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item, Part

_STEPS = 40
_SAME = frozenset({
    "astype", "copy", "dropna", "fillna", "head", "sample", "sort_index", "sort_values", "to_numpy", "drop_duplicates",
    "select_dtypes", "reset_index", "query", "to_pandas", "collect", "convert_dtypes",
})  # fmt: skip
_OF_FIRST = frozenset(
    {"get_dummies", "fit_transform", "transform", "DataFrame", "train_test_split", "asarray", "array"}
)
_NUMBERS = re.compile(
    r"Encoder|factorize|\.codes|hash|crc32|StringLookup|Hashing|Vectorizer|to_physical|md5|sha\d", re.IGNORECASE
)
_NUMBERING = re.compile(
    r"lightgbm|catboost|h2o|autogluon|pycaret|OneHotEncoder|OrdinalEncoder|TargetEncoder|get_dummies"
)
_TOKENS = re.compile(r"hmac\b|secrets\b|uuid\.uuid4|faker\b|cryptography\b|.*[Ff]ernet")
_HEAD = 65_536  # bytes of a file in which its header stands
_LONGEST = 60  # characters of a column's name


def kept_columns(call: Call, value: Value | None, program: Program, folder: Path) -> set[str]:
    """Return the columns of a fit's table that are known, were not dropped, and became numbers on the way."""
    way = list(_way(value, program))
    if not way or not isinstance(way[-1], Ref):
        return set()
    dropped = {name for each in way for name in (*_dropped(each, program, call.order), *_keyed(each, program))}
    known = {name: _is_number(name, way, program, call) for name in _known(way, program, folder)}
    return {name for name, numbered in known.items() if numbered and name not in dropped}


def _way(value: Value | None, program: Program) -> Iterator[Value]:
    """Yield the tables that a value was made from by leaving columns out; nothing where columns are chosen by name."""
    found: list[Value] = []
    current = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref):
            return
        found.append(current)
        if isinstance(current, Item):
            held = named_columns(current.key, program)
            if held is not None and held.chosen is not None:
                return
            if held is None and current.key not in program.written:
                return
            current = current.base
        elif isinstance(current, Part) or current.name.endswith((".values", ".loc", ".iloc")):
            current = current.base
        else:
            call = program.flow.call_of(current)
            if call is None:
                return
            if call.method == "drop" or call.method in _SAME:
                current = call.base
            elif call.method in _OF_FIRST:
                current = call.value(0, "X", "data")
            else:
                break
    yield from found


def _dropped(value: Value, program: Program, before: float) -> Iterator[str]:
    if isinstance(value, Item) and (held := named_columns(value.key, program)) is not None:
        yield from held.dropped
    for call in program.calls:
        made = program.flow.call_of(value) is call
        if call.order < before and call.method in {"drop", "pop", "__delitem__"} and (made or call.base is value):
            for given in (call.value(0), call.value(None, "columns", "labels")):
                yield from all_texts(given)


def _keyed(value: Value, program: Program) -> Iterator[str]:
    """Yield the columns of a table that were replaced by tokens: made with a key, or drawn at random."""
    for _, what, how in program.flow.grown.get(value, ()):
        if any(isinstance(each, Ref) and _TOKENS.match(each.name) for each in program.flow.behind(what)):
            yield how[1:-1]


def _known(way: list[Value], program: Program, folder: Path) -> set[str]:
    tables = set(way)
    found = {
        item.key.value
        for _, _, item in program.selections
        if item.base in tables and isinstance(item.key, Const) and isinstance(item.key.value, str)
    }
    for value in way:
        for _, _, how in program.flow.grown.get(value, ()):
            found |= {how[1:-1]} if how.startswith("[") and how.endswith("]") else set()
        call = program.flow.call_of(value)
        if call is not None and call.method in {"read_csv", "read_table"}:
            found |= set(_header(call, folder))
    return found


def _header(call: Call, folder: Path) -> Iterator[str]:
    """Yield the names in a file's first line, where the file lies beside the notebook and has such a line."""
    path = call.text(0, "filepath_or_buffer", "source")
    if path is None or "://" in path or call.value(None, "header", "names", "usecols") is not None:
        return
    place = folder / path
    if place.suffix.lower() not in {".csv", ".tsv", ".txt"} or not place.is_file():
        return
    with place.open("rb") as file:
        line = file.read(_HEAD).partition(b"\n")[0].decode("utf-8", errors="replace")
    names = re.split(r"[,;\t|]", line)
    yield from (plain for name in names if 0 < len(plain := name.strip().strip("\"'")) <= _LONGEST)


def _is_number(name: str, way: list[Value], program: Program, call: Call) -> bool:
    """Tell whether a column that names people has become a number, without which nothing could be fitted on it."""
    refs = [value for value in (*way, call.base) if isinstance(value, Ref)]
    numbers_only = any(value.name.endswith(".select_dtypes()") for value in refs)
    if not numbers_only and any(_NUMBERING.search(value.name) for value in refs):
        return True
    for value in way:
        for _, what, how in program.flow.grown.get(value, ()):
            behind = (
                [each.name for each in program.flow.behind(what) if isinstance(each, Ref)] if how == f"[{name}]" else []
            )
            if any(_NUMBERS.search(each) for each in behind):
                return True
    return False
