"""Whether a statement makes its values by itself: numbers that are written or drawn, and nothing read from outside.

A table that a notebook draws or types is versioned by the notebook. Not so one for which something was called that is
not known to stay inside (a file, a socket, a function that asks them), or that uses what came from there.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from jupyter_mlsec.probes._ground.packages import package_of

_INSIDE = frozenset({
    "builtins", "calendar", "collections", "datetime", "decimal", "fractions", "functools", "itertools", "math",
    "numpy", "operator", "pandas", "random", "re", "scipy", "statistics", "string", "textwrap",
})  # fmt: skip
_ASKING = frozenset({"open", "input", "exec", "eval", "compile", "__import__", "breakpoint"})
_READING = ("read", "load", "fetch", "open", "scan", "fromfile", "fromregex", "genfromtxt", "memmap")


def stays_inside(node: ast.AST, namespace: Mapping[str, Any], own: Mapping[str, bool]) -> bool:
    """Tell whether every call in ``node`` is known to make its result of its arguments alone.

    ``own`` says it of the functions that cells defined.
    """
    return all(_is_inside(call.func, namespace, own) for call in ast.walk(node) if isinstance(call, ast.Call))


def values_read(statement: ast.stmt, namespace: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of values that a statement takes from before; modules, functions and classes are none."""
    own = {name for node in ast.walk(statement) for name in _bound_before_use(node)}
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in namespace.keys() - own:
            value = namespace[node.id]
            if not isinstance(value, (ModuleType, FunctionType, BuiltinFunctionType, type)):
                yield node.id


def _bound_before_use(node: ast.AST) -> Iterator[str]:
    """Yield what loops, comprehensions and parameters bind: their bodies read nothing from before under these names."""
    match node:
        case ast.For(target=target) | ast.AsyncFor(target=target) | ast.comprehension(target=target):
            yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))
        case ast.arg(arg=name):
            yield name
        case _:
            return


def _is_inside(function: ast.expr, namespace: Mapping[str, Any], own: Mapping[str, bool]) -> bool:
    names: list[str] = []
    while isinstance(function, (ast.Attribute, ast.Call, ast.Subscript)):
        if isinstance(function, ast.Attribute):
            names.append(function.attr)
        function = function.func if isinstance(function, ast.Call) else function.value
    if any(name.startswith(_READING) for name in names):
        return False
    if not isinstance(function, ast.Name):
        return True  # a method of a text or a list that stands there
    if function.id in own:
        return own[function.id]
    if function.id in namespace:
        return _home(namespace[function.id]) in _INSIDE
    if hasattr(builtins, function.id):
        return function.id not in _ASKING
    return bool(names)  # a method of something that lives for this statement only


def _home(value: object) -> str:
    """Return the top-level package of a module, of a function, of a class, or of what an object is an instance of."""
    if isinstance(value, ModuleType):
        return value.__name__.partition(".")[0]
    if type(value) in {FunctionType, BuiltinFunctionType, type}:
        module: object = value.__module__
        return module.partition(".")[0] if isinstance(module, str) else ""
    return package_of(value)
