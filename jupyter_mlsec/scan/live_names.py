"""What names really are in a live kernel, told to the analyser as a cell of imports that nobody sees.

A name can come from where no cell shows it: a script that was run, a star import, an edited cell. For a cell that is
about to run the kernel's answer counts more than what the cells before it say; for a whole notebook, which may run
again from its start, it only fills in what they do not say.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace

from jupyter_mlsec.model.kernel import KernelFacts
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook
from jupyter_mlsec.model.rule import Hit, Rule
from jupyter_mlsec.model.text import CellRef, Place, Span, Syntax, Text

_WORD = re.compile(r"[^\W\d]\w*")
_NAMES = 500  # in one notebook
_FUNCTIONS = 50
_NOWHERE = CellRef(-1, None)


@dataclass(frozen=True, slots=True)
class Unseen:
    """The cell that nobody sees. ``functions`` are the (start, end, word) of definitions in its text.

    What stands against a function whose definition is nowhere in the notebook is a finding at ``word``, a name in the
    cell that is about to run and uses it; everything else in the unseen text is none.
    """

    text: Text
    asking: Text | None = None
    functions: tuple[tuple[int, int, str], ...] = ()

    def placed(self, rule: Rule, hit: Hit) -> Hit | None:
        """Return a hit where the person can see it, None where that is nowhere."""
        if hit.text is not self.text:
            return hit
        for start, end, word in self.functions:
            used = self.asking and start <= hit.span.start < end and re.search(rf"\b{word}\b", self.asking.content)
            if self.asking and used:
                message = (
                    f"{hit.message or rule.message} (in a function that this session defined in a cell that is gone)"
                )
                return replace(hit, text=self.asking, span=Span(*used.span()), message=message, fixes=())
        return None


def with_live_names(notebook: Notebook, kernel: KernelFacts | None) -> tuple[Notebook, Unseen | None]:
    """Return the notebook with such a cell where one is needed, and that cell."""
    if kernel is None or kernel.is_disk:
        return notebook, None
    cells = [cell for cell in notebook.cells if cell.source.syntax is Syntax.PYTHON]
    asking = cells if kernel.next_cell is None else [one for one in cells if one.ref.index == kernel.next_cell]
    used = dict.fromkeys(word for cell in asking for word in _WORD.findall(cell.source.content))
    elsewhere = {word for cell in cells if cell not in asking for word in _WORD.findall(cell.source.content)}
    about_to_run = kernel.next_cell is not None
    defined = _defined(used, elsewhere, kernel, about_to_run=about_to_run)
    lines = []
    for name in list(used)[:_NAMES]:
        line = _import(name, kernel.names.get(name, ""), is_new=name not in elsewhere and about_to_run)
        if line:
            lines.append(line)
    if not lines and not defined:
        return notebook, None
    content, functions = "".join(f"{line}\n" for line in lines), []
    for source, word in reversed(defined):
        start, content = len(content), f"{content}{source.rstrip()}\n"
        if about_to_run and not any(source.strip() in cell.source.content for cell in cells):
            functions.append((start, len(content), word))
    text = Text(Place.SOURCE, content, Syntax.PYTHON, cell=_NOWHERE)
    place = 0 if kernel.next_cell is None else notebook.cells.index(asking[0])
    told = Cell(_NOWHERE, CellKind.CODE, text)
    unseen = Unseen(text, asking[0].source if about_to_run else None, tuple(functions))
    return replace(notebook, cells=(*notebook.cells[:place], told, *notebook.cells[place:])), unseen


def _defined(
    used: dict[str, None], elsewhere: set[str], kernel: KernelFacts, *, about_to_run: bool
) -> list[tuple[str, str]]:
    """Return (source, word) of functions that a cell uses, by a word of its own or through another function.

    The words of their sources join ``used``.
    """
    found: dict[str, tuple[str, str]] = {}
    fresh = [(name, name) for name in used]
    while fresh and len(found) < _FUNCTIONS:
        name, word = fresh.pop(0)
        text = kernel.definitions.get(name, "") if about_to_run or name not in elsewhere else ""
        if text and name not in found and _is_code(text):
            found[name] = (text, word)
            inner = [one for one in _WORD.findall(text) if one not in used]
            used.update(dict.fromkeys(inner))
            fresh += [(one, word) for one in inner]
    return list(found.values())


def _is_code(text: str) -> bool:
    """Whether a definition can be read: one that cannot must not hide the others."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


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
