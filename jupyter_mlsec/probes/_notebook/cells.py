"""Python in notebook cells: magics set aside, so that the rest parses as Python and means what it computes."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from jupyter_mlsec.code.ipython import PLACEHOLDER, cell_magic, mask
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook

LINE = PLACEHOLDER  # stands for a magic or shell line in a parsed cell: one call with the line as its argument

# Cell magics that run the rest of the cell as Python in this kernel.
_PYTHON_MAGICS = frozenset({"capture", "memit", "mlsec", "mprun", "prun", "time", "timeit"})
# Magics that people write without their percent sign, which IPython allows.
_BARE = re.compile(
    r"^(\s*)(?=(?:cat|cd|conda|cp|env|ls|mamba|mkdir|mv|pip|pwd|rm|run|uv)[ \t]+[^\s=.(\[])", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One code cell. ``tree`` is None where it is not Python; ``magic`` is the cell magic's line, without ``%%``."""

    cell: Cell
    tree: ast.Module | None
    magic: str = ""
    broken: bool = False  # meant to be Python, but does not parse


_last: tuple[Notebook, tuple[Parsed, ...]] | None = None  # many probes look at one notebook in a row


def parse_notebook(notebook: Notebook) -> tuple[Parsed, ...]:
    """Parse every code cell; a cell that does not parse is ``broken`` and hides nothing else."""
    global _last  # noqa: PLW0603 - a cache of one; replacing the pair is atomic
    last = _last
    if last is not None and last[0] is notebook:
        return last[1]
    cells = [cell for cell in notebook.cells if cell.kind is CellKind.CODE]
    python = notebook.language == "python"
    parsed = tuple(parse_cell(cell) if python else Parsed(cell, None) for cell in cells)
    _last = (notebook, parsed)
    return parsed


def parse_cell(cell: Cell) -> Parsed:
    """Parse one code cell of a Python notebook."""
    source, magic = cell.source.content, ""
    header = cell_magic(source)
    if header is not None:
        magic = f"{header.name} {source[slice(*header.line)].strip()}".strip()
        if header.name not in _PYTHON_MAGICS:
            return Parsed(cell, None, magic)
        source = source[header.body :]
    tree = parse_source(source)
    return Parsed(cell, tree, magic, broken=tree is None)


def parse_source(source: str) -> ast.Module | None:
    """Return the tree of IPython source with magics set aside, or None where it is not Python."""
    tree = _parse(source)
    return _parse(_BARE.sub(r"\1%", source)) if tree is None else tree


def _parse(source: str) -> ast.Module | None:
    masked, lines = mask(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "invalid escape sequence" is the author's, not ours to print
            tree = ast.parse(masked)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree) if lines else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == LINE:
            line = lines.get(node.lineno)
            text = "" if line is None else source[line.begin : line.end]
            node.args = [ast.Constant(value=" ".join(text.split()))]
    return tree
