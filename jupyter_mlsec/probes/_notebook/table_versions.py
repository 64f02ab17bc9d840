"""Tables and files of stores that keep versions: Delta, Iceberg, lakeFS, DVC, artefacts; and which one is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.probes._names.read import entries, words
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.sources import Source

_SPARK = re.compile(
    r".*(?:SparkSession|spark|DeltaTable)\b.*\.(?:read(?:\.\w+\(\))*\.(?:load|table|parquet|csv|json|orc|text|delta)|table|forPath|forName)"
)
_STREAM = re.compile(r"readStream|writeStream|\.write\b")
_SQL = re.compile(
    r".*(?:SparkSession|spark|bigquery|duckdb|snowflake)\b.*\.(?:sql|query|query_and_wait|execute)|duckdb\.(?:sql|query|execute)"
)
_TABLES = re.compile(r"\bfrom\s+[`\"'\w]", re.IGNORECASE)
_LAKE = re.compile(r"\b(?:delta_scan|iceberg_scan|ducklake|hudi)\w*\s*\(", re.IGNORECASE)
_AS_OF = re.compile(
    r"\b(?:version|timestamp|snapshot|system_time|system_version)\s+as\s+of\b|\bat\s*\(\s*(?:timestamp|offset|statement|version)"
    r"|\bsnapshot_from_\w+\s*=|\bversion\s*(?:=>|:=|=)\s*\d|@v\d+",
    re.IGNORECASE,
)
_IN_PATH = re.compile(r"://[^/]+/(?:[0-9a-f]{40,64})(?:/|$)|^lakefs://[^/]+/v?\d+(?:\.\d+)+/|@v\d+$|/versions/\d+")
_STEPS = 16


def stored_tables(program: Program) -> Iterator[Source]:
    """Yield the tables that are read from stores with versions, each with whether one version is named."""
    for call in program.calls:
        for entry in entries("versions", "read"):
            if any(_fits(call.name, pattern) for pattern in entry["functions"]):
                pins = [*call.arguments.keywords, *(name for name in _loaded_later(call, program))]
                yield _source(call, bool(set(pins) & set(entry["pins"])) or _in_path(call))
        if _SPARK.fullmatch(call.name) and not _STREAM.search(call.name):
            yield _source(call, _is_as_of(call))
        elif _SQL.fullmatch(call.name):
            yield from _of_query(call)


def _fits(name: str, pattern: str) -> bool:
    return name.endswith(pattern[1:]) if pattern.startswith("*") else name == pattern


def _of_query(call: Call) -> Iterator[Source]:
    """Yield the table of a query: of DuckDB only one that a lake keeps, for its own files are read by their path."""
    text = call.text(0, "query", "sqlQuery") or ""
    lake = _LAKE.search(text) is not None
    if lake or ("duckdb" not in call.name and _TABLES.search(text) is not None):
        yield Source("table", f"{call.name}#{call.order}", call, _AS_OF.search(text) is not None)


def _source(call: Call, pinned: bool) -> Source:  # noqa: FBT001 - as the field
    where = call.text(0, "path", "table_uri", "source", "identifier", "tableName") or f"{call.name}#{call.order}"
    return Source("table", where, call, pinned)


def _loaded_later(call: Call, program: Program) -> Iterator[str]:
    """Yield "version" where a table is put to one after it was opened: ``table.load_as_version(3)``."""
    for each in program.calls:
        puts = each.method in words("versions", "puts") and each.base is not None
        if puts and each.base is not None and program.flow.call_of(each.base) is call:
            yield "version"


def _in_path(call: Call) -> bool:
    return any(_IN_PATH.search(text) for text in call.texts(0))


def _is_as_of(call: Call) -> bool:
    """Tell whether a chain of a reader names a version: ``.option("versionAsOf", 3)``."""
    if _in_path(call) or set(call.arguments.keywords) & words("versions", "options"):
        return True
    current: Value | None = call.base
    for _ in range(_STEPS):
        if not isinstance(current, Ref):
            return False
        if current.made is not None and current.name.endswith((".option()", ".options()")):
            first = current.made.find("key", 0)
            named = {first.value} if isinstance(first, Const) else set()
            if (named | set(current.made.keywords)) & words("versions", "options"):
                return True
        current = current.base
    return False


def names_version(source: Source, program: Program) -> bool | None:
    """Tell whether what a source reads was fetched in one version; None where nothing that has any fetched it."""
    if _IN_PATH.search(source.where) and source.kind in {"file", "url"}:
        return True
    found: bool | None = None
    for call in program.flow.calls(*source.call.arguments.values(), before=source.call.order):
        for entry in entries("versions", "fetch"):
            if any(_fits(call.name, pattern) for pattern in entry["functions"]):
                found = bool(found) or _is_exact(call, entry["pins"])
    return found


def _is_exact(call: Call, pins: list[str]) -> bool:
    given = [text for name in pins for text in all_texts(call.value(None, name))]
    numbers = [call.constant(name) for name in pins if isinstance(call.constant(name), int)]
    in_name = any(
        re.search(r":v?\d[\w.]*$|@[0-9a-f]{40}|/versions/\d+|:[0-9a-f]{32,64}$", text) for text in call.texts(0)
    )
    exact = any(re.fullmatch(r"[0-9a-f]{7,64}|[\w./-]*v?\d+(?:[._-]\d+)*\w*", text) for text in given)
    return in_name or exact or bool(numbers)
