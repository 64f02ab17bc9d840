"""Accuracy as the only figure where one class is rare: a model that always says no is right nearly always.

That a class is rare is taken from what is predicted, from comments, and from weights and draws that make up for it.
"""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.notebook import CellKind
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import not_applicable
from jupyter_mlsec.probes._notebook.consequences import called
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.scarce_classes import is_accuracy_alone

_COMMENT = re.compile(r"#[^\n]{0,300}")
_EQUAL = (ast.Eq,)
_ALONE = "Accuracy is the only figure, although one class is rare."
_STEP = "Report precision and recall of the rare class, or the area under their curve, beside the share of that class."


@cache
def _words() -> dict[str, Any]:
    text = (files("jupyter_mlsec.probes._names") / "scarce" / "words.toml").read_text("utf-8")
    found: dict[str, Any] = tomllib.loads(text)["rare"]
    return found


def _run(subject: NotebookSubject) -> Observation:
    nodes = code_of(subject.notebook).nodes
    if is_accuracy_alone(subject.notebook):
        return warned(_ALONE, next_step=_STEP)
    if not any(_is_accuracy(node) for node in nodes):
        return not_applicable("no accuracy is computed")
    if not _is_rare(subject, nodes):
        return not_applicable("nothing says that a class is rare")
    others = re.compile(_words()["others"])
    names = (name for node in nodes if (name := _used(node)))
    if any(others.fullmatch(name) for name in names):
        return passed("Accuracy stands beside figures that see a rare class.")
    return warned(_ALONE, next_step=_STEP)


def _is_accuracy(node: ast.AST) -> bool:
    words = _words()
    if isinstance(node, ast.Call):
        name = called(node)
        if name in words["alone"] or (name == "score" and len(node.args) == 2):  # noqa: PLR2004 - of features and answers
            return True
        return name in {"mean", "sum"} and isinstance(node.func, ast.Attribute) and _is_hit(node.func.value)
    if isinstance(node, ast.keyword) and node.arg in {"scoring", "metrics", "eval_metric"}:
        told = [each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
        return any(each in words["alone_texts"] for each in told)
    return False


def _is_hit(node: ast.expr) -> bool:
    """Tell whether an expression is where a prediction is right: ``m.predict(X) == y``."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        node = node.func.value  # ``(…).float()``
    return (
        isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], _EQUAL)
        and re.search(r"pred|y_hat|yhat|argmax", ast.unparse(node)) is not None
    )


def _is_rare(subject: NotebookSubject, nodes: list[ast.AST]) -> bool:
    words = _words()
    for node in nodes:
        if isinstance(node, ast.Call) and called(node) in words["calls"]:
            return True
        if isinstance(node, ast.keyword) and node.arg in words["keywords"]:
            return not (isinstance(node.value, ast.Constant) and node.value.value is None)
    rare = re.compile(words["words"])
    if any(rare.search(name) for node in nodes if (name := _target(node))):
        return True
    comments = (
        comment
        for cell in subject.notebook.cells
        if cell.kind is CellKind.CODE
        for comment in _COMMENT.findall(cell.source.content)
    )
    return any(map(_says_rare, comments))


def _says_rare(comment: str) -> bool:
    words, told = _words(), comment.lower()
    if re.search(words["said"], told):
        return True
    return bool(re.search(words["share"], told) and re.search(f"{words['of']}|{words['words']}", told))


def _target(node: ast.AST) -> str:
    """Return the column that a table is asked for by its name alone: ``df["is_fraud"]``; empty for others."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value.lower()[:80]
    return ""


def _used(node: ast.AST) -> str:
    """Return the name of a figure that is computed, or asked for by name."""
    if isinstance(node, ast.Call):
        return called(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value[:60]
    return ""


PROBE = Probe(name="accuracy-alone", items=("EVA-01",), run=_run, partial=True, incidental=True, docs=__doc__)
