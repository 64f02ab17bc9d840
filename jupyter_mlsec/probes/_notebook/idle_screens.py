"""Screens of rows whose answer changes nothing: copies and wrong labels are looked for, counted, and learnt still.

What a search answers is followed through names, containers, loops and the tests that it decides. It is heeded where it
chooses rows, is handed to anybody but a printer, or stops something.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.consequences import Code, called
from jupyter_mlsec.probes._notebook.program import Call, Program

KINDS = {
    "near_copies": "near copies",
    "wrong_labels": "wrong labels",
    "poison": "poisoned rows",
}
_GROWS = frozenset({"add", "append", "extend", "insert", "setdefault", "update"})
_ROUNDS = 8  # times that names are gone through
_Statement = ast.If | ast.While
_Leaves = ast.Continue | ast.Break | ast.Return | ast.Raise | ast.Assert | ast.Delete


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in sorted(words("screens", kind))))


def idle_screens(program: Program, code: Code) -> Iterator[tuple[str, Call]]:
    """Yield what is looked for and left where it was, and the search; only where rows are learnt or kept later."""
    last = max((call.order for call in program.calls if call.method in words("screens", "keeps")), default=-1)
    for kind, what in KINDS.items():
        searches = [call for call in program.calls if _pattern(kind).fullmatch(call.name)]
        if searches and searches[0].order < last and not _is_heeded({id(each.node) for each in searches}, code):
            yield what, searches[0]


def searched(program: Program) -> bool:
    """Tell whether anything looks for such rows."""
    return any(_pattern(kind).fullmatch(call.name) for kind in KINDS for call in program.calls)


def _is_heeded(searches: set[int], code: Code) -> bool:
    """Tell whether anything but words hangs on what searches answer."""
    names = _told_names(searches, code)
    return any(_speaks(node, searches, names) and _counts(node, searches, names, code) for node in code.nodes)


def _told_names(searches: set[int], code: Code) -> set[str]:
    """Return the names that hold something of what searches answer."""
    names: set[str] = set()
    for _ in range(_ROUNDS):
        before = len(names)
        for node in code.nodes:
            names |= set(_named_by(node, searches, names, code))
        if len(names) == before:
            break
    return names


def _named_by(node: ast.AST, searches: set[int], names: set[str], code: Code) -> Iterator[str]:
    """Yield the names that a statement gives something of an answer to, or in whose hands an answer puts them."""
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        given = [node.value, *(each.slice for each in targets if isinstance(each, ast.Subscript))]
        if any(each is not None and _holds(each, searches, names) for each in given) or _is_decided(
            node, searches, names, code
        ):
            yield from (_root(each) for target in targets for each in _parts(target))
    elif isinstance(node, ast.For | ast.comprehension) and _holds(node.iter, searches, names):
        yield from (_root(each) for each in _parts(node.target))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GROWS:
        told = any(_holds(each, searches, names) for each in (*node.args, node.func.value))
        if told or _is_decided(node, searches, names, code):
            yield _root(node.func.value)
    elif isinstance(node, ast.Return) and node.value is not None and _holds(node.value, searches, names):
        function = code.function_of(node)
        if function is not None:
            yield function.name


def _parts(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            yield from _parts(each)
    else:
        yield target


def _root(node: ast.expr) -> str:
    """Return the name that an expression begins with: ``near`` of ``near[twins[0]].rows``."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _holds(node: ast.AST, searches: set[int], names: set[str]) -> bool:
    return any(id(each) in searches or (isinstance(each, ast.Name) and each.id in names) for each in ast.walk(node))


def _is_decided(node: ast.AST, searches: set[int], names: set[str], code: Code) -> bool:
    """Tell whether a test of an answer decides that a statement is reached."""
    return any(isinstance(place, _Statement) and _holds(place.test, searches, names) for place in code.around(node))


def _speaks(node: ast.AST, searches: set[int], names: set[str]) -> bool:
    return id(node) in searches or (isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load))


def _counts(node: ast.AST, searches: set[int], names: set[str], code: Code) -> bool:
    """Tell whether something hangs on one place where an answer stands."""
    child = node
    for place in code.around(node):
        if isinstance(place, ast.Assert | ast.Raise | ast.Delete | ast.Lambda | ast.Yield):
            return True
        if isinstance(place, _Statement) and child is place.test:
            parts = [each for part in (*place.body, *place.orelse) for each in ast.walk(part)]
            return any(isinstance(each, _Leaves) or _acts(each, names) for each in parts)
        if isinstance(place, ast.Subscript) and child is place.slice and _root(place.value) not in names:
            return isinstance(place.ctx, ast.Load) and not _is_counter(place, code)
        asked = child is not getattr(place, "func", None) or id(place) not in searches
        if isinstance(place, ast.Call) and asked and _acts(place, names):
            return True
        if isinstance(place, ast.stmt):
            return False
        child = place
    return False


def _is_counter(place: ast.Subscript, code: Code) -> bool:
    """Tell whether a place is one of a container that only grows: ``near[twin].append(row)``, ``sizes[twin] += 1``."""
    outer = code.parent(place)
    return isinstance(outer, ast.Attribute) and outer.attr in _GROWS


def _acts(node: ast.AST, names: set[str]) -> bool:
    """Tell whether a call does more than show, count or gather; what a name of an answer calls is another question."""
    if not isinstance(node, ast.Call):
        return False
    name = called(node)
    return bool(name) and name not in words("screens", "shows") and name not in names
