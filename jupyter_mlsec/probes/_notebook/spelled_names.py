"""The names that a text stands for which is put together in a loop: ``f"lag_{k}"`` for k in (1, 7)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from itertools import product

from jupyter_mlsec.code.values import AnyOf, Const, Ref, Value
from jupyter_mlsec.probes._notebook.folded import GAP

_MOST = 14  # names of one text, and numbers of one range


def spelled_names(node: ast.expr, lookup: Callable[[str], Value]) -> tuple[str, ...]:
    """Return the names that a text may be; what nobody knows in them is ``…``. Nothing where no letter is known."""
    pieces = [*_pieces(node, lookup)]
    if not any(isinstance(each, ast.Constant) and each.value for each in _literals(node)) or not pieces:
        return ()
    found = tuple("".join(each) for each in product(*pieces)) if _size(pieces) <= _MOST else ()
    return found or ("".join(each[0] if len(each) == 1 else GAP for each in pieces),)


def _size(pieces: list[tuple[str, ...]]) -> int:
    size = 1
    for each in pieces:
        size *= len(each)
    return size


def _literals(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.JoinedStr):
        yield from node.values
    elif isinstance(node, ast.BinOp):
        yield from (*_literals(node.left), *_literals(node.right))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node


def _pieces(node: ast.expr, lookup: Callable[[str], Value]) -> Iterator[tuple[str, ...]]:
    if isinstance(node, ast.JoinedStr):
        for each in node.values:
            yield from _pieces(each, lookup)
    elif isinstance(node, ast.FormattedValue):
        yield from _pieces(node.value, lookup) if node.format_spec is None else [(GAP,)]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from (*_pieces(node.left, lookup), *_pieces(node.right, lookup))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str" and node.args:
        yield from _pieces(node.args[0], lookup)
    elif isinstance(node, ast.Constant):
        yield (str(node.value),)
    else:
        known = [*constants(lookup(node.id))] if isinstance(node, ast.Name) else []
        yield tuple(dict.fromkeys(map(str, known))) or (GAP,)


def constants(value: Value) -> Iterator[str | int | float]:
    """Yield what a value may be: of branches, of what a loop goes through, of a short range of numbers."""
    if isinstance(value, Const) and isinstance(value.value, str | int | float):
        yield value.value
    elif isinstance(value, AnyOf):
        inner = [[*constants(each)] for each in value.options]
        yield from (each for several in inner for each in several) if all(inner) else ()
    elif isinstance(value, Ref) and value.name == "builtins.range()[]" and value.made is not None:
        given = [each.value for each in value.made.values() if isinstance(each, Const)]
        bounds = [each for each in given if isinstance(each, int) and not isinstance(each, bool)]
        if bounds and len(bounds) == len(value.made.positional) and (len(bounds) < 3 or bounds[2]):  # noqa: PLR2004
            numbers = range(*bounds[:3])
            yield from numbers if 0 < len(numbers) <= _MOST else numbers[:1]
