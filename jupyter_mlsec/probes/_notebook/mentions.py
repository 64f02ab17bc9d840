"""Which names a notebook's names were last made from, by spelling: the quick look, where values are not asked for."""

from __future__ import annotations

import ast
from collections.abc import Iterator


class Mentions(ast.NodeVisitor):
    """Walks cells in order, knowing what each name was last bound to.

    ``targets`` are the names that the result of a call is bound to, by the call's ``id``; a call inside a function
    that binds nothing counts for the function. ``made`` maps a name to the names that its last values were made from.
    """

    def __init__(self) -> None:
        self.made: dict[str, set[str]] = {}
        self.modules: set[str] = set()
        self.bound: set[str] = set()
        self.targets: dict[int, tuple[str, ...]] = {}
        self._targets: tuple[str, ...] = ()
        self._function = ""

    def read(self, tree: ast.Module) -> None:
        """Read one cell after those before it."""
        self.visit(tree)
        self.bound.update(bindings(tree))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._define(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._define(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Take what a class makes to be made by its methods."""
        self.generic_visit(node)
        methods = {each.name for each in node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))}
        self.made.setdefault(node.name, set()).update(methods)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Take a function's result to be made from all that its body mentions, and from calls that bind nothing."""
        outer, self._function = self._function, self._function or node.name
        self.generic_visit(node)
        self._function = outer
        self.made.setdefault(node.name, set()).update(names_in(node))

    def visit_Import(self, node: ast.Import) -> None:
        self.modules.update(alias.name for alias in node.names)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.modules.add("." * node.level + (node.module or ""))

    def visit_Assign(self, node: ast.Assign) -> None:
        self._bind([each for target in node.targets for each in bound(target)], node.value)
        for target in node.targets:
            if not isinstance(target, (ast.Name, ast.Tuple, ast.List)):
                self._grow(target, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._bind(list(bound(node.target)), node.value)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._bind([node.target.id], node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        self._grow(node.target, node.value)

    def visit_withitem(self, node: ast.withitem) -> None:
        if node.optional_vars is None:
            self.visit(node.context_expr)
        else:
            self._bind(list(bound(node.optional_vars)), node.context_expr)

    def visit_For(self, node: ast.For) -> None:
        self._bind(list(bound(node.target)), node.iter)
        for statement in (*node.body, *node.orelse):
            self.visit(statement)

    def visit_Call(self, node: ast.Call) -> None:
        targets, self._targets = self._targets, ()
        if not targets and self._function:
            targets = (self._function,)
        if targets:
            self.targets[id(node)] = targets
        self.generic_visit(node)

    def _bind(self, names: list[str], value: ast.expr) -> None:
        self._targets = tuple(names) if isinstance(value, ast.Call) else ()
        self.visit(value)
        self._targets = ()
        made = set(names_in(value))
        for name in names:
            # ``df = df.dropna()`` keeps what df was made from before.
            self.made[name] = made | (self.made.get(name, set()) if name in made else set())

    def _grow(self, target: ast.expr, value: ast.expr) -> None:
        """``df["x"] = other`` makes df depend on other, too."""
        base = target
        while isinstance(base, (ast.Subscript, ast.Attribute)):
            base = base.value
        if isinstance(base, ast.Name):
            self.made.setdefault(base.id, set()).update(names_in(value))


def names_in(node: ast.AST) -> Iterator[str]:
    """Yield the names that an expression reads."""
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def bindings(tree: ast.AST) -> Iterator[str]:
    """Yield every name that a piece of code gives a value to."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name.partition(".")[0]
            case ast.ExceptHandler(name=str(name)):
                yield name
            case _:
                pass


def bound(target: ast.expr) -> Iterator[str]:
    """Yield the names that a target of an assignment gives a value to."""
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element in elements:
                yield from bound(element)
        case ast.Starred(value=value):
            yield from bound(value)
