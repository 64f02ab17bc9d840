"""Choices that are made by looking at the test rows: the best of a loop, of a table of scores, of a search."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.program import Program, names_in

_ASKS = re.compile(r"score|\w+_(?:accuracy|error|loss|score)|accuracy|evaluate|roc_auc\w*|mean_\w+_error")
_SEARCHES = frozenset(
    {"differential_evolution", "fmin", "forest_minimize", "gp_minimize", "minimize_scalar", "optimize"}
)
_BEST = frozenset({"max", "min", "sorted"})


def choices(notebook: Notebook, program: Program, test: set[str]) -> Iterator[int]:
    """Yield the cells in which something is chosen by how it does on the rows named ``test``."""
    for call in program.calls:
        if call.method in _SEARCHES and any(_looks(each, program, test) for each in call.node.args[:1]):
            yield call.cell.number
    scored: set[str] = set()
    for parsed in parse_notebook(notebook):
        for node in ast.walk(parsed.tree) if parsed.tree is not None else ():
            if isinstance(node, (ast.Assign, ast.AugAssign, ast.NamedExpr)) and _scores(node.value, test):
                scored |= set(_held(node))
        for node in ast.walk(parsed.tree) if parsed.tree is not None else ():
            if (isinstance(node, (ast.For, ast.While)) and _keeps_the_best(node, test)) or (
                isinstance(node, ast.Call) and _best_of(node, scored, test)
            ):
                yield parsed.cell.ref.number


def _looks(asked: ast.expr, program: Program, test: set[str]) -> bool:
    """Tell whether the function that a search asks mentions the test rows."""
    names = set(names_in(asked))
    return bool(test & (names | {each for name in names for each in program.mentions.get(name, ())}))


def _scores(value: ast.AST, test: set[str]) -> bool:
    """Tell whether a value holds a score on the test rows."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            if _ASKS.fullmatch(name) and any(test & set(names_in(argument)) for argument in node.args):
                return True
    return False


def _held(node: ast.Assign | ast.AugAssign | ast.NamedExpr) -> Iterator[str]:
    """Yield the names that hold a value afterwards, also as a part: ``scores[k] = …``."""
    for target in node.targets if isinstance(node, ast.Assign) else (node.target,):
        base: ast.expr = target
        while isinstance(base, (ast.Attribute, ast.Subscript)):
            base = base.value
        yield from names_in(base)


def _keeps_the_best(loop: ast.For | ast.While, test: set[str]) -> bool:
    """Tell whether a loop compares a score on the test rows with the best so far, and keeps something of it."""
    scored = {
        name
        for node in ast.walk(loop)
        if isinstance(node, ast.Assign) and _scores(node.value, test)
        for name in _held(node)
    }
    return any(
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and (scored & set(names_in(node.test)) or _scores(node.test, test))
        and any(isinstance(each, ast.Assign) for each in node.body)
        for node in ast.walk(loop)
    )


def _best_of(call: ast.Call, scored: set[str], test: set[str]) -> bool:
    """Tell whether the best of several is taken by its score on the test rows: ``max(scores, key=scores.get)``."""
    if not (isinstance(call.func, ast.Name) and call.func.id in _BEST and call.args):
        return False
    key = next((each.value for each in call.keywords if each.arg == "key"), None)
    if key is None:
        return False
    return _scores(key, test) or bool(scored & set(names_in(call.args[0])))
