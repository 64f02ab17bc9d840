"""The programs of a project and its notebook as trees: what names were given, and what stands around some code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.cells import body_of, code_of, parse_source

NOTEBOOK = "the notebook"  # the place of its code
_DEEPEST = 6  # names that stand for names
_MOST = 400  # pieces of one value
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One program. ``given`` is what each name is given, in order; ``outer`` what each piece of code stands in."""

    place: str
    text: str = field(repr=False)
    tree: ast.Module = field(repr=False)
    given: Mapping[str, tuple[ast.expr, ...]] = field(repr=False)
    outer: Mapping[ast.AST, ast.AST] = field(repr=False)

    def calls(self) -> Iterator[ast.Call]:
        """Yield all calls, the outer ones first."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a piece of code stands in, the closest first."""
        while (found := self.outer.get(node)) is not None:
            yield found
            node = found

    def function(self, node: ast.AST) -> Function | None:
        """Return the function that a piece of code stands in; None at the top."""
        return next((each for each in self.around(node) if isinstance(each, Function)), None)

    def behind(self, node: ast.AST, depth: int = 0) -> Iterator[ast.AST]:
        """Yield the parts of an expression, and of what its names were given."""
        pending, seen, count = [(node, depth)], set[str](), 0
        while pending and count < _MOST:
            whole, deep = pending.pop()
            for each in ast.walk(whole):
                count += 1
                yield each
                if isinstance(each, ast.Name) and each.id not in seen and deep < _DEEPEST:
                    seen.add(each.id)
                    pending += [(value, deep + 1) for value in self.given.get(each.id, ())]

    def words(self, node: ast.AST) -> str:
        """Return the texts and names behind an expression, as one text: of a path, what it is called and where."""
        found = []
        for each in self.behind(node):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                found.append(each.value)
            elif isinstance(each, ast.Name):
                found.append(each.id)
            elif isinstance(each, ast.Attribute):
                found.append(each.attr)
        return " ".join(found)


def programs(subject: ProjectSubject, wanted: re.Pattern[str]) -> Iterator[Source]:
    """Yield the programs in which something ``wanted`` stands; those of tests are left aside."""
    cells = [body for source in code_of(subject.notebook) if parse_source(body := body_of(source)) is not None]
    yield from _source("\n".join(cells), NOTEBOOK, wanted)
    for path in require_files(subject):
        own = path.relative_to(subject.root)
        tests = {"test", "tests"} & set(own.parts[:-1]) or path.name.startswith("test_") or path.name == "conftest.py"
        if path.suffix.lower() == ".py" and not tests:
            yield from _source(read_text(path), own.as_posix(), wanted)


def _source(text: str, place: str, wanted: re.Pattern[str]) -> Iterator[Source]:
    if wanted.search(text) is not None and (read := _read(text, place)) is not None:
        yield read


@lru_cache(maxsize=64)
def _read(text: str, place: str) -> Source | None:
    tree = parse_source(text)
    if tree is None:
        return None
    given: dict[str, list[ast.expr]] = {}
    outer: dict[ast.AST, ast.AST] = {}
    for node in ast.walk(tree):
        outer |= dict.fromkeys(ast.iter_child_nodes(node), node)
        for target, value in _bound(node):
            for each in ast.walk(target):
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                    given.setdefault(each.id, []).append(value)
    for name, value in (*_by_default(tree), *_handed_over(tree)):
        given.setdefault(name, []).append(value)
    return Source(place, text, tree, {name: tuple(values) for name, values in given.items()}, outer)


def _bound(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what a piece of code gives to what: assignments, loops, ``with … as``, ``:=``."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((target, value) for target in targets)
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            yield target, value
        case ast.AugAssign(target=target, value=value):
            yield target, value
        case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
            yield target, value
        case ast.comprehension(target=target, iter=value):
            yield target, value
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            yield target, value


def _by_default(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield what parameters are where a call says nothing about them."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
            defaults = node.args.defaults
            yield from zip(names[len(names) - len(defaults) :], defaults, strict=True)
            for name, value in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
                if value is not None:
                    yield name.arg, value


def _handed_over(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield what the functions of a program are given where it calls them, by the names of their parameters."""
    known = {node.name: [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
             for node in tree.body if isinstance(node, Function)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
            yield from zip(known[node.func.id], node.args, strict=False)
            yield from ((each.arg, each.value) for each in node.keywords if each.arg in known[node.func.id])
