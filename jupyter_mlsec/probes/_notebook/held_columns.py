"""Which columns of a table a value holds, as far as choices and drops say so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.probes._notebook.named_columns import Columns, picked, selected
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item, Part

# Methods after which the columns are what they were before, or more.
_SAME = frozenset({
    "astype", "collect", "copy", "dropna", "fillna", "head", "persist", "reset_index", "sample", "sort_index",
    "sort_values", "to_numpy", "values", "to_pandas", "cache", "drop_duplicates", "clip", "round", "infer_objects",
    "assign", "bfill", "clone", "compute", "convert_dtypes", "drop_nans", "drop_nulls", "eval", "ffill", "fill_nan",
    "fill_null", "filter", "interpolate", "join", "lazy", "limit", "merge", "na", "orderBy", "query", "repartition",
    "replace", "select_dtypes", "set_index", "slice", "sort", "tail", "toPandas", "unique", "where", "withColumn",
    "with_column", "with_columns", "with_row_index", "isel", "toarray", "to_records", "mutate",
})  # fmt: skip
_SAME_ROWS = frozenset({
    "alias", "apply", "cast", "eq", "ge", "gt", "is_in", "isin", "le", "lt", "map", "map_elements", "ne", "ravel",
    "replace_strict", "reshape", "rename", "to_frame", "to_list", "to_series", "tolist", "flatten",
})  # fmt: skip
_OF_FIRST = frozenset({
    "DataFrame", "asarray", "array", "fit_transform", "get_dummies", "transform", "train_test_split", "add_constant",
    "ascontiguousarray",
})  # fmt: skip
_LEAVES = frozenset({"drop", "pop", "__delitem__"})
_SELECTS = frozenset({"select"})
_CUTS = frozenset({"randomSplit", "random_split", "split_frame"})
_VIEWS = frozenset({"array", "iloc", "loc", "values"})
_STEPS = 30


@dataclass(slots=True)
class _Walk:
    """What was seen on the way from a value back to the table that its columns are of."""

    before: int
    program: Program
    tables: list[Value] = field(default_factory=list)
    chosen: frozenset[str] | None = None
    dropped: set[str] = field(default_factory=set)
    numbers: bool = False
    spelled: frozenset[tuple[str, str]] = frozenset()

    def found(self) -> Columns:
        return Columns(tuple(self.tables), self.chosen, frozenset(self.dropped), self.numbers, self.spelled)

    def step(self, current: Ref) -> Value | Columns | None:
        """Return what to go on with, or the end; None where nobody can say which columns there are."""
        self.tables.append(current)
        self.dropped |= set(_left_out(current, self.before, self.program))
        if isinstance(current, Item):
            choice = picked(current, self.program)
            if choice is None:
                return None
            self.chosen = choice.chosen if self.chosen is None else self.chosen
            self.dropped |= choice.dropped
            self.spelled = self.spelled or choice.spelled
            return current.base
        if current.name.endswith("()") and not isinstance(current, Part):
            return self._behind_call(current)
        if isinstance(current, Part) or current.name.endswith((".loc", ".iloc", ".values", "[]")):
            return current.base
        return self.found() if current.name.startswith("?.") else None

    def _behind_call(self, current: Ref) -> Value | Columns | None:
        call = self.program.flow.call_of(current)
        if call is None:
            return self.found()
        self.numbers = self.numbers or (call.method == "select_dtypes" and self.chosen is None)
        if call.method in _SELECTS and self.chosen is None:
            self.chosen = selected(call)
            if self.chosen is None:
                return None
        following = _of_call(call, self.dropped)
        if isinstance(following, Ref) and not _is_module(following):
            return following
        return None if call.method in _LEAVES else self.found()


def columns_of(value: Value, before: int, program: Program) -> Columns | None:
    """Return the columns of a value; None where the notebook does not say which they are."""
    walk = _Walk(before, program)
    current: Value | Columns | None = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref):
            return current if isinstance(current, Columns) else None
        current = walk.step(current)
    return None


def column_of(value: Value) -> tuple[Value, str] | None:
    """Return the table and the one column of it that a value is."""
    current: Value | None = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref):
            return None
        if isinstance(current, Item) and isinstance(current.key, Const) and isinstance(current.key.value, str):
            return (current.base, current.key.value) if current.base is not None else None
        if (told := _of_rows(current)) is not None:
            return told
        if isinstance(current, Item) and isinstance(current.node, ast.Slice):
            current = current.base
            continue
        if current.name.endswith(".pop()") and current.base is not None and current.made is not None:
            name = current.made.find("item", 0)
            found = name.value if isinstance(name, Const) else None
            return (current.base, found) if isinstance(found, str) else None
        method, called = current.name.removesuffix("()").rpartition(".")[2], current.name.endswith("()")
        if method not in (_SAME | _SAME_ROWS | _SELECTS if called else _VIEWS):
            plain = isinstance(current.base, Ref) and not current.name.endswith((")", "]"))
            return (current.base, method) if plain and current.base is not None else None
        current = current.base
    return None


def _of_rows(value: Ref) -> tuple[Value, str] | None:
    """Return the table and the one column that is taken of some of its rows: ``df.loc[early, "bad"]``."""
    if not isinstance(value, Item) or not isinstance(value.key, Seq) or len(value.key.items) != 2:  # noqa: PLR2004
        return None
    name, owner = value.key.items[1], value.base
    told = name.value if isinstance(name, Const) else None
    if not isinstance(told, str) or owner is None or not isinstance(value.node, ast.Tuple):
        return None
    return (owner, told) if isinstance(owner, Ref) and owner.name.endswith(".loc") else None


def _is_module(value: Ref) -> bool:
    """Whether a value is a module or something in it, and no table: ``polars`` of ``polars.read_csv()``."""
    return value.made is None and not value.name.startswith("?") and "(" not in value.name and "[" not in value.name


def _of_call(call: Call, dropped: set[str]) -> Value | None:
    """Return what to go on with behind a call that leaves the columns as they are, or drops some."""
    if call.method == "drop" and call.base is not None:
        names = list(_names(call))
        rows = "index" in call.arguments.keywords or call.constant("axis") in {0, "index"}
        if not names and not rows:
            return None  # columns that nobody can follow
        dropped.update(() if rows else names)
        return call.base
    if call.method in _OF_FIRST:
        return call.value(0, "data", "X")
    if call.method in _CUTS | _SELECTS:
        return call.base
    return call.base if call.method in _SAME else None


def _left_out(table: Ref, before: int, program: Program) -> Iterator[str]:
    """Yield the columns that were taken out of a table itself: ``df.pop("y")``, ``del df["y"]``."""
    for call in program.calls:
        leaves = call.base is table and call.order < before and call.method in _LEAVES
        if leaves and (call.method != "drop" or call.constant("inplace") is True):
            yield from _names(call)


def _names(call: Call) -> Iterator[str]:
    for given in (*(each.value for each in call.arguments.positional), call.value(None, "columns", "labels")):
        for each in given.items if isinstance(given, Seq) else (given,):
            if isinstance(each, Const) and isinstance(each.value, str):
                yield each.value
