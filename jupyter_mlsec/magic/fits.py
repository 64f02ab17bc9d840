"""Fits in the code of a cell: which calls fit something, and what they are given."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from jupyter_mlsec.lifecycle.scopes import plain_names, replaced
from jupyter_mlsec.magic.paths import is_path

_FITS = frozenset({"fit", "fit_predict", "fit_transform", "partial_fit"})


def fits_in(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls that fit something, each with the name that the fitted thing has afterwards."""
    simple = (each for whole in statements for each in ast.walk(whole) if _is_simple(each))
    for part, targets in (each for statement in simple for each in _assignments(statement)):
        for node in ast.walk(part):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in _FITS
                and (node.args or node.keywords)
            ):
                owner = node.func.value
                yield owner.id if isinstance(owner, ast.Name) else min(targets, default=""), node


def _assignments(statement: ast.stmt) -> Iterator[tuple[ast.AST, set[str]]]:
    """Yield what a statement does, and the names that it gives a value to; each of ``a, b = f(), g()`` by itself."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if len(targets) == len(
            values
        ) and not any(isinstance(each, ast.Starred) for each in (*targets, *values)):
            yield from ((value, set(plain_names(target))) for target, value in zip(targets, values, strict=True))
        case _:
            yield statement, replaced(statement)


def given_beside(call: ast.Call) -> str:
    """Return what a fit is given beside rows and answers, or that it went on from an earlier one."""
    more = [*map(ast.unparse, call.args[2:]), *(each.arg or "**" for each in call.keywords)]
    named = [each for each in more if each not in {"X", "y"}]
    if isinstance(call.func, ast.Attribute) and call.func.attr == "partial_fit":
        named.append("what an earlier one had left")
    return ", ".join(named)


def given_to(call: ast.Call) -> Iterator[str]:
    """Yield what a fit is given as rows and as answers: a name or a part of one, as it is written."""
    words = {each.arg: each.value for each in call.keywords}
    for position, keyword in enumerate(("X", "y")):
        value = call.args[position] if position < len(call.args) else words.get(keyword)
        path = None if value is None else _afterwards(value)
        yield ast.unparse(path) if path is not None and is_path(path) else ""


def _afterwards(value: ast.expr) -> ast.expr:
    """Return by what the same values can be had once a scaler or the like, named before, has been fitted on them."""
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr="fit_transform"), args=[rows], keywords=[]):
            return ast.Call(ast.Attribute(owner, "transform", ast.Load()), [rows], [])
        case _:
            return value


def _is_simple(node: ast.AST) -> TypeGuard[ast.stmt]:
    """Tell whether a node is a statement that holds no other, as a loop does."""
    return isinstance(node, ast.stmt) and not hasattr(node, "body")
