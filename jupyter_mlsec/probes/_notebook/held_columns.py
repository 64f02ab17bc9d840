"""Which columns of a table a value holds, as far as choices and drops say so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item, Part

# Methods after which the columns are what they were before.
_SAME = frozenset({
    "astype", "collect", "copy", "dropna", "fillna", "head", "persist", "reset_index", "sample", "sort_index",
    "sort_values", "to_numpy", "values", "to_pandas", "cache", "drop_duplicates", "clip", "round", "infer_objects",
})  # fmt: skip
_SAME_ROWS = frozenset({"apply", "cast", "eq", "ge", "gt", "isin", "le", "lt", "map", "ne", "ravel", "replace"})
_OF_FIRST = frozenset(
    {"DataFrame", "asarray", "array", "fit_transform", "get_dummies", "transform", "train_test_split"}
)
_LEAVES = frozenset({"drop", "pop", "__delitem__"})
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns ``chosen`` of a table (None: all), without those that were ``dropped``.

    ``tables`` is the table and what it was before rows were left out of it or put into order.
    """

    tables: tuple[Value, ...]
    chosen: frozenset[str] | None
    dropped: frozenset[str]

    def holds(self, name: str) -> bool:
        """Whether a column is among them."""
        return name not in self.dropped and (self.chosen is None or name in self.chosen)


def columns_of(value: Value, before: int, program: Program) -> Columns | None:
    """Return the columns of a value; None where the notebook does not say which they are."""
    chosen: frozenset[str] | None = None
    dropped: set[str] = set()
    tables: list[Value] = []
    current: Value | None = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref):
            return None
        tables.append(current)
        dropped |= set(_left_out(current, before, program))
        if isinstance(current, Item):
            picked = _picked(current, program)
            if picked is None:
                return None
            chosen = picked if chosen is None and picked else chosen
            current = current.base
        elif isinstance(current, Part):
            current = current.base if current.base is not None else None
        elif current.name.endswith("()"):
            call = program.flow.call_of(current)
            following = None if call is None else _of_call(call, dropped)
            if following is None:
                return Columns(tuple(tables), chosen, frozenset(dropped)) if _is_table(current) else None
            current = following
        elif current.name.endswith((".loc", ".iloc", ".values")):
            current = current.base
        else:
            return Columns(tuple(tables), chosen, frozenset(dropped)) if current.name.startswith("?.") else None
    return None


def column_of(value: Value) -> tuple[Value, str] | None:
    """Return the table and the one column of it that a value is."""
    current: Value | None = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref):
            return None
        if isinstance(current, Item) and isinstance(current.key, Const) and isinstance(current.key.value, str):
            return (current.base, current.key.value) if current.base is not None else None
        if current.name.endswith(".pop()") and current.base is not None and current.made is not None:
            name = current.made.find("item", 0)
            found = name.value if isinstance(name, Const) else None
            return (current.base, found) if isinstance(found, str) else None
        method = current.name.removesuffix("()").rpartition(".")[2]
        if method not in _SAME | _SAME_ROWS:
            plain = isinstance(current.base, Ref) and not current.name.endswith((")", "]"))
            return (current.base, method) if plain and current.base is not None else None
        current = current.base
    return None


def _is_table(value: Ref) -> bool:
    """Whether a value is a table that the notebook reads or is given, not one that was reshaped on the way."""
    return value.base is None or not isinstance(value.base, Ref) or not value.base.name.endswith((")", "]"))


def _picked(item: Item, program: Program) -> frozenset[str] | None:
    """Return the names that a choice picks; empty where it picks rows, None where nobody can say."""
    key = item.key
    if isinstance(item.node, ast.Slice) or item in program.written:
        return frozenset()
    if isinstance(key, Const) and isinstance(key.value, str):
        return frozenset({key.value})
    if isinstance(key, Seq):
        names = [each.value for each in key.items if isinstance(each, Const) and isinstance(each.value, str)]
        return frozenset(names) if names and len(names) == len(key.items) else None
    return frozenset() if key in program.written or isinstance(item.node, ast.Compare | ast.UnaryOp) else None


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
