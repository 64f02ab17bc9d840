"""Which methods of a class some code can reach: a method that nobody calls is no reason to hold a cell back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

_ATTRIBUTE = re.compile(r"\.[ \t]*([^\W\d]\w*)")


def reached_names(code: Iterable[str], definitions: Iterable[str]) -> frozenset[str]:
    """Return the attributes that ``code`` names, and those that the methods of these names use in turn.

    ``definitions`` are functions and classes; of functions, all that they name is reached.
    """
    reached = {name for text in code for name in _ATTRIBUTE.findall(text)}
    methods: list[tuple[str, frozenset[str]]] = []
    for text in definitions:
        for node in _nodes(text):
            if isinstance(node, ast.ClassDef):
                methods += [(one.name, _attributes(one)) for one in _methods(node)]
            else:
                reached |= _attributes(node)
    size = -1
    while size != len(reached):
        size = len(reached)
        for name, used in methods:
            if _is_reached(name, reached):
                reached |= used
    return frozenset(reached)


def reachable(text: str, reached: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of what can run of a definition: of a class its methods that are reached, else all."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in _nodes(text):
        if not isinstance(node, ast.ClassDef):
            yield 0, len(text)
            return
        for one in _methods(node):
            if _is_reached(one.name, reached):
                yield starts[one.lineno - 1], starts[one.end_lineno or one.lineno]


def _nodes(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _methods(node: ast.ClassDef) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [one for one in node.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))]


def _attributes(node: ast.AST) -> frozenset[str]:
    return frozenset(one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute))


def _is_reached(name: str, reached: Iterable[str]) -> bool:
    """Whether a method can run: by its name, or by Python itself."""
    return name in reached or (name.startswith("__") and name.endswith("__"))
