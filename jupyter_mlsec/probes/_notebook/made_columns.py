"""Columns that a notebook makes, in whatever library: their names, what they are computed from, and when."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Const, Func, Map, Ref, Seq, Value
from jupyter_mlsec.probes._notebook.flow import inside
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.named_columns import column_name
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item

_BY_KEYWORD = frozenset({"assign", "mutate", "with_columns", "with_column", "transmute", "select", "agg"})
_BY_ALIAS = frozenset({"with_columns", "with_column", "select"})
_BY_NAME = {"withColumn": (0, 1), "insert": (1, 2)}  # where the name stands, and where what is put there
# A row's value from other rows: what it is computed with is no longer the row's own.
_OTHER_ROWS = frozenset({
    "agg", "aggregate", "bfill", "crosstab", "cumcount", "cummax", "cummin", "cumprod", "cumsum", "cum_sum", "diff",
    "ewm", "expanding", "ffill", "groupby", "group_by", "lag", "lead", "over", "pct_change", "pivot", "pivot_table",
    "rank", "resample", "roll", "rolling", "rolling_mean", "shift", "transform", "value_counts", "sample", "shuffle",
    "permutation", "rolling_std", "rolling_sum", "ewm_mean", "decision_function", "fit", "fit_predict", "fit_transform",
    "kneighbors", "predict", "predict_proba",
})  # fmt: skip
# What all rows have in common.
_OF_ALL = frozenset({"max", "mean", "median", "min", "quantile", "std", "sum", "var", "count", "nunique", "mode"})
_OF_NUMBERS = frozenset({"abs", "add", "clip", "cbrt", "div", "exp", "expm1", "log", "log10", "log1p", "log2", "mul",
                         "pow", "power", "round", "sqrt", "sub"})  # fmt: skip
_LOOKS_UP = frozenset({"map", "replace", "merge", "join", "get", "replace_strict"})
_NO_COLUMNS = frozenset({"T", "array", "columns", "dt", "dtypes", "height", "iloc", "index", "loc", "shape", "size",
                         "str", "values", "width"})  # fmt: skip
_NAMING = (".col()", ".column()")
_BY_TEXT = re.compile(
    r"polars\.(?:concat_(?:list|str)|struct|(?:max|mean|min|sum)_horizontal|coalesce)\(\)|pyspark\.sql\.functions\.(?:abs|ceil"
    r"|coalesce|concat|date_trunc|datediff|dayofmonth|exp|floor|hour|initcap|isnan|isnull|length|log\w*|lower|month|round"
    r"|sqrt|struct|to_date|to_timestamp|trim|upper|year|months_between|unix_timestamp)\(\)"
)
_SEPARATED = ".concat_ws()"  # whose first text is no column
_MOST = 80  # values of one expression that are looked at


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """The column ``name`` of ``table``, computed as ``value``."""

    table: Value
    name: str
    value: Value
    order: int


def made_columns(program: Program, tables: Iterable[Value], before: float = float("inf")) -> Iterator[Made]:
    """Yield the columns that were made of tables, or in the calls that gave these, before a moment."""
    for table in tables:
        for order, value, how in program.flow.grown.get(table, ()):
            if how.startswith("[") and order < before:
                yield Made(table, how[1:-1], value, order)
        call = program.flow.call_of(table)
        if call is not None and call.order < before:
            yield from made_by(call, table)
    chosen = set(tables)
    for call in program.calls:
        if call.method == "insert" and call.base in chosen and call.order < before and call.base is not None:
            yield from made_by(call, call.base)


def made_by(call: Call, table: Value) -> Iterator[Made]:
    """Yield the columns that a call makes."""
    yield from (Made(table, name, given, call.order) for name, given in _named(call))
    if call.method in _BY_ALIAS:
        for argument in call.arguments.positional:
            for each in argument.value.items if isinstance(argument.value, Seq) else (argument.value,):
                alias = column_name(each)
                if alias is not None and not isinstance(each, Const):
                    yield Made(table, alias, each, call.order)
    place = _BY_NAME.get(call.method)
    if place is not None:
        told, value = call.text(place[0], "colName", "column"), call.value(place[1], "col", "value")
        if told is not None and value is not None:
            yield Made(table, told, value, call.order)


def _named(call: Call) -> Iterator[tuple[str, Value]]:
    """Yield the columns that are given with their names: ``assign(a=…)``, ``concat({"a": …}, axis=1)``."""
    if call.method in _BY_KEYWORD:
        yield from ((name, argument.value) for name, argument in call.arguments.keywords.items())
    elif call.method == "concat" and call.constant("axis") in {1, "columns"}:
        joined = call.value(0, "objs")
        items = joined.items.items() if isinstance(joined, Map) else ()
        yield from ((key, value) for key, value in items if isinstance(key, str))


def of_the_row(value: Value) -> Iterator[Value]:
    """Yield what a value is computed from in the same row: nothing behind lags, groups, statistics and tables."""
    pending, seen = [value], set[Value]()
    while pending and len(seen) < _MOST:
        current = pending.pop()
        if current in seen:
            continue
        seen.add(current)
        yield current
        cut = isinstance(current, Item) and isinstance(current.node, ast.Slice)
        if (isinstance(current, Item) and not cut) or (isinstance(current, Seq) and current is not value):
            continue  # a column: which table it is of says nothing more
        if isinstance(current, Item) and current.base is not None:
            pending.append(current.base)  # where it is cut is no part of it
            continue
        if isinstance(current, Ref) and current.name.endswith("()"):
            method = current.name.removesuffix("()").rpartition(".")[2]
            if method in _OTHER_ROWS or (method in _OF_ALL and not _across(current)):
                continue
            if method in _LOOKS_UP and current.base is not None:
                pending.append(current.base)
                continue
        pending.extend(inside(current))


def expression_of(value: Value) -> Iterator[tuple[Value, float]]:
    """Yield all that a value is computed from, down to columns, each with the rows that it was moved down before.

    ``(close.shift(-1) > close).rolling(20).mean().shift(1)``: what is shifted back by one is moved down by one.
    """
    pending: list[tuple[Value, float]] = [(value, 0.0)]
    seen = set[Value]()
    while pending and len(seen) < _MOST:
        current, down = pending.pop()
        if current in seen:
            continue
        seen.add(current)
        yield current, down
        if isinstance(current, Item) and not _is_place(current):
            continue
        if isinstance(current, Ref) and current.name.endswith(".shift()") and current.made is not None:
            steps = next(iter(current.made.values()), None)
            moved = steps.value if isinstance(steps, Const) else 0
            down += max(0.0, moved) if isinstance(moved, int | float) else 0.0
        pending.extend((each, down) for each in inside(current))


def _is_place(item: Item) -> bool:
    """Tell whether something is taken out by its place, and not by a column's name: ``distances[0]``, ``x[:, 1]``."""
    if isinstance(item.node, ast.Tuple) and item.node.elts:
        of_table = isinstance(item.base, Ref) and item.base.name.endswith((".loc", ".iloc"))
        return isinstance(item.node.elts[0], ast.Slice) and not of_table
    numbered = isinstance(item.key, Const) and isinstance(item.key.value, int)
    return numbered or isinstance(item.node, ast.Slice)


def _across(value: Ref) -> bool:
    axis = value.made.find("axis", 0) if value.made is not None else None
    return isinstance(axis, Const) and axis.value in {1, "columns"}


def looks_elsewhere(value: Value) -> bool:
    """Tell whether a value is computed from other rows, or with numbers that chance decides."""
    for each in of_the_row(value):
        if not isinstance(each, Ref):
            continue
        method = each.name.removesuffix("()").rpartition(".")[2]
        if (each.name.endswith("()") and method in _OTHER_ROWS) or "random" in each.name or "default_rng" in each.name:
            return True
    return False


def is_number(value: Value) -> bool:
    """Tell whether a value, and the columns that it is computed from, can only be numbers."""
    for each in of_the_row(value):
        if isinstance(each, Ref) and each.name.endswith("()"):
            method = each.name.removesuffix("()").rpartition(".")[2]
            if method in _OF_NUMBERS:
                return True
    return False


def columns_read(value: Value, tables: Iterable[Value]) -> set[str]:
    """Return the columns of tables that a value is computed from in the same row."""
    behind, owners = list(of_the_row(value)), set(tables)
    rowwise = any(isinstance(each, Func) for each in behind)  # whose parameter is a row, or the table
    found = {name for each in behind if (name := _column(each, owners, rowwise=rowwise)) is not None}
    return found.union(*map(_told, behind))


def _told(value: Value) -> set[str]:
    """Return the columns that a function of a library is given by their names: ``F.log1p("paid")``."""
    if not isinstance(value, Ref) or value.made is None:
        return set()
    texts = [text for each in value.made.positional for text in all_texts(each.value)]
    if value.name.endswith(_SEPARATED):
        return set(texts[1:])
    return set(texts) if _BY_TEXT.fullmatch(value.name) is not None else set()


def _column(value: Value, tables: set[Value], *, rowwise: bool) -> str | None:
    if not isinstance(value, Ref):
        return None
    owner = value.base
    while isinstance(owner, Ref) and owner.base is not None and owner.name.endswith((".loc", ".iloc")):
        owner = owner.base
    of_table = owner in tables or (
        rowwise and isinstance(owner, Ref) and owner.name.startswith("?.") and owner.made is None
    )
    if isinstance(value, Item):
        key = value.key
        if isinstance(key, Seq) and key.items and len(key.items) == 2 and owner is not value.base:  # noqa: PLR2004
            key = key.items[1]
        return key.value if of_table and isinstance(key, Const) and isinstance(key.value, str) else None
    if value.made is not None and (value.name.endswith(_NAMING) or value.name in {"?.col()", "?.column()"}):
        given = next((each.value for each in value.made.positional), None)
        return given.value if isinstance(given, Const) and isinstance(given.value, str) else None
    name = value.name.rpartition(".")[2]
    plain = owner is not None and not value.name.endswith((")", "]")) and name not in _NO_COLUMNS
    return name if of_table and plain else None
