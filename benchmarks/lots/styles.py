"""Ways in which people write the same notebook: one cell, many cells, functions, other names, constants on top."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator

Cells = list[str]
_KEPT = frozenset(dir(builtins))


def as_one_cell(source: str) -> Cells:
    return [source]


def as_many_cells(source: str) -> Cells:
    """One statement a cell, magics as they stand."""
    if _has_magic(source):
        return source.split("\n\n")
    return [ast.unparse(statement) for statement in ast.parse(source).body]


def as_function(source: str) -> Cells:
    """Put all but imports and definitions into a function that is called."""
    if _has_magic(source):
        return [source]
    body = ast.parse(source).body
    top = [
        each
        for each in body
        if isinstance(each, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))
    ]
    rest = [each for each in body if each not in top]
    if any(_decorated_by(each, rest) for each in top):
        return [source]
    inner = "\n".join("    " + line for each in rest for line in ast.unparse(each).splitlines()) or "    pass"
    return [
        "\n".join(ast.unparse(each) for each in top),
        f"def experiment():\n{inner}\n    return locals()",
        "kept = experiment()",
    ]


def renamed(source: str) -> Cells:
    """Other names for variables, and aliases for modules."""
    if _has_magic(source):
        return [source]
    tree = ast.parse(source)
    names = {name: f"{name.lower()}_{place}" for place, name in enumerate(sorted(set(_assigned(tree))))}
    return [ast.unparse(ast.fix_missing_locations(_Rename(names).visit(tree)))]


def with_constants(source: str) -> Cells:
    """Texts that are arguments stand in constants above."""
    if _has_magic(source):
        return [source]
    tree = ast.parse(source)
    hoisted = _Hoist()
    tree = ast.fix_missing_locations(hoisted.visit(tree))
    place = next((n for n, each in enumerate(tree.body) if not isinstance(each, (ast.Import, ast.ImportFrom))), 0)
    head = [ast.parse(f"{name} = {text!r}").body[0] for text, name in hoisted.names.items()]
    tree.body[place:place] = head
    return [ast.unparse(tree)]


STYLES: dict[str, Callable[[str], Cells]] = {
    "one cell": as_one_cell,
    "many cells": as_many_cells,
    "function": as_function,
    "renamed": renamed,
    "constants": with_constants,
}


def _has_magic(source: str) -> bool:
    return any(line.startswith(("%", "!")) for line in source.splitlines())


def _decorated_by(node: ast.stmt, rest: list[ast.stmt]) -> bool:
    """Routes belong to an app that must stand above them."""
    bound = {name for each in rest for name in _assigned(each)}
    used = {
        each.id for mark in getattr(node, "decorator_list", ()) for each in ast.walk(mark) if isinstance(each, ast.Name)
    }
    return bool(bound & used)


def _assigned(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id not in _KEPT:
            yield node.id
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname for alias in node.names if alias.asname)


class _Rename(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.copy_location(ast.Name(self.names.get(node.id, node.id), node.ctx), node)

    def visit_alias(self, node: ast.alias) -> ast.AST:
        return ast.alias(node.name, self.names.get(node.asname or "", node.asname))

    def visit_arg(self, node: ast.arg) -> ast.AST:
        self.generic_visit(node)
        return node


class _Hoist(ast.NodeTransformer):
    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        node.args = [self._hoisted(each) for each in node.args]
        return node

    def _hoisted(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ("/" in node.value or "." in node.value):
            name = self.names.setdefault(node.value, f"SETTING_{len(self.names)}")
            return ast.Name(name, ast.Load())
        return node
