"""Models that a notebook makes the ones that answer, and what stands between that and their training.

Something is asked where the promotion hangs on a condition: it stands in one, what it says was chosen in one, or what
comes before stops the notebook. What a name promises that is not defined here (``require_approval(model)``) is
believed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.ipython import PLACEHOLDER
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.consequences import Code, Function, called
from jupyter_mlsec.probes._notebook.deeds import Done, deeds
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.limits import pattern

_DEEPEST = 3  # functions that call functions


@dataclass(frozen=True, slots=True)
class Promotion:
    """One promotion after a training: by what, in which cell, whether anything is asked, or was measured."""

    what: str
    cell: str
    asked: bool
    measured: bool


def promotions(notebook: Notebook) -> Iterator[Promotion]:
    """Yield what a notebook promotes after it has trained a model."""
    program, code = analysed(notebook), code_of(notebook)
    trained = [place for node in _calls(code, "learns") for place in _times(node, code)]
    if not trained:
        return
    measured = any(True for _ in _calls(code, "measures"))
    for done in deeds(program, "promotions"):
        node = done.by.node if isinstance(done.by, Call) else None
        known = node is not None and id(node) in code.order
        times = list(_times(node, code)) if node is not None and known else [_after(done, program, code)]
        if not times or min(trained) > max(times):
            continue
        asked = _is_asked(done, node if known else None, code)
        asked = asked or _stops_between(min(trained), max(times), node, code)
        cell = done.cell
        yield Promotion(done.deed.what, str(cell.number) if cell is not None else "", asked, measured)


@cache
def _named(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(words("promotions", kind)), re.IGNORECASE)


def _calls(code: Code, kind: str) -> Iterator[ast.Call]:
    for name, nodes in code.calls.items():
        if _named(kind).fullmatch(name):
            yield from nodes


def _times(node: ast.AST, code: Code, depth: int = 0) -> Iterator[int]:
    """Yield when a node is reached: its own place, or those of the calls of the function that it stands in."""
    function = code.function_of(node)
    if function is None or depth > _DEEPEST:
        yield code.order[id(node)]
        return
    for call in code.calls.get(function.name, ()):
        if call is not node and code.function_of(call) is not function:
            yield from _times(call, code, depth + 1)


def _after(done: Done, program: Program, code: Code) -> int:
    """Return the place of a command: after the calls of its cell and of those before it."""
    cell = done.cell
    before = [
        code.order[id(call.node)]
        for call in program.calls
        if id(call.node) in code.order and call.text.cell is not None and cell is not None
        and call.text.cell.index <= cell.index
    ]  # fmt: skip
    return max(before, default=-1)


def _is_asked(done: Done, node: ast.AST | None, code: Code) -> bool:
    """Tell whether a promotion stands in a condition, or whether what it says was chosen in one."""
    if node is None:
        text = done.by.text.content
        line = text[text.rfind("\n", 0, done.by.span.start) + 1 : done.by.span.start]
        return line[:1] in {" ", "\t"} or re.search(r"\bif\b|&&|\|\|", text) is not None
    if _in_condition(node, code):
        return True
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return any(_is_chosen(name, code) for name in names)


def _in_condition(node: ast.AST, code: Code, depth: int = 0) -> bool:
    child = node
    for place in code.around(node):
        if isinstance(place, ast.If | ast.While | ast.IfExp) and child is not place.test and _is_open(place.test, code):
            return True
        if isinstance(place, ast.match_case) or (isinstance(place, ast.BoolOp) and child is not place.values[0]):
            return True
        if isinstance(place, Function):
            calls = [each for each in code.calls.get(place.name, ()) if code.function_of(each) is not place]
            return depth < _DEEPEST and all(_in_condition(each, code, depth + 1) for each in calls)
        child = place
    return False


def _is_open(test: ast.expr, code: Code) -> bool:
    """Tell whether a test may come out either way: not ``if True``, not ``if __name__ == "__main__"``."""
    main = any(isinstance(each, ast.Name) and each.id == "__name__" for each in ast.walk(test))
    return not main and code.names.truth(test) is None


def _is_chosen(name: str, code: Code) -> bool:
    """Tell whether what a name holds depends on a condition: ``alias = "production" if better else "candidate"``."""
    for node in code.nodes:
        if not isinstance(node, ast.Assign) or not any(
            isinstance(each, ast.Name) and each.id == name for each in node.targets
        ):
            continue
        if any(isinstance(each, ast.IfExp) and _is_open(each.test, code) for each in ast.walk(node.value)):
            return True
        if any(isinstance(place, ast.If) and _is_open(place.test, code) for place in code.around(node)):
            return True
    return False


def _stops_between(start: int, end: int, node: ast.AST | None, code: Code) -> bool:
    """Tell whether anything between two places stops the notebook, or asks in a way that is not seen from here."""
    own = code.function_of(node) if node is not None else None
    for place in range(start, min(end, len(code.nodes) - 1) + 1):
        each = code.nodes[place]
        if _stops(each, code, own) and (code.function_of(each) in {None, own}):
            return True
        if isinstance(each, ast.Call) and each is not node and _asks(each, code):
            return True
    return own is not None and any(
        _stops(each, code, own) for each in ast.walk(own) if code.order[id(each)] < code.order[id(node)]
    )


def _stops(node: ast.AST, code: Code, own: ast.AST | None = None) -> bool:
    if isinstance(node, ast.Assert):
        return code.names.truth(node.test) is None
    leaves = isinstance(node, ast.Raise | ast.Continue | ast.Break) or (
        isinstance(node, ast.Return) and own is not None
    )
    leaves = leaves or (isinstance(node, ast.Call) and pattern("stops").fullmatch(called(node)) is not None)
    return leaves and any(isinstance(place, ast.If) and _is_open(place.test, code) for place in code.around(node))


def _asks(node: ast.Call, code: Code, depth: int = 0) -> bool:
    """Tell whether a call stops by what its function does, or promises to by its name where that is not known."""
    name = called(node)
    function = code.functions.get(name) if isinstance(node.func, ast.Name) else None
    if function is None:
        return name != PLACEHOLDER and _named("asks").fullmatch(name) is not None
    if depth >= _DEEPEST:
        return True
    return any(
        _stops(each, code) or (isinstance(each, ast.Call) and _asks(each, code, depth + 1))
        for each in ast.walk(function)
    )
