"""Columns that a notebook puts beside the ones that a table had: ``te["pred"] = …``, ``te.assign(pred=…)``."""

from __future__ import annotations

from collections.abc import Mapping

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.probes._notebook.flow import Growth
from jupyter_mlsec.probes._notebook.traced import Item

_ADDS = frozenset({"assign", "with_columns", "with_column", "insert"})
_SAME = frozenset({
    "astype", "clone", "collect", "copy", "drop_nulls", "dropna", "filter", "head", "iloc", "lazy", "loc", "query",
    "rename", "reset_index", "set_index", "sort", "sort_index", "sort_values", "tail", "to_frame",
})  # fmt: skip
_STEPS = 24


def column_of(value: Value, grown: Mapping[Value, tuple[Growth, ...]]) -> tuple[Value, ...] | None:
    """Return what one column of a table is made of: what was put there, or else the table before that was done.

    None where a value is no column, or nothing was put beside the table's own.
    """
    if not isinstance(value, Ref) or value.base is None:
        return None
    if isinstance(value, Item):
        name = value.key.value if isinstance(value.key, Const) else None
    else:
        name = None if value.name.endswith((")", "]")) else value.name.rpartition(".")[2]
    if not isinstance(name, str) or name in _SAME:
        return None
    added, root = added_columns(value.base, grown)
    if name in added:
        return added[name]
    return (root,) if added else None


def added_columns(
    table: Value, grown: Mapping[Value, tuple[Growth, ...]]
) -> tuple[dict[str, tuple[Value, ...]], Value]:
    """Return the columns that were put beside a table's own, and the table that it was before."""
    found: dict[str, list[Value]] = {}
    current: Value = table
    for _ in range(_STEPS):
        for _, what, how in grown.get(current, ()):
            if how.startswith("["):
                found.setdefault(how[1:-1], []).append(what)
        if not isinstance(current, Ref) or current.base is None:
            break
        method = current.name.removesuffix("()").rpartition(".")[2]
        rows = isinstance(current, Item) and not isinstance(current.key, Const)
        if current.name.endswith("()") and method in _ADDS and current.made is not None:
            for name, argument in current.made.keywords.items():
                found.setdefault(name, []).append(argument.value)
        elif not (rows or method in _SAME):
            break
        current = current.base
    return {name: tuple(values) for name, values in found.items()}, current
