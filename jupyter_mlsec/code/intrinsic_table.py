"""The table of functions whose meaning the interpreter knows, by qualified name."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeAlias

from jupyter_mlsec.code.state import State
from jupyter_mlsec.code.values import UNKNOWN, Arguments, Ref, Value

Intrinsic: TypeAlias = Callable[[State, Ref, Arguments, ast.Call], Value | None]
TABLE: dict[str, Intrinsic] = {}


def known(*names: str) -> Callable[[Intrinsic], Intrinsic]:
    """Put a function into the table under the names of what it stands for."""

    def register(function: Intrinsic) -> Intrinsic:
        TABLE.update(dict.fromkeys(names, function))
        return function

    return register


def first(arguments: Arguments, name: str = "") -> Value:
    """Return the first argument, or the one of that name."""
    return arguments.find(name, 0) or UNKNOWN
