"""Scopes: which names a piece of code binds where it stands, and which it reads from around it.

Names inside a function, a lambda or a comprehension are its own: ``def plot(df)`` says nothing about the notebook's
``df``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef


def bound_names(statement: ast.AST) -> set[str]:
    """Return the names that a statement gives a value to in the scope in which it stands."""
    names: set[str] = set()
    for node in own_nodes(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.alias(name=name, asname=other):
                names.add(other or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case _:
                pass
    return names


def replaced(statement: ast.stmt) -> set[str]:
    """Return the names that a statement gives a wholly new value, whatever they held before."""
    match statement:
        case ast.Assign(targets=targets):
            return {name for target in targets for name in plain_names(target)}
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
            return {name}
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return bound_names(statement)
        case _:
            return set()


def free_names(node: ast.AST) -> set[str]:
    """Return the names whose value a piece of code reads from around it; a function's own are not among them."""
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            return {name}
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            inside = {name for each in node.body for name in free_names(each)} - local_names(node)
            around = (*node.decorator_list, node.args, *filter(None, [node.returns]))
            return inside | {name for each in around for name in free_names(each)}
        case ast.Lambda(args=arguments, body=body):
            return (free_names(body) - set(parameters(arguments))) | free_names(arguments)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            own = {name for each in node.generators for name in _stored(each.target)}
            return {name for each in ast.iter_child_nodes(node) for name in free_names(each)} - own
        case _:
            return {name for each in ast.iter_child_nodes(node) for name in free_names(each)}


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs in the scope of a node: not the bodies of functions, and of comprehensions not their names."""
    yield node
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            inner: Iterable[ast.AST] = (*node.decorator_list, *node.args.defaults)
        case ast.Lambda():
            inner = ()
        case ast.ClassDef():
            inner = (*node.decorator_list, *node.bases)
        case ast.comprehension(iter=source, ifs=conditions):
            inner = (source, *conditions)
        case _:
            inner = ast.iter_child_nodes(node)
    for each in inner:
        yield from own_nodes(each)


def plain_names(target: ast.expr) -> Iterator[str]:
    """Yield the names that an assignment to ``target`` gives new values, and not those whose parts it changes."""
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element in elements:
                yield from plain_names(element)
        case ast.Starred(value=value):
            yield from plain_names(value)
        case _:
            pass


def _stored(target: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def parameters(arguments: ast.arguments) -> Iterator[str]:
    """Yield the names of parameters, of every kind."""
    return (node.arg for node in ast.walk(arguments) if isinstance(node, ast.arg))


def local_names(function: Function) -> set[str]:
    """Return the names that are a function's own: its parameters, and what its body binds and does not declare."""
    bound = {name for each in function.body for name in bound_names(each)}
    outer = {
        name
        for each in function.body
        for node in own_nodes(each)
        if isinstance(node, (ast.Global, ast.Nonlocal))
        for name in node.names
    }
    return (bound - outer) | set(parameters(function.args))
