"""When rows were: whether a part of a table lies before or behind a moment, or the rows that are left."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item

_WORDS = re.compile(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+(?![a-z])")
_MOMENT = re.compile(r"(?:19|20)\d\d(?:[-/.]?\d\d){0,2}(?:[T ][\d:.]+)?")
_BEFORE, _BEHIND = ast.Lt | ast.LtE, ast.Gt | ast.GtE
_OF_DATES = frozenset({"date", "month", "to_period", "year"})  # df["day"].dt.year
_NEVER = frozenset({"dt", "str", "values", "loc", "iloc", "col", "column", "obs", "lit", "F", "pl", "pd"})
_FILTERS = frozenset({"filter", "query", "where"})
_BEGIN, _END = frozenset({"head", "limit"}), frozenset({"tail"})
_SORTS = frozenset({"arrange", "order_by", "orderBy", "sort", "sort_index", "sort_values", "sorted"})
_DOWN = re.compile(r"\bdesc\b|desc\(\)$", re.IGNORECASE)
_DEPTH = 6
_EVER = 10**9


def is_moment(name: str) -> bool:
    """Tell whether a column's name says when a row was, and not when the thing began that it is about."""
    found = [word.lower() for word in _WORDS.findall(name)]
    return bool(found) and found[-1] in words("times", "moments") and words("times", "lives").isdisjoint(found)


def in_time(value: Value, program: Program) -> bool | None:
    """Return whether rows lie behind a moment (True) or before it (False); None where time does not divide them."""
    if isinstance(value, Item):
        return _of_item(value, program)
    call = program.flow.call_of(value)
    if call is None or not isinstance(value, Ref):
        return None
    if call.method in _FILTERS and call.node.args:
        given, text = call.node.args[0], call.text(0)
        if text is not None and isinstance(call.value(0), Const):
            try:
                given = ast.parse(text.replace("&&", " and "), mode="eval").body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return None
        return _masked(given, call.value(0), program)
    if call.method in _BEGIN | _END and call.base is not None:
        up = ascending(call.base, call.order, program)
        return None if up is None else (call.method in _END) is up
    return None


def _of_item(item: Item, program: Program) -> bool | None:
    node, key = item.node, item.key
    if isinstance(node, ast.Tuple) and node.elts:
        node = node.elts[0]
        key = key.items[0] if isinstance(key, Seq) and key.items else key
    if not isinstance(node, ast.Slice):
        return _masked(node, key, program)
    if (node.lower is None) == (node.upper is None) or node.step is not None:
        return None
    bound = node.upper or node.lower
    if isinstance(bound, ast.Constant) and isinstance(bound.value, str) and _MOMENT.fullmatch(bound.value):
        return node.upper is None
    up = None if item.base is None else ascending(item.base, _EVER, program)
    return None if up is None else (node.upper is None) is up


def _masked(node: ast.expr, value: Value | None, program: Program, depth: int = _DEPTH) -> bool | None:
    """Return on which side of a moment a mask's rows lie."""
    written = program.written.get(value) if value is not None else None
    if depth <= 0:
        return None
    if isinstance(node, ast.Name) and written is not None and not isinstance(written.node, ast.Name):
        return _masked(written.node, value, program, depth - 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert | ast.Not):
        inner = written.parts[0] if written is not None and written.parts else None
        found = _masked(node.operand, inner, program, depth - 1)
        return None if found is None else not found
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        parts = written.parts if written is not None and written.node is node else ()
        return _compared(node, parts[-1] if len(parts) > 1 else None, program)
    return None


def _compared(node: ast.Compare, bound: Value | None, program: Program) -> bool | None:
    left, right, later = node.left, node.comparators[0], isinstance(node.ops[0], _BEHIND)
    if not isinstance(node.ops[0], _BEFORE | _BEHIND):
        return None
    if _names_moment(right) and not _names_moment(left):
        left, right, later, bound = right, left, not later, None
    named = {*_column_words(left)}
    if any(not words("times", "lives").isdisjoint(word.lower() for word in _WORDS.findall(each)) for each in named):
        return None
    return later if _names_moment(left) or _is_moment_value(right, bound, program) else None


def _names_moment(node: ast.expr) -> bool:
    return any(is_moment(each) for each in _column_words(node)) or any(
        isinstance(each, ast.Attribute) and each.attr in _OF_DATES
        and isinstance(each.value, ast.Attribute | ast.Call) and ".dt" in ast.unparse(each.value)
        for each in ast.walk(node)
    )  # fmt: skip


def _column_words(node: ast.expr) -> Iterator[str]:
    """Yield the names of columns in an expression: ``d["day"]``, ``d.day``, ``pl.col("day")``, ``day`` of a query."""
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
        elif isinstance(each, ast.Attribute) and each.attr not in _NEVER and _is_owner(each.value):
            yield each.attr
    if isinstance(node, ast.Name):
        yield node.id


def _is_owner(node: ast.expr) -> bool:
    """Whether an attribute of something is a column of a table, as far as its spelling says."""
    return isinstance(node, ast.Name) and node.id not in _NEVER


def _is_moment_value(node: ast.expr, value: Value | None, program: Program) -> bool:
    """Tell whether what rows are compared with is a moment: a date that is written there, or made."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _MOMENT.fullmatch(node.value) is not None
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        return name in words("times", "makes") and name != "lit"
    if isinstance(value, Const) and isinstance(value.value, str):
        return _MOMENT.fullmatch(value.value) is not None
    call = program.flow.call_of(value) if value is not None else None
    return call is not None and call.method in words("times", "makes") and call.method != "lit"


def ascending(rows: Value, before: int, program: Program) -> bool | None:
    """Return whether rows stand in the order of time, or against it (False); None where nothing says so."""
    behind = set(program.flow.behind(rows, before=before))
    made = {id(each.made) for each in behind if isinstance(each, Ref) and each.made is not None}
    last: Call | None = None
    for call in program.calls:
        given = call.base in behind or call.value(0) in behind
        if (
            call.order < before
            and call.method in _SORTS
            and (id(call.arguments) in made or _in_place(call, given=given))
        ):
            last = call
    if last is None or not _by_time(last, program):
        return None
    turned = sum(1 for each in behind if _turns(each))
    return (not _descends(last)) ^ (turned % 2 == 1)


def _in_place(call: Call, *, given: bool) -> bool:
    return given and (call.constant("inplace") is True or (call.method == "sort" and not call.targets))


def _turns(value: Value) -> bool:
    step = value.node.step if isinstance(value, Item) and isinstance(value.node, ast.Slice) else None
    return step is not None and ast.unparse(step) == "-1"


def _by_time(call: Call, program: Program) -> bool:
    """Tell whether rows are sorted by when they were."""
    if call.method == "sort_index":
        return any(
            (each.value(None, "parse_dates") is not None and each.value(None, "index_col") is not None)
            or (each.method == "set_index" and any(is_moment(text) for text in each.texts(0, "keys")))
            for each in program.calls
        )
    told = [*call.texts(0, "by", "keys"), *(text for given in call.arguments.values() for text in _texts(given))]
    key = call.arguments.keywords.get("key")
    if key is not None and key.node is not None:
        told.extend(_column_words(key.node.body) if isinstance(key.node, ast.Lambda) else _column_words(key.node))
    return any(is_moment(text) for text in told[:1] if text) or any(is_moment(text) for text in told)


def _texts(value: Value) -> Iterator[str]:
    for each in value.items if isinstance(value, Seq) else (value,):
        if isinstance(each, Const) and isinstance(each.value, str):
            yield each.value.partition(" ")[0]
        elif isinstance(each, Ref) and each.name.endswith((".col()", ".desc()", ".asc()")):
            yield from _texts_of_call(each)


def _texts_of_call(value: Ref) -> Iterator[str]:
    current: Value | None = value
    while isinstance(current, Ref):
        if current.made is not None:
            yield from (
                each.value for each in current.made.values() if isinstance(each, Const) and isinstance(each.value, str)
            )
        current = current.base


def _flag(flags: Seq, call: Call) -> Value:
    """Return the flag of the column that says when rows were: ``by=["shop", "day"], ascending=[True, False]``."""
    by = call.value(0, "by", "keys")
    names = [each.value if isinstance(each, Const) else "" for each in by.items] if isinstance(by, Seq) else []
    place = next((place for place, name in enumerate(names) if isinstance(name, str) and is_moment(name)), 0)
    return flags.items[place] if place < len(flags.items) else flags.items[0]


def _descends(call: Call) -> bool:
    """Tell whether a sort puts the last rows first."""
    for name, falling in (("ascending", False), ("descending", True), ("reverse", True)):
        value = call.value(None, name)
        first = _flag(value, call) if isinstance(value, Seq) and value.items else value
        if isinstance(first, Const) and isinstance(first.value, bool | int):
            return bool(first.value) is falling
    return any(
        (isinstance(each, Ref) and _DOWN.search(each.name))
        or (isinstance(each, Const) and _DOWN.search(str(each.value)))
        for each in call.arguments.values()
    )
