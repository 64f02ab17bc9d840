"""Queries in SQL that a notebook asks: in calls, in magics, in files beside it; and whether they name their columns."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.code.values import Built, Const, Ref, Value, strings
from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.cells import LINE, body_of, parse_notebook
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.whole_reads import statement_of

_READS = re.compile(
    r"(?:pandas|polars|dask\.dataframe|modin\.pandas|connectorx|pandas_gbq|geopandas|pyspark\.pandas|awswrangler\.\w+"
    r"|bigframes\.pandas|cudf|ray\.data)\.read_(?:sql(?:_query|_table)?|database(?:_uri)?|gbq|postgis)"
)
_QUERIES = frozenset({"execute", "query", "sql", "query_df", "query_arrow", "query_and_wait", "raw", "exec_driver_sql"})
_STAR = re.compile(
    r"\bselect\s+(?:all\s+|distinct\s+|top\s*\(?\d+\)?\s+)?(?:[\w\"`\[\]]+\s*\.\s*)*\*(?!\s*(?:except|exclude|ilike)\b)"
    r"(?:\s*,[^;]{0,2000}?)?\s*from\s+(?P<table>\(|[^\s,;()]+)?",
    re.IGNORECASE,
)
_BARE_STAR = re.compile(
    r"\bselect\s+(?:distinct\s+)?(?:\w+\s*\.\s*)?\*(?!\s*(?:except|exclude|ilike)\b)", re.IGNORECASE
)
_SQL = re.compile(r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(?:with|select|from)\b", re.IGNORECASE | re.DOTALL)
_FROM_FIRST = re.compile(r"\s*from\s+[^;]+", re.IGNORECASE)  # DuckDB: from 'people.parquet'
_NAMED = re.compile(r"\bselect\b", re.IGNORECASE)
_OWN = re.compile(
    r"(?:\bwith|,)\s+(?:recursive\s+)?[\"`\[]?(?P<name>\w+)[\"`\]]?\s*(?:\([^()]*\)\s*)?as\s+"
    r"(?:not\s+)?(?:materialized\s+)?\(",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"information_schema|sqlite_master|sqlite_schema|pg_catalog|pg_\w+|sys\.\w+|duckdb_\w+", re.IGNORECASE
)  # what a database says about itself
_TEXTS = frozenset({"text", "SQL", "TextClause", "L"})
_FROM_TABLE = re.compile(r"(?:pandas|dask\.dataframe|awswrangler\.\w+|pyspark\.pandas|modin\.pandas)\.read_sql_table")
_FILES = (".read_text()", ".read()")


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the cell that asks it. ``whole`` is None where nobody can say whether it names its columns."""

    cell: CellRef
    whole: bool | None


def queries(program: Program, notebook: Notebook, folder: Path) -> Iterator[Query]:
    """Yield the queries of a notebook; ``folder`` is where the paths of files with queries start."""
    for call in program.calls:
        if _is_asked(call, folder):
            yield Query(call.cell, _whole(call, folder))
    for parsed in parse_notebook(notebook):
        if parsed.magic.split(" ")[0] in words("tables", "query_magics"):
            text = body_of(parsed.cell.source.content)
            if _SQL.match(text):
                yield Query(parsed.cell.ref, takes_all(text))


def takes_all(text: str) -> bool:
    """Tell whether a query brings every column of a table that it did not make up itself."""
    if _FROM_FIRST.fullmatch(text) is not None and not _NAMED.search(text):
        return True
    if text.lstrip().lower().startswith("from") and _BARE_STAR.search(text):
        return True
    own = {match["name"].lower() for match in _OWN.finditer(text)}
    return any(_is_table(match["table"] or "", own) for match in _STAR.finditer(text))


def _is_table(name: str, own: set[str]) -> bool:
    plain = name.strip('"`[]').lower()
    return name != "(" and plain not in own and not _ABOUT.match(plain)


def _is_asked(call: Call, folder: Path) -> bool:
    if _READS.fullmatch(call.name):
        return True
    text = _text(call, folder) if call.method in _QUERIES else _magic(call)
    return text is not None and _SQL.match(text) is not None


def _whole(call: Call, folder: Path) -> bool | None:
    if _FROM_TABLE.fullmatch(call.name):
        return call.argument(5, "columns") is None
    text = _text(call, folder)
    return statement_of(call.value(0, "sql", "query")) if text is None else takes_all(text)


def _text(call: Call, folder: Path) -> str | None:
    """Return the text of a query, also where it is wrapped or lies in a file; of an f-string what is known."""
    magic = _magic(call)
    if magic is not None:
        return magic
    given = [call.value(place) for place in (0, 1)] + [call.value(None, "sql", "query", "statement")]
    found = [text for value in given for text in _texts(value, folder)]
    return next((text for text in found if _SQL.match(text)), found[0] if found else None)


def _texts(value: Value | None, folder: Path) -> Iterator[str]:
    yield from strings(value)
    if isinstance(value, Built):
        yield "".join(
            part.value if isinstance(part, Const) and isinstance(part.value, str) else "?" for part in value.parts
        )
    if isinstance(value, Ref) and value.made is not None:
        if value.name.removesuffix("()").rpartition(".")[2] in _TEXTS:
            yield from _texts(value.made.find("text", 0), folder)
        elif value.name.endswith(_FILES):
            yield from _in_file(value, folder)


def _in_file(value: Ref, folder: Path) -> Iterator[str]:
    """Yield the text of a file below the notebook's folder: ``Path("q.sql").read_text()``, ``open("q.sql").read()``."""
    opened = value.base
    for path in strings(opened.made.find("file", 0) if isinstance(opened, Ref) and opened.made is not None else opened):
        place = (folder / path).resolve()
        if place.suffix.lower() in {".sql", ".txt"} and place.is_relative_to(folder.resolve()):
            try:
                yield read_text(place)
            except UnreadableError:
                continue


def _magic(call: Call) -> str | None:
    """Return the query of an SQL magic: ``%sql select * from people``."""
    if call.name != LINE or not call.node.args or not isinstance(call.node.args[0], ast.Constant):
        return None
    name, _, line = str(call.node.args[0].value).removeprefix("%").partition(" ")
    line = re.sub(r"^\s*\w+\s*<<\s*", "", line).strip()
    return line if name in words("tables", "query_magics") else None
