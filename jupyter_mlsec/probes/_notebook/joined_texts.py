"""Texts that are put together from columns of a table: sums, f-strings, ``str.cat``, functions over rows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.values import AnyOf, Built, Const, Func, Ref, Seq, Value
from jupyter_mlsec.probes._notebook.columns import columns_of, touched
from jupyter_mlsec.probes._notebook.program import Program
from jupyter_mlsec.probes._notebook.traced import Item, Part

_DEPTH = 12
_SEVERAL = 8  # texts of a list that are looked at
_JOINS = frozenset({"cat", "concat_str", "concat_ws", "format"})
_OVER_ROWS = frozenset({"apply", "agg", "map", "map_elements"})
_GIVES = frozenset(
    {"fit_transform", "transform", "from_pandas", "from_dict", "from_list", "Series", "DataFrame", "list"}
)


def names_in_texts(value: Value | None, program: Program, before: float, depth: int = _DEPTH) -> set[str]:
    """Return the columns whose values stand in the texts that a value holds."""
    if isinstance(value, Seq | AnyOf) and depth > 0:
        several = value.items if isinstance(value, Seq) else value.options
        return {name for each in several[:_SEVERAL] for name in names_in_texts(each, program, before, depth - 1)}
    if isinstance(value, Built):
        return {name for part in value.parts for name in touched(part)}
    if not isinstance(value, Ref) or depth <= 0:
        return set()
    if isinstance(value, Item):
        return _of_column(value, program, before, depth)
    return _of_sum(value, program) if value in program.written else _of_call(value, program, before, depth)


def _of_column(value: Item, program: Program, before: float, depth: int) -> set[str]:
    """Look at what was last assigned to a column, or to each of some."""
    keys = value.key.items if isinstance(value.key, Seq) else (value.key,)
    found: set[str] = set()
    for key in keys:
        if isinstance(key, Const) and isinstance(key.value, str) and value.base is not None:
            grown = program.flow.grown.get(value.base, ())
            made = [what for time, what, how in grown if time < before and how == f"[{key.value}]"]
            for what in made[-1:]:
                found |= names_in_texts(what, program, before, depth - 1)
    return found


def _of_sum(value: Ref, program: Program) -> set[str]:
    """Return the columns of ``df["a"] + " " + df["b"]``; a sum of numbers has no text between them."""
    written = program.written[value]
    if not isinstance(written.node, ast.BinOp) or not isinstance(written.node.op, ast.Add):
        return set()
    texts = any(isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.strip("_") != ""
                for each in _summands(written.node))  # fmt: skip
    return {name for part in written.parts for name in (*touched(part), *_deeper(part, program))} if texts else set()


def _deeper(part: Value, program: Program) -> set[str]:
    inner = program.written.get(part)
    return {name for each in inner.parts for name in (*touched(each), *_deeper(each, program))} if inner else set()


def _summands(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp):
        yield from _summands(node.left)
        yield from _summands(node.right)
    else:
        yield node


def _of_call(value: Ref, program: Program, before: float, depth: int) -> set[str]:
    call = program.flow.call_of(value)
    if call is None:
        return (
            names_in_texts(value.base, program, before, depth - 1) if isinstance(value, Part) or value.base else set()
        )
    if call.method in _JOINS:
        given = [argument.value for argument in call.arguments.positional]
        return {name for each in (call.base, *given) for name in touched(each)}
    if call.method in _OVER_ROWS and call.constant("axis") in {1, "columns"}:
        first = call.value(0, "func")
        return set(_of_rows(first.node)) if isinstance(first, Func) else columns_of(call.base)
    if call.method in _GIVES or (call.base is None and call.arguments.positional):
        return names_in_texts(call.value(0, "X"), program, before, depth - 1)
    return names_in_texts(call.base, program, before, depth - 1)


def _of_rows(function: ast.AST) -> Iterator[str]:
    """Yield what a function over rows puts into a text: ``lambda r: r["name"] + " " + r.body``."""
    for node in ast.walk(function):
        joins = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add))
        for each in ast.walk(node) if joins else ():
            if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Constant):
                yield str(each.slice.value)
            elif isinstance(each, ast.Attribute):
                yield each.attr
