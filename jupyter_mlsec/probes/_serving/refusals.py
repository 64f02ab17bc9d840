"""Refusals by hand: a condition on what was sent, under which a function answers nothing more."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.probes._serving.idle_checks import is_mapping_test
from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.voids import leaves

_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn)
_SHAPES = frozenset({"shape", "ndim", "dtype", "columns", "keys", "len", "set", "size"})
_TESTS = frozenset({"isfinite", "isnan", "isnull", "isna", "between", "isinstance", "all", "any", "issubset", "isdigit",
                    "isnumeric", "fullmatch", "match", "startswith", "endswith", "allclose", "issuperset"})  # fmt: skip
# What says of what kind a request is, or from whom; the request itself may hold anything.
_AROUND = re.compile(
    r"type|mime|accept|header|method|token|api_?key|user|auth|path|route|role|scope|tenant|environ|getenv|version"
    r"|origin|host\b|session|secret|remote",
    re.IGNORECASE,
)


def refuses_odd(node: Function, void: frozenset[int]) -> bool:
    """Tell whether a function leaves where what it was sent has another shape, or lies outside of some bounds."""
    for each in ast.walk(node):
        if id(each) in void:
            continue
        if isinstance(each, ast.If) and (leaves(each.body) or leaves(each.orelse)) and _is_about_content(each.test):
            return True
        if isinstance(each, ast.Assert) and _is_about_content(each.test):
            return True
    return False


def _is_about_content(test: ast.expr) -> bool:
    """Tell whether a condition holds a value to something: an order, a shape, a set of names."""
    if isinstance(test, ast.BoolOp):
        return any(map(_is_about_content, test.values))
    if isinstance(test, ast.UnaryOp):
        return _is_about_content(test.operand)
    if _AROUND.search(ast.unparse(test)) or (isinstance(test, ast.Call) and is_mapping_test(test)):
        return False
    names = {each.attr if isinstance(each, ast.Attribute) else each.id for each in ast.walk(test)
             if isinstance(each, (ast.Attribute, ast.Name))}  # fmt: skip
    compares = [each for each in ast.walk(test) if isinstance(each, ast.Compare)]
    ordered = any(isinstance(operator, _ORDERS) for each in compares for operator in each.ops)
    return ordered or bool(names & _TESTS) or (bool(compares) and bool(names & _SHAPES))
