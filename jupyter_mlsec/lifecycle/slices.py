"""The cells behind a name: a backward slice, so that an edit makes stale what it feeds and nothing else.

From the last statement to the first, a statement belongs to the slice of ``df`` when it binds or changes a name that is
still wanted; a plain assignment then ends the want for its name and begins that for the names on its right (Weiser,
"Program Slicing", 1981). It follows that the cells that a kernel has run, with every version that was tried, have the
same slice as the finished notebook.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator

from jupyter_mlsec.lifecycle.effects import Effects
from jupyter_mlsec.lifecycle.fingerprint import statement_meaning
from jupyter_mlsec.lifecycle.scopes import free_names, replaced
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.notebook.code_beside import used_by
from jupyter_mlsec.probes._notebook.cells import LINE, body_of, parse_notebook, parsed_source
from jupyter_mlsec.probes._notebook.mentions import bindings


def slice_fingerprint(notebook: Notebook, name: str) -> str | None:
    """Return the digest of the statements that ``name`` is made from; None where a cell cannot be read as Python."""
    statements = _statements(notebook)
    if statements is None:
        return None
    kept: list[str] = []
    for _, meaning in _backwards(statements, name, notebook):
        if not kept or kept[-1] != meaning:  # the same line twice in a row: a cell that was run again
            kept.append(meaning)
    digest = hashlib.sha256("\x00".join(reversed(kept)).encode("utf-8", "surrogatepass"))
    return f"sha256:{digest.hexdigest()}"


def slice_files(notebook: Notebook, name: str) -> tuple[str, ...]:
    """Return the code files beside the notebook that the statements use that ``name`` is made from, in order."""
    files = notebook.beside.files
    statements = _statements(notebook) if files else None
    kept = [statement for statement, _ in _backwards(statements, name, notebook)] if statements else []
    return tuple(dict.fromkeys(path for each in reversed(kept) for path in used_by(_source(each), "", files)))


def _brought(statement: ast.stmt, notebook: Notebook) -> set[str]:
    """Return the names that the notebook gets from a file which a statement runs: ``%run prep.py``."""
    files = notebook.beside.files
    if not files or not isinstance(statement, ast.Expr):
        return set()
    return {
        name
        for path in used_by(_source(statement), "", files)
        for text in files[path]
        for tree in parsed_source(body_of(text.content)).trees
        for name in bindings(tree)
    }


def _source(statement: ast.stmt) -> str:
    """Return the source of a statement, with the lines that are IPython's as they are written."""
    lines = [
        argument.value
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == LINE
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
    return "\n".join((*lines, ast.unparse(statement)))


def _statements(notebook: Notebook) -> list[ast.stmt] | None:
    """Return all statements of a notebook in order; None where a cell cannot be read as Python."""
    parsed = parse_notebook(notebook)
    if notebook.language != "python" or any(each.broken for each in parsed):
        return None
    return [statement for each in parsed if each.tree is not None for statement in each.tree.body]


def _backwards(statements: list[ast.stmt], name: str, notebook: Notebook) -> Iterator[tuple[ast.stmt, str]]:
    effects = Effects.of(statements)
    wanted = {name}
    for statement in reversed(statements):
        meaning = statement_meaning(statement)
        touched = effects.touched(statement) | _brought(statement, notebook)
        if not meaning or wanted.isdisjoint(touched):
            continue
        yield statement, meaning
        wanted = (wanted - replaced(statement)) | free_names(statement)
