"""Where a variable's data came from: the file that a cell of this session read it from, seen in the code."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_mlsec.magic.session import Session

_READERS = ("read_", "scan_", "load")


def files_read_into(name: str, session: Session) -> tuple[str, ...]:
    """Return the existing files that cells of this session read straight into the variable ``name``.

    The code is parsed, never run; a path in a variable is looked up by its name.
    """
    paths = dict.fromkeys(
        path
        for source in session.sources()
        for call in _assigned_reads(name, source)
        if (path := _path_of(call, session)) and os.path.isfile(path)  # noqa: PTH113 - a plain string stays as written
    )
    return tuple(paths)


def _assigned_reads(name: str, source: str) -> Iterator[ast.Call]:
    try:
        tree = ast.parse(session_source(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or not isinstance(node.value, ast.Call):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if not any(isinstance(target, ast.Name) and target.id == name for target in targets):
            continue
        function = node.value.func
        attribute = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if attribute.startswith(_READERS):
            yield node.value


def session_source(source: str) -> str:
    """Return a cell's code with magics and shell lines blanked, so that the rest parses."""
    lines = source.splitlines()
    return "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in lines)


def _path_of(call: ast.Call, session: Session) -> str | None:
    if not call.args:
        return None
    argument = call.args[0]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    if isinstance(argument, ast.Name):
        value = session.shell.user_ns.get(argument.id)
        return os.fspath(value) if isinstance(value, (str, os.PathLike)) else None
    return None
