"""What names really are in a live kernel, told to the analyser as a cell of imports that nobody sees.

A name can come from where no cell shows it: a script that was run, a star import, an edited cell. For a cell that is
about to run the kernel's answer counts more than what the cells before it say; for a whole notebook, which may run
again from its start, it only fills in what they do not say.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jupyter_mlsec.model.kernel import KernelFacts
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook
from jupyter_mlsec.model.rule import Hit, Rule
from jupyter_mlsec.model.text import CellRef, Place, Span, Syntax, Text
from jupyter_mlsec.scan.reached import reachable, reached_names

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
    patches = list(_patches(kernel, {key for key, _, _ in defined})) if about_to_run else []
    if not lines and not defined and not patches:
        return notebook, None
    content, functions = "".join(f"{line}\n" for line in lines), []
    bound = [kernel.names.get(name, "").rpartition("()")[2] for name in used]  # ".load" of what is a bound method
    reached = reached_names([*(cell.source.content for cell in asking), *bound], [source for _, source, _ in defined])
    for _, source, word in reversed(defined):
        start, content = len(content), f"{content}{source.rstrip()}\n"
        if about_to_run and not any(source.strip() in cell.source.content for cell in cells):
            functions += [(start + first, start + last, word) for first, last in reachable(source, reached)]
    content += "".join(f"{line}\n" for line in _rebound(used, elsewhere, kernel, {key for key, _, _ in defined}))
    content += "".join(f"{line}\n" for line in patches)
    text = Text(Place.SOURCE, content, Syntax.PYTHON, cell=_NOWHERE)
    place = 0 if kernel.next_cell is None else notebook.cells.index(asking[0])
    told = Cell(_NOWHERE, CellKind.CODE, text)
    unseen = Unseen(text, asking[0].source if about_to_run else None, tuple(functions))
    return replace(notebook, cells=(*notebook.cells[:place], told, *notebook.cells[place:])), unseen


def _defined(
    used: dict[str, None], elsewhere: set[str], kernel: KernelFacts, *, about_to_run: bool
) -> list[tuple[str, str, str]]:
    """Return (name, source, word) of what a cell uses, by a word of its own or through another definition.

    The words of their sources join ``used``.
    """
    found: dict[str, tuple[str, str]] = {}
    fresh = [(name, name) for name in used]
    if about_to_run:
        fresh += [(_own(meaning), path.rpartition(".")[2]) for path, meaning in kernel.attributes.items()]
    while fresh and len(found) < _FUNCTIONS:
        name, word = fresh.pop(0)
        own = _own(kernel.names.get(name, ""))
        if own and own != name and about_to_run:
            fresh.insert(0, (own, word))
        text = kernel.definitions.get(name, "") if about_to_run or name not in elsewhere else ""
        if text and name not in found and _is_code(text):
            found[name] = (text, word)
            inner = [one for one in _WORD.findall(text) if one not in used]
            used.update(dict.fromkeys(inner))
            fresh += [(one, word) for one in inner]
    return [(name, text, word) for name, (text, word) in found.items()]


def _own(meaning: str) -> str:
    """Return the name of the session's own function or class in a meaning: ``L`` of ``__main__.L().load``."""
    parts = meaning.replace("()", "").split(".")
    return parts[1] if parts[0] == "__main__" and len(parts) > 1 and parts[1].isidentifier() else ""


def _rebound(used: dict[str, None], elsewhere: set[str], kernel: KernelFacts, defined: set[str]) -> Iterator[str]:
    """Yield what binds names to instances, methods and other names of what the session defined, where no cell does."""
    for name in list(used)[:_NAMES]:
        meaning = kernel.names.get(name, "")
        own = _own(meaning)
        value = meaning.removeprefix("__main__.")
        is_told = name in elsewhere and own in elsewhere
        if own in defined and value != name and not is_told and _is_path(value):
            yield f"{name} = {value}"


def _patches(kernel: KernelFacts, defined: set[str]) -> Iterator[str]:
    """Yield what makes attributes what they are."""
    for number, (path, meaning) in enumerate(list(kernel.attributes.items())[:_NAMES]):
        home, dot, _ = path.rpartition(".")
        base, _, last = meaning.rpartition(".")
        if not dot or not _is_path(path) or not _is_path(meaning) or "()" in path:
            continue
        if base == "builtins":
            value = last
        elif _own(meaning):
            value = meaning.removeprefix("__main__.")
            if _own(meaning) not in defined:
                continue
        else:
            value = f"_patched_{number}"
            yield _import(value, base if "()" in base else meaning, is_new=True)
            value = f"{value}.{last}" if "()" in base else value
        variable = kernel.names.get(home.partition(".")[0], "")
        if "." not in variable and "()" not in variable:  # a module
            yield f"import {home}"
        yield f"{path} = {value}"


def _is_path(meaning: str) -> bool:
    return all(part.isidentifier() for part in meaning.replace("()", "").split("."))


def _is_code(text: str) -> bool:
    """Whether a definition can be read: one that cannot must not hide the others."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _import(name: str, meaning: str, *, is_new: bool) -> str:
    """Return the statement that binds a name to what it is; an instance only where no cell says where it comes from."""
    if meaning.count("()") == 1 and "()." in meaning:  # a method that is bound to an instance
        made, _, method = meaning.partition("().")
        line = _import(name, f"{made}()", is_new=is_new)
        return f"{line}; {name} = {name}.{method}" if line and method.isidentifier() else ""
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
