"""Files that run code in a kernel before the first cell, and the pieces of code in them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

_FOLDER = "startup"
_PROFILE = re.compile(r"profile_[\w.-]+")
_SETTINGS = frozenset({"ipython_config.py", "ipython_kernel_config.py", "ipython_config.json"})
_ALWAYS = frozenset({"sitecustomize.py", "usercustomize.py", ".pythonrc.py", ".pythonrc", ".pythonstartup"})
_LINES = frozenset({"exec_lines", "code_to_run"})
_IMPORT = re.compile(r"^import[ \t]\S.*$", re.MULTILINE)


def is_startup(path: Path) -> bool:
    """Tell whether a file runs, or may run, code in each kernel."""
    if path.name in _ALWAYS or path.name == "kernel.json" or path.suffix == ".pth":
        return True
    if path.name in _SETTINGS:
        return True
    started = path.suffix in {".py", ".ipy"} and path.parent.name == _FOLDER
    return started and _PROFILE.fullmatch(path.parent.parent.name) is not None


def startup_texts(path: Path, text: str) -> Iterator[str]:
    """Yield the pieces of code that a start-up file runs, as IPython reads them."""
    if path.name == "kernel.json":
        yield from _command(text)
    elif path.suffix == ".pth":
        yield from (match[0] for match in _IMPORT.finditer(text))
    elif path.name in _SETTINGS:
        yield from _configured(text)
    elif text.strip():
        yield text


def _command(text: str) -> Iterator[str]:
    try:
        document = json.loads(text)
    except (RecursionError, ValueError):
        return
    argv = document.get("argv") if isinstance(document, dict) else None
    if isinstance(argv, list):
        yield "!" + " ".join(str(each) for each in argv).replace("\n", " ")


def _configured(text: str) -> Iterator[str]:
    """Yield the lines that IPython's settings run: ``c.InteractiveShellApp.exec_lines = ["…"]``."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "func", None)
        while isinstance(target, ast.Attribute) and target.attr not in _LINES:
            target = target.value
        if isinstance(target, ast.Attribute):
            yield from (
                each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )
