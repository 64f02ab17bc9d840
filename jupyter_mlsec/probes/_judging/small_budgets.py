"""Attacks whose budgets are all so small that no row could hold the change: a model that withstands them shows nothing.

A thousandth is a quarter of one step of a picture of 8 bits, and a thousandth of the spread of a scaled column. One
larger budget anywhere makes a curve of it, and about a budget that nobody can read from here nothing is said.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._judging.strengths import strengths
from jupyter_mlsec.probes._judging.weightless import NOTHING
from jupyter_mlsec.probes._notebook.consequences import called
from jupyter_mlsec.probes._notebook.program import Call

_LEAST = 1e-3  # of data between 0 and 1, or of unit variance
_BUDGETS = ("eps", "epsilon", "epsilons")
_LIBRARIES = re.compile(r"(?:advertorch|art\.attacks|autoattack|cleverhans|foolbox|secml|torchattacks)\.")
_PLACES = (
    (re.compile(r"torchattacks\.[A-Z]\w*"), 1),
    (re.compile(r"cleverhans\..*\.(?:fast_gradient_method|projected_gradient_descent|basic_iterative_method)"), 2),
    (re.compile(r"art\.attacks\.evasion\.(?:\w+\.)*[A-Z]\w*"), 2),
)
_MAKES = re.compile(r"(?:art\.attacks\.evasion|torchattacks|advertorch\.attacks)\.(?:\w+\.)*[A-Z]\w*")
_WHAT = "every attack has a budget too small to change a row"


def small_budgets(reading: Reading) -> Iterator[Wrong]:
    """Yield the first of a notebook's attacks where the budgets of all of them are next to nothing."""
    found = [*_of_libraries(reading), *_by_hand(reading)]
    if not found or not all(known for _, known in found):
        return
    if NOTHING <= max(abs(each) for _, known in found for each in known) <= _LEAST:  # less is said elsewhere
        yield Wrong("EVA-03", reading.cell(found[0][0]), _WHAT)


def _of_libraries(reading: Reading) -> Iterator[tuple[ast.AST, tuple[float, ...]]]:
    for call in reading.program.calls:
        if not _LIBRARIES.match(call.name):
            continue
        given = _budget(call)
        if given is not None:
            yield call.node, strengths(given, reading.code)
        elif _MAKES.fullmatch(call.name):
            yield call.node, ()  # as large as the library has it


def _budget(call: Call) -> ast.expr | None:
    for name in _BUDGETS:
        if name in call.arguments.keywords:
            return call.argument(None, name)
    place = next((place for told, place in _PLACES if told.fullmatch(call.name)), None)
    given = call.arguments.positional
    return call.argument(place) if place is not None and place < len(given) else None


def _by_hand(reading: Reading) -> Iterator[tuple[ast.AST, tuple[float, ...]]]:
    """Yield the sizes of ``x + eps * grad.sign()`` outside of loops, and the bounds of what is clipped in one."""
    for node in reading.code.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            for size, other in ((node.left, node.right), (node.right, node.left)):
                if _is_sign(other, reading) and not _is_repeated(node, reading):
                    yield node, strengths(size, reading.code)
        elif isinstance(node, ast.Call) and called(node) in {"clamp", "clip", "clamp_", "clip_by_value"}:
            bound = _both_ways(node)
            if bound is not None and _attacks(node, reading):
                yield node, strengths(bound, reading.code)


def _is_sign(node: ast.expr, reading: Reading) -> bool:
    """Tell whether an expression is the sign of a gradient."""
    if isinstance(node, ast.Name):
        given = reading.code.names.given.get(node.id, ())
        return any(isinstance(each, ast.Call) and called(each) in {"sign", "sgn"} for each in given[:2])
    return isinstance(node, ast.Call) and called(node) in {"sign", "sgn"} and "grad" in ast.unparse(node).lower()


def _is_repeated(node: ast.AST, reading: Reading) -> bool:
    """Tell whether a change is one step of several: those of the function around it, not those of the rows."""
    for place in reading.code.around(node):
        if isinstance(place, ast.For | ast.While):
            return True
        if isinstance(place, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
    return False


def _both_ways(node: ast.Call) -> ast.expr | None:
    """Return the bound of a change that may go as far up as down: ``clamp(delta, -eps, eps)``."""
    named = {each.arg: each.value for each in node.keywords}
    low, high = named.get("min", named.get("a_min")), named.get("max", named.get("a_max"))
    if low is None or high is None:
        if len(node.args) < 2:  # noqa: PLR2004 - both bounds
            return None
        low, high = node.args[-2:]
    if isinstance(low, ast.UnaryOp) and isinstance(low.op, ast.USub) and ast.dump(low.operand) == ast.dump(high):
        return high
    return None


def _attacks(node: ast.AST, reading: Reading) -> bool:
    """Tell whether the sign of a gradient is taken where a change is clipped."""
    function = reading.code.function_of(node)
    return function is not None and any(
        isinstance(each, ast.Call) and called(each) in {"sign", "sgn"} for each in ast.walk(function)
    )
