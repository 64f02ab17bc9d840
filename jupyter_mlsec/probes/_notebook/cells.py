"""Python in notebook cells: magics set aside, so that the rest parses as Python and means what it computes."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TypeAlias

from jupyter_mlsec.code.ipython import PLACEHOLDER, cell_magic
from jupyter_mlsec.code.parse import Parsed as CodeParsed
from jupyter_mlsec.code.parse import parse
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook
from jupyter_mlsec.model.text import CellRef

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

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of the tree, in the order of ``ast.walk``; nothing where it is not Python."""
        return () if self.tree is None else nodes_of(self.tree)


Contents: TypeAlias = tuple[object, ...]

_last: tuple[Contents, tuple[Parsed, ...]] | None = None  # many probes look at one notebook in a row
_nodes: dict[int, tuple[ast.Module, tuple[ast.AST, ...]]] = {}  # of the trees of that notebook
_trees: dict[str, CodeParsed] = {}  # what was parsed of the notebook that was looked at last


def contents_of(notebook: Notebook) -> Contents:
    """Return what a reading of a notebook's code depends on: two that are equal are read alike."""
    cells: tuple[tuple[CellRef, CellKind, int | None, str], ...] = tuple(
        (cell.ref, cell.kind, cell.execution_count, cell.source.content)
        for cell in notebook.cells
        if cell.kind is CellKind.CODE
    )
    return notebook.language, cells


def parse_notebook(notebook: Notebook) -> tuple[Parsed, ...]:
    """Parse every code cell; a cell that does not parse is ``broken`` and hides nothing else."""
    global _last, _trees  # noqa: PLW0603 - a cache of one; replacing it is atomic
    contents, last = contents_of(notebook), _last
    if last is not None and last[0] == contents:
        return last[1]
    cells = [cell for cell in notebook.cells if cell.kind is CellKind.CODE]
    python = notebook.language == "python"
    known, _trees = _trees, {}
    _nodes.clear()
    for cell in cells if python else ():
        source = body_of(cell.source.content)
        if source in known:
            _trees[source] = known[source]
    parsed = tuple(parse_cell(cell) if python else Parsed(cell, None) for cell in cells)
    _last = (contents, parsed)
    return parsed


def nodes_of(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Return all nodes of a whole tree, gone through once for all who look at it."""
    known = _nodes.get(id(tree))
    if known is None or known[0] is not tree:
        known = _nodes[id(tree)] = (tree, tuple(ast.walk(tree)))
    return known[1]


def body_of(source: str) -> str:
    """Return a cell's source without the line of its cell magic."""
    header = cell_magic(source)
    return source if header is None else source[header.body :]


def code_of(notebook: Notebook) -> tuple[str, ...]:
    """Return the sources of the code cells in which something stands."""
    return tuple(
        cell.source.content for cell in notebook.cells if cell.kind is CellKind.CODE and cell.source.content.strip()
    )


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
    tree = _whole(parsed_source(source))
    return _whole(parse(_BARE.sub(r"\1%", source))) if tree is None else tree


def parsed_source(source: str) -> CodeParsed:
    """Parse IPython source once: whoever looks at the notebook sees the same trees."""
    known = _trees.get(source)
    if known is None:
        known = _trees[source] = parse(source)
        for tree in known.trees if known.lines else ():
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == LINE:
                    line = known.lines.get(node.lineno)
                    text = "" if line is None else source[line.begin : line.end]
                    node.args = [ast.Constant(value=" ".join(text.split()))]
    return known


def _whole(parsed: CodeParsed) -> ast.Module | None:
    complete = len(parsed.trees) == 1 and not parsed.broken and not parsed.stray
    return parsed.trees[0] if complete else None
