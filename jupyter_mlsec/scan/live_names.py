"""What names really are in a live kernel, told to the analyser as a cell of imports that nobody sees.

A name can come from where no cell shows it: a script that was run, a star import, an edited cell. For a cell that is
about to run the kernel's answer counts more than what the cells before it say; for a whole notebook, which may run
again from its start, it only fills in what they do not say.
"""

from __future__ import annotations

import re
from dataclasses import replace

from jupyter_mlsec.model.kernel import KernelFacts
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text

_WORD = re.compile(r"[^\W\d]\w*")
_NAMES = 500  # in one notebook
_NOWHERE = CellRef(-1, None)


def with_live_names(notebook: Notebook, kernel: KernelFacts | None) -> tuple[Notebook, Text | None]:
    """Return the notebook with such a cell where one is needed, and the cell's text, whose hits are no findings."""
    if kernel is None or kernel.is_disk:
        return notebook, None
    cells = [cell for cell in notebook.cells if cell.source.syntax is Syntax.PYTHON]
    asking = cells if kernel.next_cell is None else [one for one in cells if one.ref.index == kernel.next_cell]
    used = dict.fromkeys(word for cell in asking for word in _WORD.findall(cell.source.content))
    elsewhere = {word for cell in cells if cell not in asking for word in _WORD.findall(cell.source.content)}
    lines = []
    for name in list(used)[:_NAMES]:
        line = _import(name, kernel.names.get(name, ""), is_new=name not in elsewhere and kernel.next_cell is not None)
        if line:
            lines.append(line)
    if not lines:
        return notebook, None
    text = Text(Place.SOURCE, "\n".join(lines), Syntax.PYTHON, cell=_NOWHERE)
    place = 0 if kernel.next_cell is None else notebook.cells.index(asking[0])
    told = Cell(_NOWHERE, CellKind.CODE, text)
    return replace(notebook, cells=(*notebook.cells[:place], told, *notebook.cells[place:])), text


def _import(name: str, meaning: str, *, is_new: bool) -> str:
    """Return the statement that binds a name to what it is; an instance only where no cell says where it comes from."""
    instance = meaning.endswith("()")
    parts = meaning.removesuffix("()").split(".")
    if not all(part.isidentifier() for part in parts) or parts[0] == "__main__":
        return ""
    if parts[0] == "builtins":
        return "" if instance or name == parts[-1] else f"{name} = {parts[-1]}"
    if instance:
        return f"from {'.'.join(parts[:-1])} import {parts[-1]} as {name}; {name} = {name}()" if is_new else ""
    if len(parts) == 1:
        return f"import {parts[0]} as {name}"
    return f"from {'.'.join(parts[:-1])} import {parts[-1]} as {name}"
