"""Choices that are made by looking at the test rows: the best of a loop, of a table of scores, of a search."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import AnyOf, Func, Seq, Value
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.program import Call, Program, names_in
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Splits

METRIC = re.compile(
    r"score|\w+_(?:accuracy|error|loss|score|curve|auc)|accuracy|evaluate|roc_auc\w*|mean_\w+_error|auc|rmse|mse|mae|f1"
)
_SEARCHES = frozenset(
    {"differential_evolution", "fmin", "forest_minimize", "gp_minimize", "maximize", "minimize", "minimize_scalar",
     "optimize", "brute", "basinhopping", "dual_annealing", "optimize_parameters"}
)  # fmt: skip
_BEST = frozenset({"max", "min", "sorted"})
_PICKS = frozenset({"argmax", "argmin", "argsort", "idxmax", "idxmin", "nanargmax", "nanargmin", "nlargest",
                    "sort_values"})  # fmt: skip


def choices(notebook: Notebook, program: Program, splits: Splits) -> Iterator[int]:
    """Yield the cells in which something is chosen by how it does on test rows."""
    for call in program.calls:
        searches, picks = call.method in _SEARCHES, call.method in _PICKS | _BEST
        if (searches and _looks(call, splits)) or (picks and _picks(call, splits)):
            yield call.cell.number
    test = test_names(program, splits)
    if not test:
        return
    for parsed in parse_notebook(notebook):
        for node in parsed.nodes:
            if isinstance(node, ast.For | ast.While) and _keeps_the_best(node, test):
                yield parsed.cell.ref.number


def test_names(program: Program, splits: Splits) -> set[str]:
    """Return the names that hold test rows, and no others."""
    found: set[str] = set()
    for name, value in program.names:
        for option in value.options if isinstance(value, AnyOf) else (value,):
            side = splits.side(option)
            if side is not None and side[1] is Side.TEST and not side[0].folds:
                found.add(name)
            elif side is not None:
                found.discard(name)
    for call in program.calls:
        split = splits.of_call(call)
        if split is not None and call.targets and not split.folds:
            found |= {name for name, side in splits.bound(call) if side is Side.TEST}
    return found


def _looks(call: Call, splits: Splits) -> bool:
    """Tell whether the function that a search asks looks at test rows."""
    asked = call.value(0, "func", "fun", "objective", "f")
    if not isinstance(asked, Func):
        return False
    return any(_scores(each, splits) for each in splits.program.calls if _stands_in(each, asked))


def _stands_in(call: Call, function: Func) -> bool:
    node = function.node
    first, last = (node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0)
    return call.home is function.fragment.home and first <= (call.node.lineno, call.node.col_offset) <= last


def _scores(call: Call, splits: Splits) -> bool:
    """Tell whether a call scores something on test rows."""
    if not METRIC.fullmatch(call.method):
        return False
    return Side.TEST in splits.sides(*call.arguments.values(), before=call.order)


def _picks(call: Call, splits: Splits) -> bool:
    """Tell whether the best of several is taken by its score on test rows: ``max(scores, key=scores.get)``."""
    key, given = call.value(None, "key"), call.value(0)
    if isinstance(key, Func) and any(_scores(each, splits) for each in splits.program.calls if _stands_in(each, key)):
        return True
    behind: list[Value] = splits.program.flow.behind(call.base, *call.arguments.values(), before=call.order)
    if call.method in _BEST and key is None and not any(isinstance(each, Seq) and each is not given for each in behind):
        return False  # the highest score is told, and nothing that goes with it
    if call.method == "argmax" and not _several(behind, splits):
        return False
    made = (splits.program.flow.call_of(value) for value in behind)
    return any(each is not None and each.order < call.order and _scores(each, splits) for each in made)


def _several(behind: list[Value], splits: Splits) -> bool:
    """Whether there is a score among the values: ``argmax`` of probabilities is only how a class is read."""
    made = (splits.program.flow.call_of(value) for value in behind)
    return any(each is not None and METRIC.fullmatch(each.method) for each in made)


def _asks_test(value: ast.AST, test: set[str]) -> bool:
    """Tell whether a value holds a score on the test rows."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            if METRIC.fullmatch(name) and any(test & set(names_in(argument)) for argument in node.args):
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
        if isinstance(node, ast.Assign) and _asks_test(node.value, test)
        for name in _held(node)
    }
    return any(
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and (scored & set(names_in(node.test)) or _asks_test(node.test, test))
        and any(isinstance(each, ast.Assign) for each in node.body)
        for node in ast.walk(loop)
    )
