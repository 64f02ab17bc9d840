"""Noise of differential privacy whose scale is a constant that is 0: ``rng.normal(0, SIGMA * C, …)``."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._serving.expressions import last_name

_DRAWS = frozenset({"gauss", "laplace", "normal", "normalvariate"})  # location, scale
_SPEAKS = re.compile(r"(?:^|_)(?:dp|dpsgd|private|privacy|privat)(?:_|$)|differential_?priv", re.IGNORECASE)
_EPSILON = re.compile(r"(?:^|_)eps(?:ilon)?(?:_|$)", re.IGNORECASE)
_DELTA = re.compile(r"(?:^|_)delta(?:_|$)", re.IGNORECASE)
_SCALE = 1  # the place of the scale
_DEEPEST = 20


def zero_noise(notebook: Notebook) -> Iterator[str]:
    """Yield the classes and functions that speak of privacy and draw noise of no width."""
    trees = list(trees_of(notebook))
    known = dict(_constants(trees))
    for node in (node for tree in trees for node in tree.body):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and _speaks(node):
            draws = (each for each in ast.walk(node) if isinstance(each, ast.Call) and last_name(each.func) in _DRAWS)
            if any(_is_nothing(_scale(each), known) for each in draws):
                yield node.name


def _speaks(node: ast.ClassDef | ast.FunctionDef) -> bool:
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    names |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    names |= {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
    told = {node.name, *names}
    both = (any(map(each.search, told)) for each in (_EPSILON, _DELTA))  # an epsilon alone keeps divisions from zero
    return any(map(_SPEAKS.search, told)) or all(both)


def _constants(trees: list[ast.Module]) -> Iterator[tuple[str, float]]:
    """Yield the names that are given one number, and nothing else, anywhere in a notebook."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    given = Counter(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    given.update(node.arg for node in nodes if isinstance(node, ast.arg))
    for target, value in (pair for node in nodes if isinstance(node, ast.Assign) for pair in _pairs(node)):
        match target, value:
            case ast.Name(id=name), ast.Constant(value=int() | float() as number) if given[name] == 1:
                yield name, float(number)


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=False)
        else:
            yield target, node.value


def _scale(call: ast.Call) -> ast.expr | None:
    named = {each.arg: each.value for each in call.keywords}
    found = named.get("scale") or named.get("sigma") or named.get("std")
    return found or (call.args[_SCALE] if len(call.args) > _SCALE else None)


def _is_nothing(node: ast.expr | None, known: Mapping[str, float], depth: int = 0) -> bool:
    """Tell whether an expression is 0 whatever its other parts are."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return number == 0
        case ast.Name(id=name):
            return known.get(name) == 0
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if depth < _DEEPEST:
            return _is_nothing(left, known, depth + 1) or _is_nothing(right, known, depth + 1)
        case ast.BinOp(left=left, op=ast.Div()) if depth < _DEEPEST:
            return _is_nothing(left, known, depth + 1)
        case _:
            return False
