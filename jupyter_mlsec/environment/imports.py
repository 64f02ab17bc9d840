"""The top-level names that a notebook imports, read from its source and never run."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.model.notebook import CellKind, Notebook

_MAGIC_LINE = re.compile(r"^(\s*)(?:[%!?].*|.*[^=!<>]=\s*[!%](?![=]).*|.*\?\??\s*)$")
_PYTHON_MAGICS = {"capture", "prun", "python", "python3", "time", "timeit", "mlsec", "skip", "debug"}
_STATEMENT = re.compile(r"^\s*(?:import\s+([\w., \t]+)|from\s+([A-Za-z_]\w*)[\w.]*\s+import\b)", re.MULTILINE)


def imported_modules(notebook: Notebook) -> frozenset[str]:
    """Return the top-level names of every import statement and literal ``import_module`` in Python code cells."""
    if notebook.language != "python":
        return frozenset()
    names: set[str] = set()
    for cell in notebook.cells:
        if cell.kind is CellKind.CODE:
            names |= _of_cell(cell.source.content)
    return frozenset(names)


def _of_cell(source: str) -> set[str]:
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        words = first[2:].split()
        if not words or words[0] not in _PYTHON_MAGICS:
            return set()
        source = rest
    plain = "\n".join(_MAGIC_LINE.sub(r"\1pass", line) for line in source.splitlines())
    for text in (source, plain):
        try:
            return _of_tree(ast.parse(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return _of_text(source)


def _of_tree(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and node.args and _is_import_call(node.func):
            [first, *_] = node.args
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                names.add(first.value.partition(".")[0])
    return {name for name in names if name.isidentifier()}


def _is_import_call(function: ast.expr) -> bool:
    called = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    return called in {"import_module", "__import__"}


def _of_text(source: str) -> set[str]:
    """Read the statements of a cell that does not parse, line by line: half a cell is better than none."""
    names: set[str] = set()
    for listed, package in _STATEMENT.findall(source):
        names |= {part.split()[0].partition(".")[0] for part in listed.split(",") if part.split()}
        names |= {package} - {""}
    return {name for name in names if name.isidentifier()}
