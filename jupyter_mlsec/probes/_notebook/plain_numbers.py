"""Numbers that a notebook's names hold, computed without running anything, and how often its loops turn."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

Known: TypeAlias = Mapping[str, float]
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SIGNS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}  # fmt: skip


def constants(trees: list[ast.Module]) -> dict[str, float]:
    """Return the numbers that names of the notebook hold, the last of each; ``CONFIG["eps"]`` by its key."""
    known: dict[str, float] = {}
    for node in (
        each for tree in trees for root in tree.body if not isinstance(root, DEFINITIONS) for each in ast.walk(root)
    ):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                if (number := fold(value, known)) is not None:
                    known[name] = number
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                for target, value in zip(targets, values, strict=False):
                    if isinstance(target, ast.Name) and (number := fold(value, known)) is not None:
                        known[target.id] = number
            case _:
                pass
    return known


def fold(node: ast.expr | None, known: Known) -> float | None:
    """Return the number that an expression is, where its parts are known."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name):
            return known.get(name)
        case (
            ast.Attribute(value=ast.Name(id="np" | "math" | "numpy"), attr="inf")
            | ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value="inf")])
        ):
            return math.inf
        case ast.Call(func=ast.Name(id="float" | "int" | "min" | "max"), args=[only]):
            return fold(only, known)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
            return _computed(sign, fold(left, known), fold(right, known))
    return None


def _computed(sign: ast.operator, first: float | None, second: float | None) -> float | None:
    if first is None or second is None or (second == 0 and isinstance(sign, ast.Div | ast.FloorDiv)):
        return None
    return _SIGNS[type(sign)](first, second)


def calls_in_loops(tree: ast.AST, known: Known) -> Iterator[tuple[ast.Call, float]]:
    """Yield the calls in loops whose number of turns is known, and how often they are made."""
    for loop in ast.walk(tree):
        if isinstance(loop, ast.For) and (often := loop_times(loop.iter, known)) is not None:
            yield from ((node, often) for node in ast.walk(loop) if isinstance(node, ast.Call))


def loop_times(source: ast.expr, known: Known) -> float | None:
    """Return how often a loop over this turns; None where it is not known."""
    match source:
        case ast.Call(func=ast.Name(id="tqdm" | "trange" | "enumerate"), args=[ast.Call() as inner, *_]):
            return loop_times(inner, known)
        case ast.Call(func=ast.Name(id="range" | "trange"), args=[most]):
            return fold(most, known)
        case ast.Call(func=ast.Name(id="range"), args=[first, most]):
            begin, end = fold(first, known), fold(most, known)
            return None if begin is None or end is None else end - begin
        case ast.List(elts=held) | ast.Tuple(elts=held):
            return float(len(held))
    return None
