"""Small facts about expressions: their last name, whether they switch something off, how a function answers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.probes._serving.modules import Function

_OFF = frozenset({False, None, "", "none", "NONE", "anonymous"})
_HOOKS = frozenset({"prepare", "dispatch", "initial", "before", "setup", "authorize", "parse_request"})
Functions = (ast.FunctionDef, ast.AsyncFunctionDef)


def answers_differ(node: Function, idle: frozenset[int] = frozenset()) -> bool:
    """Tell whether a function answers one or the other, or whether something holds; what is ``idle`` is left out."""
    own = [each for each in own_parts(node) if id(each) not in idle]
    returns = [each for each in own if isinstance(each, ast.Return)]
    bodies = any(isinstance(each, ast.If) and each.orelse for each in own)
    said = [each.value for each in returns if each.value is not None]
    return (
        len(returns) > 1
        or bodies
        or any(
            isinstance(each, (ast.Compare, ast.BoolOp, ast.IfExp, ast.UnaryOp))
            or (isinstance(each, ast.Call) and last_name(each.func) in {"compare_digest", "bool", "any", "all"})
            for each in said
        )
    )


def own_parts(node: Function) -> Iterator[ast.AST]:
    """Yield what stands in a function, without the functions in it."""
    pending: list[ast.AST] = list(node.body)
    while pending:
        each = pending.pop()
        yield each
        if not isinstance(each, (*Functions, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(each))


def is_off(node: ast.expr) -> bool:
    """Tell whether a value means no: False, None, an empty text or list."""
    return (isinstance(node, ast.Constant) and node.value in _OFF) or (
        isinstance(node, (ast.List, ast.Tuple, ast.Dict))
        and not (node.keys if isinstance(node, ast.Dict) else node.elts)
    )


def is_optional(node: ast.Call) -> bool:
    """Tell whether a guard lets everybody through by its own options: ``jwt_required(optional=True)``."""
    return any(
        isinstance(each.value, ast.Constant)
        and (each.arg, each.value.value) in {("optional", True), ("required", False)}
        for each in node.keywords
    )


def elements(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the elements of a tuple, or the expression itself."""
    yield from node.elts if isinstance(node, ast.Tuple) else (node,)


def last_name(node: ast.expr) -> str:
    """Return the last name of an expression: ``a.b.c(d)`` -> c; empty where it has none."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return last_name(function)
        case ast.Subscript(value=value):
            return last_name(value)
        case _:
            return ""


def called_on(node: ast.expr) -> str:
    """Return what a method is called on, where it is a plain name: ``jwt.decode`` -> jwt."""
    return node.value.id if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) else ""


def stated(node: ast.ClassDef) -> list[ast.expr]:
    """Return what a class sets for all its methods: ``permission_classes = [IsAuthenticated]``; texts are left out."""
    values = [
        each.value for each in node.body if isinstance(each, (ast.Assign, ast.AnnAssign)) and each.value is not None
    ]
    return [each for each in values if not isinstance(each, ast.Constant)]


def hooks(node: ast.ClassDef) -> list[Function]:
    """Return the methods of a class that frameworks call before the one that answers."""
    return [each for each in node.body if isinstance(each, Function) and each.name in _HOOKS]


def is_nothing(node: ast.expr) -> bool:
    """Tell whether an expression is an empty value: None, an empty text, list or mapping."""
    if isinstance(node, ast.Constant):
        return node.value in (None, "")
    return (isinstance(node, (ast.List, ast.Tuple, ast.Set)) and not node.elts) or (
        isinstance(node, ast.Dict) and not node.keys
    )
