"""A notebook's calls in the order they stand, by the qualified name of what they call."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.cells import parse_notebook

_DEPTH = 40  # of nested expressions that are named; deeper ones are nobody's handwriting


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call. ``name`` is what it calls: ``pandas.read_csv``, ``sklearn.svm.SVC().fit``, ``pandas.read_csv().drop``.

    ``targets`` are the names that its result is bound to; ``names`` the names that its arguments mention.
    """

    name: str
    node: ast.Call
    cell: CellRef
    order: int
    targets: tuple[str, ...]
    strings: dict[str, str] = field(repr=False)
    numbers: dict[str, float] = field(default_factory=dict, repr=False)

    @property
    def method(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    def argument(self, position: int | None, *keywords: str) -> ast.expr | None:
        """Return an argument by its position or one of its keywords."""
        if position is not None and position < len(self.node.args):
            argument = self.node.args[position]
            return None if isinstance(argument, ast.Starred) else argument
        return next((each.value for each in self.node.keywords if each.arg in keywords), None)

    def text(self, position: int | None, *keywords: str) -> str | None:
        """Return an argument's text where it is known without running anything."""
        argument = self.argument(position, *keywords)
        return None if argument is None else text_of(argument, self.strings)

    def constant(self, keyword: str) -> object:
        """Return a keyword argument's constant; Ellipsis where it is absent or not constant."""
        argument = self.argument(None, keyword)
        return argument.value if isinstance(argument, ast.Constant) else ...

    def number(self, keyword: str) -> float | None:
        """Return a keyword argument's number, also where a name holds it; None where it is not known."""
        argument = self.argument(None, keyword)
        return None if argument is None else _number(argument, self.numbers)

    @property
    def spread(self) -> bool:
        """Whether ``**options`` may hold any keyword."""
        return any(each.arg is None for each in self.node.keywords)


@dataclass(frozen=True, slots=True)
class Program:
    """All calls and imports of a notebook, and the cells that could not be read as Python."""

    calls: tuple[Call, ...]
    modules: frozenset[str]
    broken: tuple[CellRef, ...]
    python: bool
    mentions: dict[str, frozenset[str]] = field(repr=False)  # name -> names that its last values were made from
    bound: frozenset[str] = frozenset()  # names that are given a value somewhere
    stars: bool = False  # ``from x import *`` may bind any name

    def ancestors(self, name: str) -> frozenset[str]:
        """Return all names that went into ``name``, itself included."""
        seen: set[str] = set()
        pending = [name]
        while pending:
            current = pending.pop()
            if current not in seen:
                seen.add(current)
                pending.extend(self.mentions.get(current, ()))
        return frozenset(seen)


_last: tuple[Notebook, Program] | None = None  # many probes look at one notebook in a row


def read_program(notebook: Notebook) -> Program:
    """Read a notebook's code cells, in the order in which they stand."""
    global _last  # noqa: PLW0603 - a cache of one; replacing the pair is atomic
    last = _last
    if last is not None and last[0] is notebook:
        return last[1]
    reader = _Reader()
    broken = []
    for parsed in parse_notebook(notebook):
        if parsed.broken:
            broken.append(parsed.cell.ref)
        if parsed.tree is not None:
            reader.cell = parsed.cell.ref
            reader.read(parsed.tree)
    program = reader.program(tuple(broken), python=notebook.language == "python")
    _last = (notebook, program)
    return program


def read_tree(tree: ast.Module) -> Program:
    """Read a script's tree as if it were one cell."""
    reader = _Reader()
    reader.read(tree)
    return reader.program((), python=True)


def text_of(node: ast.expr, strings: dict[str, str]) -> str | None:  # noqa: PLR0911 - one return a kind of expression
    """Return the text that an expression evaluates to, where it is made of known strings only."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return strings.get(name)
        case ast.BinOp(left=left, op=ast.Add() | ast.Div() as operator, right=right):
            parts = (text_of(left, strings), text_of(right, strings))
            separator = "/" if isinstance(operator, ast.Div) else ""
            return None if None in parts else separator.join(part for part in parts if part)
        case ast.JoinedStr(values=values):
            pieces = [text_of(each, strings) for each in values]
            return None if None in pieces else "".join(piece for piece in pieces if piece)
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return text_of(value, strings)
        case ast.Call(func=ast.Name(id="Path" | "str") | ast.Attribute(attr="Path" | "join"), args=args) if args:
            pieces = [text_of(each, strings) for each in args]
            return None if None in pieces else "/".join(piece for piece in pieces if piece)
        case _:
            return None


def _number(node: ast.expr, numbers: dict[str, float]) -> float | None:
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id=name):
            return numbers.get(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            found = _number(operand, numbers)
            return None if found is None else -found
        case _:
            return None


def names_in(node: ast.AST) -> Iterator[str]:
    """Yield the names that an expression reads."""
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


class _Reader(ast.NodeVisitor):
    """Walks the cells in order, knowing what each name was last bound to."""

    def __init__(self) -> None:
        self.cell = CellRef(0, None)
        self.calls: list[Call] = []
        self.modules: set[str] = set()
        self.mentions: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}
        self._strings: dict[str, str] = {}
        self._numbers: dict[str, float] = {}
        self._targets: tuple[str, ...] = ()
        self._function = ""
        self._bound: set[str] = set()

    def read(self, tree: ast.Module) -> None:
        """Read one cell after those before it."""
        self.visit(tree)
        self._bound.update(bindings(tree))

    def program(self, broken: tuple[CellRef, ...], *, python: bool) -> Program:
        """Return what was read so far."""
        return Program(
            calls=tuple(self.calls),
            modules=frozenset(self.modules),
            broken=broken,
            python=python,
            mentions={name: frozenset(made) for name, made in self.mentions.items()},
            bound=frozenset(self._bound),
            stars="*" in self._bound,
        )

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._define(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._define(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Take what a class makes to be made by its methods."""
        self.generic_visit(node)
        methods = {each.name for each in node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))}
        self.mentions.setdefault(node.name, set()).update(methods)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Take a function's result to be made from all that its body mentions, and from calls that bind nothing."""
        outer, self._function = self._function, self._function or node.name
        self.generic_visit(node)
        self._function = outer
        self.mentions.setdefault(node.name, set()).update(names_in(node))
        self._names[node.name] = node.name

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.modules.add(alias.name)
            self._names[alias.asname or alias.name.partition(".")[0]] = (
                alias.name if alias.asname else alias.name.partition(".")[0]
            )

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        self.modules.add(module)
        for alias in node.names:
            self._names[alias.asname or alias.name] = f"{module}.{alias.name}"

    def visit_Assign(self, node: ast.Assign) -> None:
        names = [each for target in node.targets for each in _bound(target)]
        self._bind(names, node.value, plain=all(isinstance(target, ast.Name) for target in node.targets))
        for target in node.targets:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
                self._names[f"self.{target.attr}"] = self._name(node.value)
            if not isinstance(target, (ast.Name, ast.Tuple, ast.List)):
                self._grow(target, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._bind(list(_bound(node.target)), node.value, plain=True)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._bind([node.target.id], node.value, plain=True)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        self._grow(node.target, node.value)
        for name in _bound(node.target):
            self._strings.pop(name, None)

    def visit_withitem(self, node: ast.withitem) -> None:
        if node.optional_vars is None:
            self.visit(node.context_expr)
        else:
            self._bind(list(_bound(node.optional_vars)), node.context_expr, plain=True)

    def visit_For(self, node: ast.For) -> None:
        self._bind(list(_bound(node.target)), node.iter, plain=False)
        for statement in (*node.body, *node.orelse):
            self.visit(statement)

    def visit_Call(self, node: ast.Call) -> None:
        targets, self._targets = self._targets, ()
        if not targets and self._function:
            targets = (self._function,)
        self.generic_visit(node)
        name = self._name(node.func)
        found = Call(name, node, self.cell, len(self.calls), targets, dict(self._strings), dict(self._numbers))
        self.calls.append(found)

    def _bind(self, names: list[str], value: ast.expr, *, plain: bool) -> None:
        self._targets = tuple(names) if isinstance(value, ast.Call) else ()
        self.visit(value)
        self._targets = ()
        made = set(names_in(value))
        qualified, text = self._name(value), text_of(value, self._strings)
        for name in names:
            # ``df = df.dropna()`` keeps what df was made from before.
            self.mentions[name] = made | (self.mentions.get(name, set()) if name in made else set())
            self._names[name] = qualified if plain else f"{qualified}[]"
            if plain and text is not None:
                self._strings[name] = text
            else:
                self._strings.pop(name, None)
            number = _number(value, self._numbers) if plain else None
            if number is None:
                self._numbers.pop(name, None)
            else:
                self._numbers[name] = number

    def _grow(self, target: ast.expr, value: ast.expr) -> None:
        """``df["x"] = other`` makes df depend on other, too."""
        base = target
        while isinstance(base, (ast.Subscript, ast.Attribute)):
            base = base.value
        if isinstance(base, ast.Name):
            self.mentions.setdefault(base.id, set()).update(names_in(value))

    def _name(self, node: ast.expr, depth: int = 0) -> str:  # noqa: PLR0911 - one return a kind of expression
        if depth > _DEPTH:
            return ""
        match node:
            case ast.Name(id=name):
                return self._names.get(name, name)
            case ast.Attribute(value=ast.Name(id="self"), attr=attribute) if f"self.{attribute}" in self._names:
                return self._names[f"self.{attribute}"]
            case ast.Attribute(value=value, attr=attribute):
                return f"{self._name(value, depth + 1)}.{attribute}"
            case ast.Call(func=function):
                return f"{self._name(function, depth + 1)}()"
            case ast.Subscript(value=value):
                return f"{self._name(value, depth + 1)}[]"
            case ast.Await(value=value):
                return self._name(value, depth + 1)
            case _:
                return ""


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


def _bound(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element in elements:
                yield from _bound(element)
        case ast.Starred(value=value):
            yield from _bound(value)
