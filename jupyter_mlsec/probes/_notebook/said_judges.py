"""Rows to choose by that are said to be those that judge: a folder called so, a loader that is the same for both."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.sides import Side, named

_VALID = ("valid", "valid_name", "val", "validation", "valid_folder", "val_split", "validation_split_name")
_KEEPS = ("EarlyStopping", "Checkpoint", "SaveModel", "ReduceLROnPlateau", "TrackerCallback")
_HANDS = ("val_dataloader", "test_dataloader")


def said_judges(notebook: Notebook, program: Program) -> Iterator[Call]:
    """Yield the calls that choose by test rows, where something keeps the best state or stops by them."""
    if not any(word in call.name for call in program.calls for word in _KEEPS):
        return
    for call in program.calls:
        for name in _VALID:
            told = call.value(None, name)
            if isinstance(told, Const) and isinstance(told.value, str) and named(told.value) is Side.TEST:
                yield call
    if any(_hands_out_one(node) for tree in trees_of(notebook) for node in ast.walk(tree)):
        yield from (call for call in program.calls if call.name.endswith("Trainer().fit"))


def _hands_out_one(node: ast.AST) -> bool:
    """Tell whether a class hands out the same rows to choose by and to judge on."""
    if not isinstance(node, ast.ClassDef):
        return False
    methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
    given = [_given(methods[name]) for name in _HANDS if name in methods]
    return len(given) == len(_HANDS) and bool(given[0]) and given[0] == given[1]


def _given(method: ast.FunctionDef) -> set[str]:
    """Return the rows of its own that a method hands out first: ``DataLoader(self.test_set, …)``."""
    found = set[str]()
    for node in ast.walk(method):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
            first = node.value.args[:1] or [key.value for key in node.value.keywords if key.arg == "dataset"]
            found |= {ast.unparse(each) for each in first if ast.unparse(each).startswith("self.")}
    return found
