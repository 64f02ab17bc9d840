"""Permissions of a class of views: where they are set they decide, and not who somebody may say to be."""

from __future__ import annotations

import ast

_READS = frozenset({"get", "list", "retrieve", "head", "options"})


def permissions(owner: ast.ClassDef) -> ast.expr | None:
    """Return what a class permits, as Django REST framework takes it: an empty list where it only says who may log in.

    None for a class that says neither.
    """
    said: dict[str, ast.expr] = {}
    for each in owner.body:
        if isinstance(each, (ast.Assign, ast.AnnAssign)) and each.value is not None:
            for target in each.targets if isinstance(each, ast.Assign) else [each.target]:
                said[ast.unparse(target)] = each.value
    if "permission_classes" in said:
        return said["permission_classes"]
    return None


def permits(owner: ast.ClassDef) -> bool:
    """Tell whether a class lets everybody in by its own words, whatever it is built on."""
    decided = permissions(owner)
    return decided is not None and "AllowAny" in ast.unparse(decided)


def lets_read(node: ast.expr) -> bool:
    """Tell whether permissions let everybody read."""
    return "OrReadOnly" in ast.unparse(node)


def reads_only(method: str) -> bool:
    """Tell whether a method of a view only reads."""
    return method in _READS
