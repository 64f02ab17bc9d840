"""Tables that are put together of several exports, of which two hold the same rows: a week that both of them tell.

Divided at random, one copy of such a row is learned from and the other judged. That two share rows is said by the days
in their names, by the bounds that they were cut at, or by a count of duplicates that nobody acts upon.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Seq, Value
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.splits import Split, Splits
from jupyter_mlsec.probes._notebook.traced import Item

_STACKS = frozenset({"append", "concat", "concatenate", "extend", "row_stack", "union", "unionAll", "unionByName",
                     "vstack"})  # fmt: skip
_ONCE = frozenset({"agg", "aggregate", "distinct", "dropDuplicates", "drop_duplicates", "first", "groupby", "group_by",
                   "groupBy", "last", "n_unique", "nth", "pivot_table", "unique"})  # fmt: skip
_ASKS = frozenset({"duplicated", "is_duplicated", "is_unique"})
_READS = re.compile(r"\.(?:read|scan)_(?:csv|parquet|excel|feather|json|table|orc|ndjson|pickle|ipc|fwf)\(\)$")
_TOKEN = re.compile(r"(?<!\d)(?:\d{4}[-_.]\d{2}[-_.]\d{2}|\d{8}|\d{4}[-.]\d{2}|\d{6}|\d{4})(?!\d)")
_KINDS = (
    re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"),
    re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])"),
    re.compile(r"(?:19|20)\d\d"),
    re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"),
)
_TWO = 2
_STEPS = 24
_EVER = ("", "~")  # before and behind all dates
_Stretch = tuple[str, str, str]  # of what, from, to


def shared_exports(notebook: Notebook, splits: Splits) -> Iterator[tuple[CellRef, bool]]:
    """Yield where tables are put together that share rows, none of which is taken out before they are divided.

    It is not sure where all that speaks for it is that somebody asks how many there are.
    """
    program = splits.program
    stacks = [(call, parts) for call in program.calls if len(parts := _parts(call)) >= _TWO]
    if not stacks or not splits.learns:
        return
    guarded = _is_guarded(notebook)
    for call, parts in stacks:
        value = next((each for each in _values(program) if each.made is call.arguments), None)
        split = _divided(call, splits)
        if value is None or split is None or _are_once(value, split, program):
            continue
        if _share_rows(parts, program):
            yield call.cell, True
        elif not guarded and all(_read(each) is not None for each in parts) and _is_counted(value, program):
            yield call.cell, False


def _parts(call: Call) -> tuple[Value, ...]:
    """Return the tables that a call puts one below the other."""
    if call.method not in _STACKS or call.constant("axis") in {1, "columns"} or call.constant("how") == "horizontal":
        return ()
    first = call.value(0, "objs", "items", "other")
    if isinstance(first, Seq):
        return first.items
    return (call.base, first) if call.base is not None and first is not None and _read(first) is not None else ()


def _values(program: Program) -> Iterator[Ref]:
    """Yield what calls gave, as far as it was bound or handed on."""
    given = (value for call in program.calls for value in (call.base, *call.arguments.values()) if value is not None)
    for each in dict.fromkeys([*(value for _, value in program.names), *given]):
        value: Value | None = each
        while isinstance(value, Ref):
            if value.name.endswith("()"):
                yield value
            value = value.base


def _divided(stack: Call, splits: Splits) -> Split | None:
    """Return the split that leaves it to chance on which side a row of a table comes."""
    for split in splits.all:
        grouped = split.call is not None and (
            "Group" in split.call.name or split.call.value(2, "groups", "group_col") is not None
        )
        mixed = split.random and not grouped and split.order > stack.order
        if mixed and stack in splits.program.flow.calls(*split.rows, before=split.order):
            return split
    return None


def _are_once(stack: Ref, split: Split, program: Program) -> bool:
    """Tell whether a row that is there twice is taken out between the two, or rows are made to groups."""
    behind = program.flow.behind(*split.rows, before=split.order)
    before = set(program.flow.behind(*stack.made.values())) if stack.made is not None else set()
    for each in behind:
        call = program.flow.call_of(each) if each not in before else None
        if call is not None and call.method in _ONCE | _ASKS and call.method != "duplicated":
            return True
        if isinstance(each, Item) and each not in before and _asked(each.key, program):
            return True
    return any(
        call.method in _ONCE and call.constant("inplace") is True and call.base in behind for call in program.calls
    )


def _asked(key: Value, program: Program) -> bool:
    """Tell whether a mask is made of which rows are there twice."""
    return any(call.method in _ASKS for call in program.flow.calls(key))


def _is_counted(stack: Ref, program: Program) -> bool:
    """Tell whether somebody asks how many rows are there twice."""
    for call in program.calls:
        current: Value | None = call.base
        for _ in range(_STEPS if call.method in _ASKS else 0):
            if current is stack:
                return True
            current = current.base if isinstance(current, Ref) else None
    return False


def _is_guarded(notebook: Notebook) -> bool:
    """Tell whether a notebook stops, or does something else, where rows are there twice."""
    return any(
        isinstance(node, ast.Assert | ast.If | ast.While) and "duplicate" in ast.unparse(node.test)
        for tree in trees_of(notebook)
        for node in ast.walk(tree)
    )


def _share_rows(parts: tuple[Value, ...], program: Program) -> bool:
    """Tell whether two tables tell of the same days, as far as their names and bounds say of which."""
    known = [each for part in parts if (each := _named(part, program) or _cut(part, program)) is not None]
    return any(
        one[0] == other[0] and max(one[1], other[1]) < min(one[2], other[2])
        for place, one in enumerate(known)
        for other in known[place + 1 :]
    )


def _read(value: Value) -> Ref | None:
    """Return the file that a table was read from, where no rows were chosen from it."""
    current: Value | None = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref) or (isinstance(current, Item) and not isinstance(current.node, ast.List)):
            return None
        if _READS.search(current.name):
            return current
        current = current.base
    return None


def _named(value: Value, program: Program) -> _Stretch | None:
    """Return from when to when a file tells, by the two dates in its name: ``orders_20230101_20230131.csv``."""
    read = _read(value)
    call = program.flow.call_of(read) if read is not None else None
    text = call.text(0) if call is not None else None
    if text is None:
        return None
    name = text.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    found = [re.sub(r"\D", "", each) for each in _TOKEN.findall(name)]
    same = [kind for kind in _KINDS if len(found) == _TWO and all(map(kind.fullmatch, found))]
    return (_TOKEN.sub("#", name), found[0], found[1]) if same and found[0] <= found[1] else None


def _cut(value: Value, program: Program) -> _Stretch | None:
    """Return from when to when the rows of a table are, by the dates that they are compared with."""
    if not isinstance(value, Item) or value.base is None:
        return None
    written = program.written.get(value.key)
    node = written.node if written is not None else value.node
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd) else [node]
    low, high, column = *_EVER, ""
    for each in sides:
        if not isinstance(each, ast.Compare) or len(each.ops) > 1 or not isinstance(each.comparators[0], ast.Constant):
            return None
        bound, column = str(each.comparators[0].value), ast.dump(each.left)
        if isinstance(each.ops[0], ast.Lt | ast.LtE):
            high = bound
        elif isinstance(each.ops[0], ast.Gt | ast.GtE):
            low = bound
        else:
            return None
    dated = all(each in _EVER or re.match(r"(?:19|20)\d\d-\d\d", each) for each in (low, high))
    return (f"{id(value.base)} {column}", low, high) if dated else None
