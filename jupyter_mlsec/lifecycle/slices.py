"""The cells behind a name: a backward slice, so that an edit makes stale what it feeds and nothing else.

From the last statement to the first, a statement belongs to the slice of ``df`` when it binds or changes a name that is
still wanted; a plain assignment then ends the want for its name and begins that for the names on its right (Weiser,
"Program Slicing", 1981). It follows that the cells that a kernel has run, with every version that was tried, have the
same slice as the finished notebook.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from jupyter_mlsec.lifecycle.fingerprint import statement_meaning
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.program import bindings, names_in

# Methods that show or measure and change nothing; a line that only calls one of them feeds nothing.
_LOOKS = frozenset({
    "boxplot", "copy", "corr", "count", "describe", "get_params", "head", "hist", "info", "isna", "isnull", "item",
    "items", "keys", "mean", "median", "memory_usage", "nunique", "plot", "predict", "predict_proba", "sample", "score",
    "show", "std", "sum", "tail", "to_csv", "to_string", "unique", "value_counts", "values",
})  # fmt: skip


_SETTINGS = ("disable_", "enable_", "manual_seed", "seed", "set_", "use_")  # what a module's functions change in it
_SHOW = frozenset(dir(builtins)) | {"display"}


def slice_fingerprint(notebook: Notebook, name: str) -> str | None:
    """Return the digest of the statements that ``name`` is made from; None where a cell cannot be read as Python."""
    parsed = parse_notebook(notebook)
    if notebook.language != "python" or any(each.broken for each in parsed):
        return None
    statements = [statement for each in parsed if each.tree is not None for statement in each.tree.body]
    kept: list[str] = []
    for meaning in _backwards(statements, name):
        if not kept or kept[-1] != meaning:  # the same line twice in a row: a cell that was run again
            kept.append(meaning)
    digest = hashlib.sha256("\x00".join(reversed(kept)).encode("utf-8", "surrogatepass"))
    return f"sha256:{digest.hexdigest()}"


def _backwards(statements: list[ast.stmt], name: str) -> Iterator[str]:
    modules = {
        bound
        for statement in statements
        if isinstance(statement, (ast.Import, ast.ImportFrom))
        for bound in bindings(statement)
    }
    wanted = {name}
    for statement in reversed(statements):
        meaning = statement_meaning(statement)
        if not meaning or wanted.isdisjoint(touched(statement, modules)):
            continue
        yield meaning
        ended = replaced(statement)
        wanted = (wanted - ended) | set(names_in(statement)) - (ended - _read(statement))


def touched(statement: ast.stmt, modules: AbstractSet[str] = frozenset()) -> set[str]:
    """Return the names that a statement binds or may change; ``modules`` are names whose methods change nothing."""
    names = set(bindings(statement))
    for node in ast.walk(statement):
        match node:
            case (
                ast.Subscript(value=value, ctx=ast.Store() | ast.Del())
                | ast.Attribute(value=value, ctx=ast.Store() | ast.Del())
            ):
                names |= _base(value)
            case ast.Call(func=ast.Attribute(value=value, attr=method)) if method not in _LOOKS:
                base = _base(value)
                names |= base if base.isdisjoint(modules) or method.startswith(_SETTINGS) else set()
            case ast.Expr(value=ast.Call(func=ast.Name(id=function), args=arguments)) if function not in _SHOW:
                names.update(name for argument in arguments for name in _base(argument))
            case _:
                pass
    return names


def _base(node: ast.expr) -> set[str]:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def replaced(statement: ast.stmt) -> set[str]:
    """Return the names that a statement gives a wholly new value, whatever they held before."""
    match statement:
        case ast.Assign(targets=targets):
            return {name for target in targets for name in _plain(target)}
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
            return {name}
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return set(bindings(statement))
        case _:
            return set()


def _plain(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element in elements:
                yield from _plain(element)
        case _:
            pass


def _read(statement: ast.stmt) -> set[str]:
    """Return the names whose old value a statement reads."""
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
