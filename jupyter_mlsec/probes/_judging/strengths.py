"""The numbers that a setting may be: of a name, of each turn of a loop, of what a function is given."""

from __future__ import annotations

import ast

from jupyter_mlsec.probes._notebook.consequences import Code

_DEEPEST = 6
_MOST = 40


def strengths(node: ast.expr | None, code: Code, depth: int = 0) -> tuple[float, ...]:  # noqa: PLR0911 - one return a kind of expression
    """Return all numbers that an expression may be; nothing where one of them is not known."""
    if node is None or depth > _DEEPEST:
        return ()
    known = code.names.number(node)
    if known is not None:
        return (known,)
    match node:
        case ast.Name(id=name):
            return _all(code.names.given.get(name, ()), code, depth)
        case ast.Subscript(value=held, slice=ast.Constant(value=key)) if key is ...:
            return _turns(held, code, depth)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return _all(parts, code, depth)
        case ast.BinOp(op=ast.Mult() | ast.Div(), left=left, right=right):
            one, other = strengths(left, code, depth + 1), strengths(right, code, depth + 1)
            if len(other) == 1 and one:
                factor = other[0] if isinstance(node.op, ast.Mult) else 1 / other[0] if other[0] else 0.0
                return tuple(each * factor for each in one)
            return tuple(each * one[0] for each in other) if len(one) == 1 and isinstance(node.op, ast.Mult) else ()
    return ()


def _all(nodes: object, code: Code, depth: int) -> tuple[float, ...]:
    found: list[float] = []
    assert isinstance(nodes, list | tuple)  # noqa: S101 - elements, or what a name was given
    for each in nodes[:_MOST]:
        known = strengths(each, code, depth + 1)
        if not known:
            return ()
        found.extend(known)
    return tuple(found)


def _turns(held: ast.expr, code: Code, depth: int) -> tuple[float, ...]:
    """Return what the turns of a loop are: over a list, the values of a dict, the pairs of ``enumerate``."""
    if isinstance(held, ast.Name) and len(code.names.given.get(held.id, ())) == 1:
        held = code.names.given[held.id][0]
    if isinstance(held, ast.List | ast.Tuple):
        return _all(held.elts, code, depth)
    if (
        isinstance(held, ast.Call)
        and ast.unparse(held.func).rpartition(".")[2] in {"array", "tqdm", "asarray", "tensor", "enumerate"}
        and held.args
    ):
        return _turns(held.args[0], code, depth + 1)
    if isinstance(held, ast.Call) and isinstance(held.func, ast.Attribute) and held.func.attr in {"items", "values"}:
        owner = held.func.value
        given = code.names.given.get(owner.id, ()) if isinstance(owner, ast.Name) else [owner]
        if len(given) == 1 and isinstance(given[0], ast.Dict):
            return _all(given[0].values, code, depth)
    return ()
