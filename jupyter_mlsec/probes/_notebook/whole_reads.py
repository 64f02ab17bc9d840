"""Whole tables that are taken without a query: relations and statements of libraries that name no column.

What is opened lazily counts only where its rows are fetched: until then Spark, DuckDB and Ibis read what is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Klass, Map, Ref, Value, options
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.program import Call, Program

_STEPS = 24
_CLASS = re.compile(r"(?:.*\.)?[A-Z]\w*[a-z]\w*")
_MANAGERS = re.compile(r"\.objects(?:\.(?:all|filter|exclude|order_by|using)\(\))*\.(?:values|values_list)$")
_MONGO = re.compile(r"(?:MongoClient|MongoDatabase)\b.*\.find$")
_STATEMENTS = frozenset({"select", "query"})
_SQLALCHEMY = re.compile(r"sqlalchemy|sqlmodel|flask_sqlalchemy")
_READS_STATEMENTS = frozenset({"execute", "read_sql", "read_sql_query", "scalars", "exec", "stream", "read_database"})


def whole_reads(program: Program) -> Iterator[Call]:
    """Yield the calls that bring every column of a table."""
    for call in program.calls:
        if _opens(call) or _fetches(call):
            yield call


def statement_of(value: Value | None) -> bool | None:
    """Tell whether a statement made of objects takes whole tables; None where it is no such statement."""
    found: bool | None = None
    for option in options(value):
        whole = _statement(option)
        found = found if whole is None else bool(found) or whole
    return found


def _opens(call: Call) -> bool:
    """Tell whether a call takes all columns by itself: Django's values(), find() of MongoDB."""
    if _MANAGERS.search(call.name):
        return not call.arguments.positional and not call.arguments.keywords and call.arguments.complete
    if _MONGO.search(call.name):
        return call.arguments.complete and call.value(1, "projection") is None and not _narrowed(call)
    return False


def _narrowed(call: Call) -> bool:
    """Tell whether only one document is asked for: ``find({"_id": 3})``."""
    first = call.value(0, "filter")
    return isinstance(first, Map) and bool({"_id", "id"} & set(first.items))


def _fetches(call: Call) -> bool:
    """Tell whether a call fetches the rows of a table of which nobody chose columns."""
    if call.method in words("tables", "fetches") and isinstance(call.base, Ref):
        return _is_whole_relation(call.base)
    if call.method == "all" and isinstance(call.base, Ref):
        return statement_of(call.base) is True
    if call.method in _READS_STATEMENTS:
        return statement_of(call.value(0, "sql", "statement", "query")) is True
    return False


def _is_whole_relation(value: Ref) -> bool:
    """Tell whether a value is a table as it stands in a database: ``spark.table("people").filter(…)``."""
    names = words("tables", "libraries")
    current: Value | None = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref):
            return False
        method = current.name.removesuffix("()").rpartition(".")[2]
        if current.name.endswith("()") and method in words("tables", "opens"):
            return any(name in current.name for name in names) and not _chooses(current)
        if current.name.endswith("()") and method not in words("tables", "keeps"):
            return False
        if current.name.endswith("[]"):
            return False
        current = current.base
    return False


def _chooses(value: Ref) -> bool:
    """Tell whether a query or columns are given where a table's name would stand."""
    made = value.made
    if made is None or not made.complete:
        return True
    given = [argument.value for argument in made.positional] + [made.find("table"), made.find("dbtable")]
    texts = [each.value for each in given if isinstance(each, Const) and isinstance(each.value, str)]
    return any(re.search(r"\bselect\b", text, re.IGNORECASE) for text in texts) or bool(
        {"columns", "query", "selected_fields"} & made.keywords.keys()
    )


def _statement(value: Value) -> bool | None:
    """Go back from a statement to its ``select`` or ``query``."""
    current: Value | None = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref):
            return None
        method = current.name.removesuffix("()").rpartition(".")[2]
        if current.name.endswith("()"):
            if method in _STATEMENTS and _SQLALCHEMY.search(current.name):
                return _selects_tables(current)
            if method in words("tables", "chooses"):
                return False if _SQLALCHEMY.search(current.name) else None
        current = current.base
    return None


def _selects_tables(value: Ref) -> bool | None:
    made = value.made
    if made is None or not made.complete or not made.positional:
        return None
    return all(any(_is_table(each) for each in options(argument.value)) for argument in made.positional)


def _is_table(value: Value) -> bool:
    """Tell whether a value is a table or a mapped class, not a column of one."""
    if isinstance(value, Klass):
        return True
    if not isinstance(value, Ref):
        return False
    if value.name.endswith(".Table()"):
        return True
    return _CLASS.fullmatch(value.name) is not None
