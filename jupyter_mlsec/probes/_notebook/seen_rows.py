"""The rows that something was measured on, as far as they are all rows and not a part chosen for it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from jupyter_mlsec.code.values import Arguments, Const, Ref, Value
from jupyter_mlsec.probes._notebook.flow import inside
from jupyter_mlsec.probes._notebook.learners import is_statistic
from jupyter_mlsec.probes._notebook.program import Call
from jupyter_mlsec.probes._notebook.rows import FITS, deeper, is_column, rows_behind, tables
from jupyter_mlsec.probes._notebook.splits import Splits
from jupyter_mlsec.probes._notebook.traced import Item

_PARTS = frozenset({"first", "head", "limit", "sample", "slice", "tail", "take"})
_ROW_BY_ROW = frozenset(
    {"pca_lowrank", "qcut", "rank", "svd", "svd_lowrank", "transform", "zscore"}
)  # which give something for each row
_MOST = 200  # parts of one call's arguments
_ENDS = frozenset({"0", "1", "-1"})
_TAKES = frozenset({"agg", "aggregate", "filter", "select", "selectExpr", "with_column", "with_columns", "withColumn"})


def seen_rows(splits: Splits, *values: Value | None, before: float, shared: set[Value]) -> set[Value]:
    """Return the sources behind what was measured, not behind a side of a split or a part that was chosen for it.

    A part of the rows that is among ``shared``, from which everything else comes, is no choice but the data.
    """

    def edges(value: Value) -> tuple[Value, ...] | None:
        if splits.side(value) is not None or (value not in shared and is_part(value)):
            return ()
        return deeper(value)

    found = splits.program.flow.behind(*values, before=before, edges=edges, without=FITS)
    stopped = {value for value in found if splits.side(value) is not None or (value not in shared and is_part(value))}
    return _sources(set(found), stopped)


def held_rows(splits: Splits, *values: Value | None, before: float) -> set[Value]:
    """Return what rows come from row by row: nothing behind statistics, or sides of splits."""

    def edges(value: Value) -> tuple[Value, ...] | None:
        return () if splits.side(value) is not None or _sums_up(value) else deeper(value)

    return set(splits.program.flow.behind(*values, before=before, edges=edges, without=FITS))


def sources_of(splits: Splits, rows: Iterable[Value]) -> set[Value]:
    """Return the sources of rows: the files that they were read from, as far as nothing was split off yet."""
    found = set(rows)
    return _sources(found, {value for value in found if splits.side(value) is not None})


def _sums_up(value: Value) -> bool:
    """Tell whether a value is what rows have in common: a mean, or ``df.select(pl.col("fare").mean())``."""
    if is_statistic(value):
        return isinstance(value, Ref) and value.name.removesuffix("()").rpartition(".")[2] not in _ROW_BY_ROW
    if not isinstance(value, Ref) or value.made is None or not value.name.endswith((".select()", ".agg()")):
        return False
    return any(is_statistic(each) for each in _parts(value.made))


def _sources(found: set[Value], stopped: set[Value]) -> set[Value]:
    """Return the tables that are made of no other one: a file that is read, a name that nobody binds."""
    known = tables([*found])
    return {
        value
        for value in known - stopped
        if not is_column(value) and not any(each in known or each in stopped for each in deeper(value))
    }


def given_to(splits: Splits, call: Call, behind: list[Value]) -> list[Value]:
    """Return the tables that a statistic of columns is taken of: ``df`` of ``df.select(pl.col("fare").mean())``."""
    flow = splits.program.flow
    named = tables(rows_behind(flow, call.base, *call.arguments.values(), before=call.order))
    if any(not is_column(each) for each in named):
        return []
    taken = (flow.call_of(value) for value in behind)
    return [
        each.base
        for each in taken
        if each is not None and each.method in _TAKES and isinstance(each.base, Ref) and _holds(each, call)
    ]


def _holds(taker: Call, call: Call) -> bool:
    """Whether an expression stands among the arguments of a call."""
    return any(isinstance(value, Ref) and value.made is call.arguments for value in _parts(taker.arguments))


def _parts(arguments: Arguments) -> Iterator[Value]:
    """Yield what the arguments of a call are put together from, not what other tables are asked for."""
    pending, seen = [*arguments.values()], set[Value]()
    while pending and len(seen) < _MOST:
        value = pending.pop()
        if value not in seen:
            seen.add(value)
            yield value
            asks = isinstance(value, Ref) and value.name.removesuffix("()").rpartition(".")[2] in _TAKES
            pending.extend(() if asks else inside(value))


def is_part(value: Value) -> bool:
    """Tell whether a value is the beginning, the end or a sample of a table, or its rows before or after something."""
    if isinstance(value, Item):
        node = value.node.elts[0] if isinstance(value.node, ast.Tuple) and value.node.elts else value.node
        if isinstance(node, ast.Compare):
            return isinstance(node.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
        if not isinstance(node, ast.Slice) or (node.lower is None) == (node.upper is None):
            return False
        return ast.unparse(node.lower or node.upper or node) not in _ENDS
    if not isinstance(value, Ref) or not value.name.endswith("()") or value.made is None:
        return False
    method = value.name.removesuffix("()").rpartition(".")[2]
    share = value.made.find("frac") or value.made.find("fraction")
    whole = isinstance(share, Const) and isinstance(share.value, int | float) and share.value >= 1
    return method in _PARTS and bool(value.made.positional or value.made.keywords) and not whole
