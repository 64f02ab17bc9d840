"""The probe as the text that is sent to a kernel: its code without what only people and type checkers read."""

from __future__ import annotations

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = "jupyter_mlsec.scan"
_MODULES = ("kernel_names", "kernel_attributes", "kernel_definitions", "kernel_probe")  # what is used stands first


@cache
def probe_text() -> str:
    """Return code that defines ``answer(namespace, names, paths, known)`` and ``Told``, and imports nothing new."""
    return "\n".join(_text(f"{_PACKAGE}.{name}") for name in _MODULES)


def _text(module: str) -> str:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(module)
    tree = _Bare().visit(ast.parse(Path(spec.origin).read_text(encoding="utf-8")))
    return ast.unparse(ast.fix_missing_locations(tree))


class _Bare(ast.NodeTransformer):
    """Takes away annotations and what they need, and docstrings."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.ImportFrom | None:
        """Drop modules that serve annotations only, and those that stand in the same text."""
        module = node.module or ""
        return None if module in {"__future__", "collections.abc", "typing"} or _PACKAGE in module else node

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Drop the docstring."""
        node.body = _without_docstring(node.body)
        self.generic_visit(node)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Drop the docstring."""
        node.body = _without_docstring(node.body)
        self.generic_visit(node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Drop the docstring and the annotations."""
        node.body = _without_docstring(node.body)
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Drop the annotation."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt | None:
        """Make it a plain assignment."""
        self.generic_visit(node)
        return None if node.value is None else ast.Assign([node.target], node.value)


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(ast.Constant(str())), *rest]:
            return rest
        case _:
            return body
