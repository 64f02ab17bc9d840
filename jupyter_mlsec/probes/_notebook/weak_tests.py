"""Evaluations that say little: accuracy alone of what is rare, importances of a table with a row number in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.consequences import Code
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.limits import pattern

_ACCURACY = frozenset({"accuracy_score", "score", "accuracy", "Accuracy"})
_WEIGHS = frozenset({"class_weight", "scale_pos_weight", "is_unbalance", "auto_class_weights", "pos_weight"})
_EVENS = frozenset({"SMOTE", "ADASYN", "RandomOverSampler", "RandomUnderSampler", "SMOTENC", "SMOTETomek",
                    "BorderlineSMOTE", "compute_class_weight"})  # fmt: skip
_FEATURES = re.compile(
    r"(?:\w+_)?(?:feat\w*|cols?|columns|predictors|inputs|merkmale|variables)(?:_\w+)?", re.IGNORECASE
)


def accuracy_of_the_rare(notebook: Notebook) -> str:
    """Return what is said where accuracy is the only figure although the notebook says that a class is rare."""
    code = code_of(notebook)
    if not any(code.calls.get(each) for each in ("accuracy_score", "score")) or not _is_rare(notebook, code):
        return ""
    others = pattern("others")
    if any(others.fullmatch(each) for each in _mentioned(code)):
        return ""
    return "accuracy is the only figure of a target with a rare class"


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


def _mentioned(code: Code) -> Iterator[str]:
    for node in code.nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 40:  # noqa: PLR2004 - a name
            yield node.value


def importance_of_numbers(notebook: Notebook) -> str:
    """Return what is said where importances are asked of features among which is a row number or an identifier."""
    code = code_of(notebook)
    asked = pattern("importance")
    if not any(asked.fullmatch(each) for each in _mentioned(code)):
        return ""
    told = pattern("identifiers")
    for name, given in code.names.given.items():
        if _FEATURES.fullmatch(name) and re.search(r"id|drop|exclud|ignor|key|meta|date", name, re.IGNORECASE) is None:
            for value in given:
                listed = value.elts if isinstance(value, ast.List | ast.Tuple) else []
                if any(isinstance(each, ast.Constant) and told.fullmatch(str(each.value).lower()) for each in listed):
                    return "an identifier is among the features whose importance is asked"
    return ""
