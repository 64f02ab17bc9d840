"""Python in notebook cells: magics set aside, so that the rest parses as Python and means what it computes."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook

LINE = "__ipython_line__"  # stands for a magic or shell line in a parsed cell: one call with the line as its argument

_LINE_MAGIC = re.compile(r"^(?P<indent>\s*)(?:(?P<target>[A-Za-z_][\w.,\s]*?)\s*=\s*)?(?P<line>[%!].*|\?{1,2}\S.*)$")
_HELP = re.compile(r"^(?P<indent>\s*)(?P<line>%{0,2}[A-Za-z_][\w.]*\?{1,2})\s*$")
# Cell magics that run the rest of the cell as Python in this kernel.
_PYTHON_MAGICS = frozenset({"capture", "mlsec", "mprun", "memit", "prun", "time", "timeit"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """One code cell. ``tree`` is None where it is not Python; ``magic`` is the cell magic's line, without ``%%``."""

    cell: Cell
    tree: ast.Module | None
    magic: str = ""
    broken: bool = False  # meant to be Python, but does not parse


def parse_notebook(notebook: Notebook) -> tuple[Parsed, ...]:
    """Parse every code cell; a cell that does not parse is ``broken`` and hides nothing else."""
    cells = (cell for cell in notebook.cells if cell.kind is CellKind.CODE)
    if notebook.language != "python":
        return tuple(Parsed(cell, None) for cell in cells)
    return tuple(parse_cell(cell) for cell in cells)


def parse_cell(cell: Cell) -> Parsed:
    """Parse one code cell of a Python notebook."""
    source, magic = cell.source.content, ""
    stripped = source.lstrip()
    if stripped.startswith("%%"):
        header, _, source = stripped.partition("\n")
        magic = header[2:].strip()
        if magic.split(maxsplit=1)[:1] and magic.split(maxsplit=1)[0] not in _PYTHON_MAGICS:
            return Parsed(cell, None, magic)
    tree = parse_source(source)
    return Parsed(cell, tree, magic, broken=tree is None)


def parse_source(source: str) -> ast.Module | None:
    """Return the tree of IPython source with magics set aside, or None where it is not Python."""
    for text in (source, _without_magics(source)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # "invalid escape sequence" is the author's, not ours to print
                return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def _without_magics(source: str) -> str:
    lines: list[str] = []
    pending = source.splitlines()
    while pending:
        line = pending.pop(0)
        match = _LINE_MAGIC.match(line) or _HELP.match(line)
        if match is None:
            lines.append(line)
            continue
        text, extra = match["line"], 0
        while text.endswith("\\") and pending:  # a shell line continues like a shell's
            text, extra = text[:-1] + pending.pop(0), extra + 1
        groups = match.groupdict()
        target = f"{groups['target']} = " if groups.get("target") else ""
        lines.append(f"{match['indent']}{target}{LINE}({text.strip()!r})")
        lines.extend([""] * extra)
    return "\n".join(lines)
