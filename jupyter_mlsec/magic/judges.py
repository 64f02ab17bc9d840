"""Which rows judge a model, as cells say: what it is scored on, and what its answers are held against."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from jupyter_mlsec.magic.paths import is_path
from jupyter_mlsec.model.notebook import Cell, CellKind
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text
from jupyter_mlsec.probes._notebook.cells import parse_cell

_ANSWERS = frozenset({"decision_function", "predict", "predict_log_proba", "predict_proba"})
_SCORES = frozenset({"evaluate", "score"})  # methods of a model that are given rows and their true answers
_GIVEN_A_MODEL = frozenset({"from_estimator", "permutation_importance"})  # ... and what is given all three

Judge = tuple[str, str]  # the paths of rows and of their true answers


def judges_in(sources: Iterable[str]) -> dict[str, list[Judge]]:
    """Return, for each path of a model, the rows and answers that it is judged by, the first the first.

    ``clf.score(X_test, y_test)`` says so, and any call or comparison that takes answers of a model and a path:
    ``accuracy_score(y_test, clf.predict(X_test))``, also where the answers have a name in between.
    """
    reading = _Reading()
    for source in sources:
        cell = Cell(CellRef(0, None), CellKind.CODE, Text(Place.SOURCE, source, Syntax.PYTHON))
        tree = parse_cell(cell).tree
        if tree is not None:
            reading.visit(tree)
    return reading.judges


class _Reading(ast.NodeVisitor):
    """Reads cells from top to bottom: what a name holds is what it was given last."""

    def __init__(self) -> None:
        self.judges: dict[str, list[Judge]] = {}
        self._answers: dict[str, tuple[str, str]] = {}  # a name -> the model whose answers it holds, and to which rows

    def generic_visit(self, node: ast.AST) -> None:
        """Read an expression, then what it is made of."""
        for model, judge in _judging(node, self._answers):
            known = self.judges.setdefault(model, [])
            known[:] = [*(each for each in known if each != judge), judge]
        super().generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Read what is assigned before the names mean it."""
        self.generic_visit(node)
        answered = _answered(node.value, self._answers)
        for name in (each.id for each in node.targets if isinstance(each, ast.Name)):
            self._answers.pop(name, None)
            if answered is not None:
                self._answers[name] = answered


def _judging(node: ast.AST, answers: dict[str, tuple[str, str]]) -> Iterator[tuple[str, Judge]]:
    if isinstance(node, ast.Call):
        node = _in_order(node)
    match node:
        case ast.Call(func=ast.Attribute(value=model, attr=method), args=[rows, truth, *_]) if method in _SCORES:
            yield from _scored(model, rows, truth)
        case ast.Call(func=ast.Attribute(attr=function) | ast.Name(id=function), args=[model, rows, truth, *_]) if (
            function in _GIVEN_A_MODEL
        ):
            yield from _scored(model, rows, truth)
        case ast.Call(args=[first, second, *_]) | ast.Compare(left=first, ops=[ast.Eq()], comparators=[second]):
            for one, other in ((first, second), (second, first)):
                answered = _answered(one, answers)
                if answered is not None and is_path(other) and _answered(other, answers) is None:
                    yield answered[0], (answered[1], ast.unparse(other))


def _in_order(call: ast.Call) -> ast.Call:
    """Return a call with what it names (``y_true=y_test``) behind the rest, in the order of writing."""
    return ast.Call(call.func, [*call.args, *(each.value for each in call.keywords)], [])


def _scored(model: ast.expr, rows: ast.expr, truth: ast.expr) -> Iterator[tuple[str, Judge]]:
    if is_path(model) and is_path(rows) and is_path(truth):
        yield ast.unparse(model), (ast.unparse(rows), ast.unparse(truth))


def _answered(node: ast.expr, answers: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    """Return the model and the rows whose answers an expression is: a call, its name, or one column of it."""
    match node:
        case ast.Name(id=name):
            return answers.get(name)
        case ast.Subscript(value=inner):
            return _answered(inner, answers)
        case ast.Call(func=ast.Attribute(value=owner, attr=method), args=[rows, *_]) if method in _ANSWERS:
            return (ast.unparse(owner), ast.unparse(rows)) if is_path(owner) and is_path(rows) else None
        case _:
            return None
