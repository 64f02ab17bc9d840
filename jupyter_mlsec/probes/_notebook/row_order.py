"""What was done to the rows of a value on its way from a table: left out, put into another order, cut by their place.

Two values that came from one table belong together row by row only as long as the same was done to both.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.held_columns import column_of
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item, Part

_STEPS = 60
_TAKEN_APART = re.compile(r"(?:_split|shuffle|(?:load|fetch)_\w+|load)\(\)(?:\[\])+$")
_GIVES = frozenset({"fit_transform", "transform", "inverse_transform"})
_WHOLE = frozenset({"X", "x", "a", "arr", "array", "arrays", "data", "object", "input", "obj", "tensor"})
_PLACES = (".loc", ".iloc", ".values", ".T", ".array", ".data")
_SEEDS = ("random_state", "seed")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to rows.

    ``kind`` is ``drop``, ``order``, ``cut``, ``aligned``, ``renumbered``, ``restored`` or ``shifted``.

    Two steps with the same ``key`` do the same to the rows of two values; ``about`` is what a cut or an alignment was
    measured by.
    """

    kind: str
    key: object
    value: Value
    about: Value | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """The values that a value was made from, the last one first, and what each step did to the rows."""

    values: tuple[Value, ...]
    steps: tuple[Step, ...]

    def since(self, value: Value) -> tuple[Step, ...]:
        """Return the steps after a value on the way."""
        place = self.values.index(value)
        return tuple(step for step in self.steps if self.values.index(step.value) < place)


def way_of(value: Value | None, program: Program, before: float) -> Way:
    """Return the way of a value's rows, as far back as nothing else is mixed in."""
    values: list[Value] = []
    steps: list[Step] = []
    current = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref) or current.name == "?" or current in values:
            break
        values.append(current)
        steps += _in_place(current, program, before)
        steps += _steps(current, program)
        current = _earlier(current, program)
    return Way(tuple(values), tuple(steps))


def _earlier(value: Ref, program: Program) -> Value | None:
    """Return the value that holds the rows before the last step; None where a step brings or mixes rows."""
    if isinstance(value, Part):
        return value.base if _TAKEN_APART.search(value.name) else None
    if isinstance(value, Item) or not value.name.endswith("()"):
        return value.base if isinstance(value, Item) or value.name.endswith(_PLACES) or _is_column(value) else None
    call = program.flow.call_of(value)
    if call is None:
        return None
    method = call.method
    if method in _GIVES:
        return call.value(0, "X")
    if isinstance(call.base, Ref) and (call.base.name.endswith((")", "]")) or _is_column(call.base)):
        return None if method in words("rows", "breaks") else call.base
    return _first(call)


def _is_column(value: Ref) -> bool:
    """Tell whether a value is a column written as an attribute: ``df.price``."""
    return isinstance(value.base, Ref) and value.base.name.endswith((")", "]")) and not value.name.endswith(".index")


def _first(call: Call) -> Value | None:
    return (
        call.value(0, *_WHOLE) if call.method not in words("rows", "breaks") and "_split" not in call.method else None
    )


def _steps(value: Ref, program: Program) -> Iterator[Step]:
    if isinstance(value, Item):
        yield from _of_item(value, program)
        return
    call = program.flow.call_of(value)
    if call is None:
        return
    method = call.method
    if method in words("rows", "restores"):
        yield Step("restored", method, value)
    elif method in words("rows", "shifts"):
        yield Step("shifted", method, value)
    elif method in words("rows", "cuts") and call.base is not None and call.node.args:
        yield Step("aligned" if _is_index(call.value(0)) else "cut", _spelled(call), value, call.value(0))
    elif method in words("rows", "drops") and call.constant("axis") not in {1, "columns"}:
        yield Step("drop", _spelled(call), value)
    elif method in words("rows", "orders") and _is_of_rows(call):
        yield Step("order", _order_key(call, value), value)
    elif method == "reset_index":
        yield Step("renumbered", "", value)
    elif method in {"reindex", "reindex_like"}:
        yield Step("aligned", "", value, call.value(0, "index"))


def _is_of_rows(call: Call) -> bool:
    """Tell whether rows are put into order, and not the values in each row, or the elements of a list."""
    if call.name in {"sorted", "list.sort", "list.reverse"}:
        return False
    if call.name.startswith("numpy.") and call.method == "sort":
        first = call.value(0, "a")
        return call.constant("axis") in {0, ...} and first is not None and column_of(first) is not None
    return call.constant("axis") in {0, "index", "rows", ...} and call.constant("dim") in {0, ...}


def _is_index(value: Value | None) -> bool:
    """Tell whether a value is the index of a table: ``X.index``, ``list(X.index)``, ``X.index.values``."""
    if isinstance(value, Ref) and value.name in {"builtins.list()", "builtins.sorted()"} and value.made is not None:
        return any(_is_index(each) for each in value.made.values())
    return isinstance(value, Ref) and (value.name.endswith(".index") or ".index." in value.name)


def _spelled(call: Call) -> str:
    given = [ast.dump(each) for each in call.node.args]
    return " ".join([call.method, *given, *(ast.dump(each) for each in call.node.keywords if each.arg != "inplace")])


def _order_key(call: Call, value: Value) -> object:
    """Return what makes two orders the same: their spelling, for a random one only with a seed."""
    if call.method not in words("rows", "permutes"):
        return _spelled(call)
    seed = next((call.constant(name) for name in _SEEDS if call.constant(name) is not ...), None)
    return f"{call.method} {seed}" if seed is not None else value


def _of_item(value: Item, program: Program) -> Iterator[Step]:
    node = value.node
    rows = node.elts[0] if isinstance(node, ast.Tuple) and node.elts else node
    key = value.key
    if isinstance(rows, ast.Slice):
        if isinstance(rows.step, ast.UnaryOp) and rows.lower is None and rows.upper is None:
            yield Step("order", "[::-1]", value)
        elif rows.upper is not None or rows.lower is not None:
            yield Step("cut", ast.dump(rows), value, key)
        return
    if isinstance(key, Const) or (isinstance(key, Seq) and all(isinstance(each, Const) for each in key.items)):
        return
    if _is_index(key) or _is_among(key):
        yield Step("aligned", "", value, key)
    elif _is_order(key, program):
        yield Step("order", key if isinstance(rows, ast.Name) else ast.dump(rows), value)
    elif _is_mask(rows, key, program):
        yield Step("drop", key if isinstance(rows, ast.Name) else ast.dump(rows), value)


def _is_among(key: Value) -> bool:
    """Tell whether rows are those that another table still has: ``y[y.index.isin(X.index)]``."""
    made = key.made if isinstance(key, Ref) and key.name.endswith(".isin()") else None
    return made is not None and any(_is_index(each) for each in made.values())


def _is_order(key: Value, program: Program) -> bool:
    """Tell whether a key is an order of rows: a permutation, numbers that were shuffled, what ``argsort`` gave."""
    for _ in range(_STEPS):
        if not isinstance(key, Ref):
            return False
        method = key.name.removesuffix("()").rpartition(".")[2]
        if key.name.endswith("()") and method in words("rows", "permutes"):
            return True
        if any(call.method == "shuffle" and call.value(0) is key for call in program.calls):
            return True
        following = key.base if isinstance(key, Item) else _behind_numbers(key, program)
        if following is None:
            return False
        key = following
    return False


def _behind_numbers(key: Ref, program: Program) -> Value | None:
    call = program.flow.call_of(key)
    if call is None or call.method in {"arange", "range"}:
        return None
    return call.base if isinstance(call.base, Ref) and call.base.name.endswith((")", "]")) else call.value(0)


def _is_mask(node: ast.expr, key: Value, program: Program) -> bool:
    """Tell whether a key says of each row whether it stays."""
    if isinstance(node, ast.Compare | ast.BoolOp) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert)
    ):
        return True
    written = program.written.get(key)
    if written is not None:
        return isinstance(written.node, ast.Compare | ast.BoolOp | ast.BinOp | ast.UnaryOp)
    if not isinstance(key, Ref) or not key.name.endswith("()"):
        return False
    return key.name.removesuffix("()").rpartition(".")[2] in words("rows", "masks")


def _in_place(value: Ref, program: Program, before: float) -> Iterator[Step]:
    """Yield what was done to an object itself: ``np.random.shuffle(X)``, ``X.dropna(inplace=True)``."""
    for call in program.calls:
        if call.order >= before:
            continue
        if call.method in words("rows", "in_place") and call.base is not value and call.value(0, "x") is value:
            if call.method == "shuffle" and program.flow.call_of(value) is not call and not call.targets:
                yield Step("order", call, value)
        elif call.base is value and call.constant("inplace") is True and call.method in words("rows", "drops"):
            yield Step("drop", _spelled(call), value)
        elif call.base is value and call.constant("inplace") is True and call.method in words("rows", "orders"):
            yield Step("order", _spelled(call), value)
        elif call.base is value and call.constant("inplace") is True and call.method in words("rows", "restores"):
            yield Step("restored", call.method, value)
