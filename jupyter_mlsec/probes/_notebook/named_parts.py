"""Parts of rows whose split stands nowhere in the notebook, or has three sides: told by the names that they get."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.values import AnyOf, Const, Ref, Value
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.sides import Side, named
from jupyter_mlsec.probes._notebook.traced import Item, Part

_FILES = frozenset({"arrow", "audiofolder", "csv", "imagefolder", "json", "parquet", "text"})  # for load_dataset


def handed_out(program: Program) -> Iterator[tuple[int, dict[Value, Side]]]:
    """Yield what a call gives that hands out training and test rows under such names, and when it is called.

    ``train_dl, val_dl, test_dl = loaders("data")``: nobody here sees how the rows were split.
    """
    several: dict[int, dict[Value, Side]] = {}
    for name, value in program.names:
        for option in value.options if isinstance(value, AnyOf) else (value,):
            side, owner = named(name), _outermost(option)
            if side is not None and owner is not None:
                call = program.flow.call_of(owner)
                if call is not None:
                    several.setdefault(call.order, {}).setdefault(option, side)
    for order, sides in several.items():
        if {Side.TRAIN, Side.TEST} <= set(sides.values()):
            yield order, sides


def _outermost(value: Value) -> Ref | None:
    """Return what a part, or a part of a part, was taken out of; None for anything else."""
    if not isinstance(value, Part):
        return None
    owner: Value | None = value
    while isinstance(owner, Part):
        owner = owner.base
    return owner if isinstance(owner, Ref) else None


def middles(program: Program) -> dict[Value, Value]:
    """Return the slices between two bounds at which others of the same rows end and begin, and the rows.

    ``df[:a]``, ``df[a:b]``, ``df[b:]``: the second is there to choose by.
    """
    begins: set[tuple[Value, str]] = set()
    ends: set[tuple[Value, str]] = set()
    between: list[tuple[Item, Value, str, str]] = []
    for _, _, item in program.selections:
        node = item.node.elts[0] if isinstance(item.node, ast.Tuple) and item.node.elts else item.node
        rows = _rows(item)
        if not isinstance(node, ast.Slice) or node.step is not None or rows is None:
            continue
        lower, upper = (None if bound is None else ast.dump(bound) for bound in (node.lower, node.upper))
        if lower is not None and upper is not None:
            between.append((item, rows, lower, upper))
        elif upper is not None:
            ends.add((rows, upper))
        elif lower is not None:
            begins.add((rows, lower))
    return {item: rows for item, rows, lower, upper in between if (rows, lower) in ends and (rows, upper) in begins}


def _rows(item: Item) -> Value | None:
    owner: Value | None = item.base
    while isinstance(owner, Ref) and owner.base is not None and owner.name.endswith((".loc", ".iloc", ".values")):
        owner = owner.base
    return owner


def at_a_moment(value: Value) -> bool:
    """Tell whether rows are a slice up to a moment that is written there, or all but the last ones of a table.

    ``sales[:"2024-06"]``, ``sales.iloc[:-12]``
    """
    node = value.node if isinstance(value, Item) else None
    bound = (node.upper or node.lower) if isinstance(node, ast.Slice) else None
    if isinstance(bound, ast.UnaryOp) and isinstance(value, Item) and isinstance(value.base, Ref):
        return value.base.name.endswith(".iloc")
    return isinstance(bound, ast.Constant) and isinstance(bound.value, str)


def judged_ends(program: Program) -> Iterator[tuple[Call, Item, Value]]:
    """Yield the ends of tables that metrics are given, and the tables: ``mean_absolute_error(y[n:], …)``."""
    for call in program.calls:
        for value in call.arguments.values() if call.name.startswith("sklearn.metrics.") else ():
            if isinstance(value, Item) and isinstance(value.node, ast.Slice) and value.node.upper is None:
                rows, begin = _rows(value), value.node.lower
                if rows is not None and begin is not None and not isinstance(begin, ast.Constant):
                    yield call, value, rows


def only_training(program: Program) -> frozenset[int]:
    """Return the calls that give parts by name of which nobody takes another than the one to train with.

    ``load_dataset("csv", data_files="all.csv")["train"]`` is all there is.
    """
    taken: dict[int, set[Side | None]] = {}
    for _, _, item in program.selections:
        key = item.key.value if isinstance(item.key, Const) else None
        call = program.flow.call_of(item.base) if item.base is not None else None
        if call is not None and isinstance(key, str) and call.text(0, "path") in _FILES:
            taken.setdefault(call.order, set()).add(named(key))
    return frozenset(order for order, sides in taken.items() if sides == {Side.TRAIN})
