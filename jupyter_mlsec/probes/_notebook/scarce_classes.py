"""Accuracy as the only figure that a notebook names, although weights, draws or its words say that a class is rare."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.consequences import Code
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.limits import pattern

_WEIGHS = frozenset({"class_weight", "scale_pos_weight", "is_unbalance", "auto_class_weights", "pos_weight"})
_EVENS = frozenset({"SMOTE", "ADASYN", "RandomOverSampler", "RandomUnderSampler", "SMOTENC", "SMOTETomek",
                    "BorderlineSMOTE", "compute_class_weight"})  # fmt: skip


def is_accuracy_alone(notebook: Notebook) -> bool:
    """Tell whether accuracy is the only figure although the notebook says that a class is rare."""
    code = code_of(notebook)
    if not any(code.calls.get(each) for each in ("accuracy_score", "score")) or not _is_rare(notebook, code):
        return False
    others = pattern("others")
    return not any(others.fullmatch(each) for each in mentioned(code))


def _is_rare(notebook: Notebook, code: Code) -> bool:
    if any(code.calls.get(each) for each in _EVENS):
        return True
    for calls in code.calls.values():
        for call in calls:
            for keyword in call.keywords:
                if keyword.arg in _WEIGHS and not (
                    isinstance(keyword.value, ast.Constant) and keyword.value.value in {None, 1, False}
                ):
                    return True
    return any(pattern("rare").search(cell.source.content[:20_000]) for cell in notebook.cells)


def mentioned(code: Code) -> Iterator[str]:
    """Yield the names and short texts of a notebook's code."""
    for node in code.nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 40:  # noqa: PLR2004 - a name
            yield node.value
