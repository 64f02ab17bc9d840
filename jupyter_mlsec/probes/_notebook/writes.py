"""Where code writes into what a name stands for: assignments to a part of it, methods and functions that change it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Ref
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.program import Program

_PLACES = frozenset({"at", "flat", "iat", "iloc", "loc", "values"})
_OWN = frozenset({"fill", "itemset", "partition", "put", "sort"})  # an array's methods that change it
_IN_PLACE = frozenset({"clip", "drop", "drop_duplicates", "dropna", "mask", "query", "replace", "update",
                       "where"})  # fmt: skip
# Functions that change what they are given first.
_GIVEN = frozenset({"copyto", "fill_diagonal", "place", "put", "putmask", "shuffle"})


@dataclass(frozen=True, slots=True)
class Write:
    """Where something is written into what ``name`` stands for; ``what`` is how, whatever it is called."""

    name: str
    node: ast.AST
    what: str
    result: ast.Call | None = None  # the call whose result is what was to be made


def writes(nodes: Iterable[ast.AST], program: Program) -> Iterator[Write]:
    """Yield where something is written into rows that a name stands for."""
    for node in nodes:
        match node:
            case ast.Assign(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Subscript) and _is_of_rows(target, program):
                        yield from _write(target, node)
            case ast.AugAssign(target=ast.Name() as name):
                yield from _write(name, node)
            case ast.AugAssign(target=ast.Subscript() as target) if _is_of_rows(target, program):
                yield from _write(target, node)
            case ast.Expr(value=ast.Call(func=ast.Attribute() as function) as call):
                yield from _stated(function, call, node)
            case ast.Call():
                yield from _outer(node)
            case _:
                pass


def _stated(function: ast.Attribute, call: ast.Call, node: ast.Expr) -> Iterator[Write]:
    """Yield what a call writes into whose result nobody takes."""
    method = function.attr
    in_place = _is_said(call, "inplace", value=True) and not _is_said(call, "axis", value=1)
    columns = any(each.arg == "columns" for each in call.keywords)
    own = method in _OWN and not call.keywords and not (method == "sort" and call.args)
    if own or (method in _IN_PLACE and in_place and not columns):
        yield from _write(function.value, node)
    elif method in _GIVEN and call.args:
        yield from _write(call.args[0], node)


def _outer(call: ast.Call) -> Iterator[Write]:
    """Yield what a function writes its result into: ``out=y``, ``copy=False``."""
    out = next((each.value for each in call.keywords if each.arg == "out"), None)
    if out is not None:
        yield from _write(out, call, call)
    makes = [call]
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
        makes.append(call.func.value)  # StandardScaler(copy=False).fit_transform(X)
    plain = not isinstance(call.func, ast.Attribute) or call.func.attr not in {"array", "astype", "fit", "reindex"}
    if plain and call.args and any(_is_said(each, "copy", value=False) for each in makes):
        yield from _write(call.args[0], call, call)


def _is_said(call: ast.Call, name: str, *, value: object) -> bool:
    return any(
        each.arg == name and isinstance(each.value, ast.Constant) and each.value.value == value
        for each in call.keywords
    )


def _write(target: ast.expr, node: ast.AST, result: ast.Call | None = None) -> Iterator[Write]:
    base = target
    while isinstance(base, ast.Subscript | ast.Attribute):
        base = base.value
    if isinstance(base, ast.Name) and (not isinstance(target, ast.Attribute) or target.attr in _PLACES):
        spelled = re.sub(rf"\b{re.escape(base.id)}\b", "_", ast.unparse(node))
        yield Write(base.id, node, spelled, result)


def _is_of_rows(target: ast.Subscript, program: Program) -> bool:
    """Tell whether an assignment sets some rows, and no column: ``y[:5]``, ``x[x > 3]``, ``d.iloc[3:9, 4]``."""
    placed = isinstance(target.value, ast.Attribute) and target.value.attr in _PLACES
    key = target.slice
    if isinstance(key, ast.Tuple):
        first = key.elts[0] if key.elts else key
        return not (isinstance(first, ast.Slice) and first.lower is first.upper is first.step is None)
    if isinstance(key, ast.Constant):
        return not isinstance(key.value, str)
    if isinstance(key, ast.Name):
        return placed or _is_mask(key.id, program)
    return isinstance(key, ast.Slice | ast.Compare | ast.UnaryOp | ast.BoolOp | ast.BinOp | ast.Call) or placed


def _is_mask(name: str, program: Program) -> bool:
    """Tell whether a name stands for what says of each row whether it is meant, or for numbers of rows."""
    for known, value in program.names:
        if known == name and isinstance(value, Ref):
            written = program.written.get(value)
            if written is not None and isinstance(written.node, ast.Compare | ast.UnaryOp | ast.BoolOp):
                return True
            if value.name.removesuffix("()").rpartition(".")[2] in words("rows", "masks") | words("rows", "permutes"):
                return True
    return False
