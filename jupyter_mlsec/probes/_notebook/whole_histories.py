"""What happened to a thing in all its life, counted for a row of one day: claims, visits, payments of another table.

Where rows are divided at a moment, each has its own day, and what came after that day was not known then. A count over
another table has to end there: ``c.reported_on < p.decided_on``. Queries are read, and tables that are grouped and
joined in the notebook.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.lessons import Lesson
from jupyter_mlsec.probes._notebook.made_columns import made_columns
from jupyter_mlsec.probes._notebook.named_columns import column_name
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.queries import closed_at, told_alias, without_comments
from jupyter_mlsec.probes._notebook.times import is_moment
from jupyter_mlsec.probes._notebook.traced import Item

_AGGREGATE = r"(?:avg|bool_or|count|max|mean|median|min|string_agg|stddev\w*|sum|var\w*|array_agg|any_value)"
_OPENS = re.compile(r"\(\s*select\b", re.IGNORECASE)
_TAKES = re.compile(
    rf"\(\s*select\s+(?:\w+\s*\(\s*)*?(?:{_AGGREGATE})\s*\(|\(\s*select\s+exists\b", re.IGNORECASE | re.DOTALL
)
_NAMED = re.compile(rf"\b{_AGGREGATE}\s*\(", re.IGNORECASE)
_GROUPS = re.compile(r"\bgroup\s+by\b", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+[\"`\[]?(?P<table>[\w.]+)", re.IGNORECASE)
_MATCHED = re.compile(r"\bwhere\b.*\w\.\w+\s*=\s*\w+\.\w|\busing\s*\(", re.IGNORECASE | re.DOTALL)
_BOUND = re.compile(
    r"(?<![<>=!-])(?:<=?|>=?)(?![>=]|\s*-?[\d.]+\b)|\bbetween\b(?!\s+-?[\d.]+\b)|\binterval\b|\boverlaps\b|\bas\s+of\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\bjoin\s+(?:lateral\s*)?$|\blateral\s*$", re.IGNORECASE)
_CALLED = re.compile(r"\b(?P<name>\w+)\s+as\s+(?:(?:not\s+)?materialized\s*)?$", re.IGNORECASE)
_COLUMN = re.compile(r"\b\w+\.(?P<name>\w+)|\((?P<own>\w+)\)")
_WORDS = re.compile(r"[a-zà-ÿ]+")
_GROUPED = re.compile(r"\.group_?by\(\)", re.IGNORECASE)
_SUMS = frozenset({"agg", "aggregate", "any", "count", "first", "last", "len", "max", "mean", "median", "min",
                   "nunique", "n_unique", "size", "std", "sum"})  # fmt: skip
_LIVES = frozenset({"count", "last", "len", "n_unique", "nunique", "size", "sum"})
_JOINS = frozenset({"join", "map", "merge"})
_LIMITS = frozenset({"filter", "head", "query", "tail", "truncate", "where"})
_READS = re.compile(r"\.(?:read|scan)_\w+\(\)$|\.(?:table|load|parquet|csv)\(\)$")
_STEPS = 24


@dataclass(frozen=True, slots=True)
class History:
    """A column of a query: an aggregate over the rows of ``table``; ``ends`` where these are of some time only."""

    name: str
    table: str
    ends: bool
    dated: bool  # the query speaks of when these rows were


def whole_histories(query: str) -> Iterator[str]:
    """Yield the columns of a query that count what happened whenever it was, as far as there is a sign that it matters.

    The sign is that another such column of the query ends at the row's day, or that the table's rows are events.
    """
    found = [*_histories(without_comments(query))]
    ends = any(each.ends for each in found)
    for each in found:
        if not each.ends and each.name and (ends or each.dated or are_events(each.table)):
            yield each.name


def are_events(name: str) -> bool:
    """Tell whether a table's name says that its rows are events."""
    return not words("times", "events").isdisjoint(_WORDS.findall(name.lower()))


def _histories(text: str) -> Iterator[History]:
    for match in _OPENS.finditer(text):
        end = closed_at(text, match.start())
        inner, before = text[match.start() : end], text[: match.start()]
        table = _FROM.search(inner)
        if table is None or _OPENS.search(inner, 1):
            continue
        ends = _BOUND.search(inner) is not None
        grouped = _GROUPS.search(inner) is not None
        if _TAKES.match(inner) and not grouped and _MATCHED.search(inner) and _JOINED.search(before[-40:]) is None:
            yield History(told_alias(text, end), table["table"], ends, _is_dated(inner))
        elif (grouped and _is_joined(text, before)) or re.search(r"\blateral\s*$", before, re.IGNORECASE):
            for each in _NAMED.finditer(inner):
                closed = closed_at(inner, each.end() - 1)
                dated = _is_dated(inner[each.start() : closed])
                yield History(told_alias(inner, closed), table["table"], ends, dated)


def _is_joined(text: str, before: str) -> bool:
    """Tell whether a query in brackets is joined to other rows, where it stands or by the name that it is given."""
    if re.search(r"\bjoin\s*$", before, re.IGNORECASE):
        return True
    called = _CALLED.search(before)
    return called is not None and re.search(rf"\bjoin\s+{called['name']}\b", text, re.IGNORECASE) is not None


def _is_dated(inner: str) -> bool:
    return any(is_moment(each["name"] or each["own"]) for each in _COLUMN.finditer(inner))


def joined_histories(lesson: Lesson, program: Program) -> Iterator[Call]:
    """Yield the calls that join what was counted over another table, whenever it was, to rows that are learned from."""
    sources = {each for table in lesson.features.tables if (each := source_of(table)) is not None}
    for table in lesson.features.tables:
        call = program.flow.call_of(table)
        given = call.value(0, "right", "other") if call is not None and call.method in _JOINS else None
        if call is not None and given is not None and _is_history(given, sources, lesson, program):
            yield call
    for made in made_columns(program, lesson.features.tables, lesson.order):
        call = program.flow.call_of(_unfilled(made.value, program))
        given = call.value(0, "arg") if call is not None and call.method == "map" else None
        held = lesson.features.holds(made.name) and made.name != lesson.answer
        if call is not None and given is not None and held and _is_history(given, sources, lesson, program, named=True):
            yield call


def _unfilled(value: Value, program: Program) -> Value:
    """Return what a value was before its gaps were filled: ``policy.map(n).fillna(0)``."""
    for _ in range(_STEPS):
        call = program.flow.call_of(value)
        if call is None or call.method not in {"astype", "fillna", "fill_null", "cast"} or call.base is None:
            break
        value = call.base
    return value


def _is_history(value: Value, sources: set[Value], lesson: Lesson, program: Program, *, named: bool = False) -> bool:
    """Tell whether a table holds aggregates over the events of another one, without an end in time."""
    counted = None
    names: set[str] = set()
    current: Value | None = value
    for _ in range(_STEPS):
        call = program.flow.call_of(current) if current is not None else None
        if call is not None:
            names |= {*call.arguments.keywords, *_told(call)}
            if call.method in _SUMS and _GROUPED.search(call.name) and call.base is not None:
                counted = call
                break
        if not isinstance(current, Ref):
            return False
        current = current.base
    rows = counted.base if counted is not None else None
    source = source_of(rows) if rows is not None else None
    if counted is None or rows is None or source is None:
        return False
    own = source in sources  # whose means are a statistic of all rows, which is told elsewhere
    if own and counted.method not in _LIVES:
        return False
    chosen = lesson.features.chosen
    if not named and chosen is not None and not chosen & names:
        return False
    return (own or _has_days(source, program)) and not _ends(rows, program)


def _told(call: Call) -> Iterator[str]:
    """Yield the names that a call is given, or gives columns."""
    for each in call.arguments.values():
        yield from all_texts(each)
        alias = column_name(each)
        yield from () if alias is None else (alias,)


def source_of(value: Value) -> Value | None:
    """Return what a table was read as."""
    current: Value | None = value
    for _ in range(_STEPS * 2):
        if not isinstance(current, Ref):
            return None
        if _READS.search(current.name):
            return current
        current = current.base
    return None


def _has_days(source: Value, program: Program) -> bool:
    """Tell whether the rows of a table are events: by its name, or by columns that say when they were."""
    call = program.flow.call_of(source)
    if call is None:
        return False
    read = [text for name in ("parse_dates", "usecols", "columns") for text in all_texts(call.value(None, name))]
    if any(map(is_moment, read)) or any(are_events(text) for text in call.texts(0)):
        return True
    return any(item.base is source and any(map(is_moment, all_texts(item.key))) for _, _, item in program.selections)


def _ends(value: Value, program: Program) -> bool:
    """Tell whether only some rows of a table are counted: those before a day, it may be."""
    current: Value | None = value
    for _ in range(_STEPS * 2):
        if not isinstance(current, Ref) or _READS.search(current.name):
            return False
        call = program.flow.call_of(current)
        if call is not None and (call.method in _JOINS | _LIMITS or "asof" in call.method):
            return True
        if isinstance(current, Item) and not _names_columns(current):
            return True
        current = current.base
    return False


def _names_columns(item: Item) -> bool:
    nodes = item.node.elts if isinstance(item.node, ast.List | ast.Tuple) else [item.node]
    return all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in nodes)
