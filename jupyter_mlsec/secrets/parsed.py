"""Parsed: a cell as Python's own parser sees it, with IPython's lines replaced by expressions of the same length."""

from __future__ import annotations

import ast
import re
import threading
import warnings

_MAGIC = re.compile(r"^([ \t]*)[%!?].*$|(?<=[=(])([ \t]*)[%!](?=[a-z]).*$|^([ \t]*)[\w.]+\?{1,2}[ \t]*$", re.MULTILINE)
_lock = threading.Lock()  # warnings.catch_warnings is not safe between threads


def parsed(source: str) -> ast.Module | None:
    """Return the syntax tree of a cell, with its own offsets; None where it is not Python."""
    try:
        with _lock, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes are the notebook's business
            return ast.parse(_MAGIC.sub(_same_length, source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _same_length(match: re.Match[str]) -> str:
    """Return an expression to stand where only IPython can read."""
    indent = match[1] or match[2] or match[3] or ""
    return (indent + "0").ljust(len(match[0]))
