"""Columns that a table is known to have although nobody chose them: named by a query, by the reader, or by the code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.probes._notebook.folded import GAP, all_texts, texts
from jupyter_mlsec.probes._notebook.program import Call, Program

_QUERIES = frozenset({"execute", "from_query", "query", "read_database", "read_database_uri", "read_gbq", "read_sql",
                      "read_sql_query", "sql"})  # fmt: skip
_NOTHING = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_WORD = re.compile(r"'(?:[^']|'')*'|\b(?:select|from)\b|[(),]", re.IGNORECASE)
_ALIAS = re.compile(r"(?:\bas\s+|[\s.)]|^)[\"`\[]?(?P<name>[^\W\d]\w*)[\"`\]]?\s*$", re.IGNORECASE)
_FIRST = re.compile(r"\s*(?:all|distinct)\s+", re.IGNORECASE)
_STEPS = 30


def told_columns(tables: Iterable[Value], program: Program) -> frozenset[str]:
    """Return the names of columns that tables, and what they were made from, are known to have."""
    held = {each for table in tables for each in _way(table)}
    found: set[str] = set()
    for table in held:
        call = program.flow.call_of(table)
        if call is not None:
            found |= set(named_by(call))
        found |= {how[1:-1] for _, _, how in program.flow.grown.get(table, ()) if how.startswith("[")}
    for _, _, item in program.selections:
        if item.base in held and isinstance(item.key, Const) and isinstance(item.key.value, str):
            found.add(item.key.value)
    return frozenset(found)


def _way(table: Value | None) -> Iterator[Value]:
    for _ in range(_STEPS):
        if not isinstance(table, Ref):
            return
        yield table
        table = table.base


def named_by(call: Call) -> Iterator[str]:
    """Yield the columns that a call names for what it reads."""
    if call.method in _QUERIES:
        for query in texts(call.value(0, "query", "sql")):
            yield from selected_names(query)
    elif call.method.startswith(("read_", "scan_", "load")):
        for given in ("usecols", "columns", "names"):
            yield from all_texts(call.value(None, given))


def selected_names(query: str) -> Iterator[str]:
    """Yield the names of what a query selects in the end, as far as they are written there."""
    for piece in selected_pieces(query):
        alias = _ALIAS.search(_FIRST.sub("", piece))
        if alias is not None:
            yield alias["name"]


def selected_pieces(query: str) -> list[str]:
    """Return what a query selects in the end, each as it is written."""
    text = _NOTHING.sub(" ", query).replace(GAP, " ")
    depth, begin = 0, -1
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match[0].lower()
        depth += (word == "(") - (word == ")")
        if depth == 0 and word == "select":
            begin, found = match.end(), []
        elif depth == 0 and begin >= 0 and word in {",", "from"}:
            found.append(text[begin : match.start()])
            begin = match.end() if word == "," else -1
    return found
