"""Which modules a notebook's code has at hand under which names, and where an import goes that is missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jupyter_mlsec.code.ipython import cell_magic, mask
from jupyter_mlsec.code.parse import parse_strictly
from jupyter_mlsec.model.notebook import Cell, CellKind
from jupyter_mlsec.model.rule import Edit
from jupyter_mlsec.model.text import Span, Syntax, Text, line_starts

# Cell magics whose body is Python of the notebook's own namespace.
PYTHON_MAGICS = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun", "lprun", "mlsec", "snakeviz"})
_FUTURE = re.compile(r"^[ \t]*from[ \t]+__future__[ \t]+import[^\r\n]*(?:\r\n|\r|\n|$)", re.MULTILINE)
_MENTIONED = re.compile(r"import|\b_?(?:os|getpass|keyring|environ|get_password)\b")
_INDENT = re.compile(r"[ \t]*")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """Python in a text: all of it, or the body of a cell magic from ``base`` on. ``tree`` is None where it is broken.

    ``ranges`` are the magics and shell lines in it. ``alone``: it runs in a process or file of its own, so that other
    cells' imports are not there.
    """

    text: Text
    base: int
    content: str
    tree: ast.Module | None
    ranges: tuple[tuple[str, int, int, int], ...]  # the magic's name, where it begins, its line's start and end
    alone: bool = False

    def offset(self, line: int, column: int) -> int:
        """Convert the parser's line (from 1) and column (in UTF-8 bytes) to an offset in the content."""
        starts = line_starts(self.content)
        if line > len(starts):
            return len(self.content)
        head = self.content[starts[line - 1] : starts[line - 1] + column]
        if not head.isascii():
            head = head.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore")
        return starts[line - 1] + len(head)

    def range(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return where a node stands in the content."""
        end = self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return self.offset(node.lineno, node.col_offset), end

    def edit(self, start: int, end: int, replacement: str, provides: str = "") -> Edit:
        """Return the edit of the text that replaces ``content[start:end]``."""
        return Edit(self.text, Span(self.base + start, self.base + end), replacement, provides)


def code_of(text: Text, base: int = 0, *, alone: bool = False) -> Code:
    """Read the Python that begins at ``base`` of a text."""
    content = text.content[base:]
    masked, lines = mask(content)
    ranges = tuple((line.name, line.begin, line.start, line.end) for line in lines.values())
    return Code(text, base, content, parse_strictly(masked), ranges, alone)


def own_code(text: Text) -> Code | None:
    """Read a cell's Python that runs in the notebook's namespace, behind ``%%time`` and its like; None for others."""
    if text.syntax is not Syntax.PYTHON:
        return None
    magic = cell_magic(text.content)
    if magic is None:
        return code_of(text)
    return code_of(text, magic.body) if magic.name in PYTHON_MAGICS else None


def parses_as_before(before: str, after: str) -> bool:
    """Whether a cell that could be parsed still can."""
    return _tree(after) is not None or _tree(before) is None


def _tree(content: str) -> ast.Module | None:
    magic = cell_magic(content)
    if magic is not None and magic.name not in PYTHON_MAGICS:
        return ast.Module([], [])
    return parse_strictly(mask(content[magic.body :] if magic else content)[0])


class Bindings:
    """Knows, for every code cell, what was imported in the cells before it."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._codes: dict[int, Code] = {}
        for cell in cells:
            matters = cell.kind is CellKind.CODE and _MENTIONED.search(cell.source.content)
            code = own_code(cell.source) if matters else None
            if code is not None:
                self._codes[cell.ref.index] = code
        self._rebound: dict[str, frozenset[str]] = {}  # by module: the names that something else is bound to

    def access(self, code: Code, at: int, module: str, attribute: str) -> tuple[str, tuple[Edit, ...]]:
        """Return the expression for ``module.attribute`` at an offset of ``code``, and the edits that import it."""
        found = self._at_hand(code, at, module, attribute)
        if found is not None:
            return found, ()
        taken = module in self._names_lost(module, code)
        name = f"_{module}" if taken else module
        statement = f"import {module} as {name}" if taken else f"import {module}"
        return f"{name}.{attribute}", imported(code, at, statement)

    def has(self, text: Text, module: str) -> bool:
        """Whether a cell before the one of ``text`` imports ``module`` under its own name."""
        index = text.cell.index if text.cell else 0
        return module not in self._names_lost(module) and any(
            _bound(code.tree.body, module, "") == f"{module}."
            for number, code in self._codes.items()
            if number < index and code.tree is not None
        )

    def _names_lost(self, module: str, code: Code | None = None) -> frozenset[str]:
        """Return the names that may stand for something else than ``module`` or what is in it."""
        if module not in self._rebound:
            trees = (each.tree for each in self._codes.values())
            self._rebound[module] = frozenset(name for tree in trees for name in _rebound(tree, module))
        return self._rebound[module] | _own_names_lost(code, module) if code is not None else self._rebound[module]

    def _at_hand(self, code: Code, at: int, module: str, attribute: str) -> str | None:
        index = code.text.cell.index if code.text.cell else 0
        found = _before(code, at, module, attribute)
        earlier = [] if code.alone else [self._codes[number] for number in sorted(self._codes) if number < index]
        for other in reversed(earlier):
            if found is None and other.tree is not None:
                found = _bound(other.tree.body, module, attribute)
        if found is None:
            return None
        expression = f"{found}{attribute}" if found.endswith(".") else found
        return None if expression.partition(".")[0] in self._names_lost(module, code) else expression


@lru_cache(maxsize=64)
def _own_names_lost(code: Code, module: str) -> frozenset[str]:
    return frozenset(_rebound(code.tree, module))


def _before(code: Code, at: int, module: str, attribute: str) -> str | None:
    """Return what is bound by the statements of ``code`` that end before ``at``."""
    if code.tree is None:
        return None
    return _bound([each for each in code.tree.body if code.range(each)[1] <= at], module, attribute)


def _bound(statements: Sequence[ast.stmt], module: str, attribute: str) -> str | None:
    """Return ``"os."`` or ``"environ"``: what the last import of a module, or of its attribute, is called."""
    found = None
    for statement in statements:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name == module or (alias.asname is None and alias.name.startswith(f"{module}.")):
                    found = f"{alias.asname or module}."
        elif isinstance(statement, ast.ImportFrom) and statement.module == module and not statement.level:
            for alias in statement.names:
                if alias.name == attribute:
                    found = alias.asname or attribute
    return found


def _rebound(tree: ast.Module | None, module: str) -> Iterable[str]:
    """Yield the names that anything but an import of ``module`` binds."""
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Import):
            yield from (alias.asname for alias in node.names if alias.asname and alias.name != module)
        elif isinstance(node, ast.ImportFrom) and (node.module != module or node.level):
            yield from (alias.asname or alias.name for alias in node.names)


def imported(code: Code, at: int, statement: str) -> tuple[Edit, ...]:
    """Return the edits that put an import where one belongs; one that stands further down moves up."""
    place = _place(code)
    indent = _INDENT.match(code.content, place)
    line_end = _LINE_END.search(code.content, place) or _LINE_END.search(code.text.content)
    ending = line_end[0] if line_end else "\n"
    tail = "" if place == 0 or code.content[place - 1] in "\r\n" else ending
    line = f"{tail}{indent[0] if indent else ''}{statement}{ending}"
    provides = "" if code.alone else statement
    moved = tuple(code.edit(start, end, "", provides) for start, end in _later(code, max(at, place), statement))
    return (code.edit(place, place, line, provides), *moved)


def _place(code: Code) -> int:
    """Return the beginning of the line that an import goes before: behind docstrings and ``__future__``."""
    if code.tree is None:
        futures = [match.end() for match in _FUTURE.finditer(code.content)]
        return futures[-1] if futures else 0
    for number, statement in enumerate(code.tree.body):
        is_docstring = (
            not number
            and isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str)
            and len(code.tree.body) > 1
        )
        if is_docstring or (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            continue
        first = min([statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", ()))])
        return code.offset(first, 0)
    return len(code.content)


def _later(code: Code, at: int, statement: str) -> Iterable[tuple[int, int]]:
    """Yield the whole lines of the same import further down, which would now stand there twice."""
    for node in code.tree.body if code.tree is not None else ():
        start, end = code.range(node)
        starts = line_starts(code.content)
        following = node.end_lineno or node.lineno
        line = code.offset(node.lineno, 0), starts[following] if following < len(starts) else len(code.content)
        if start >= at and code.content[slice(*line)].strip() == statement == code.content[start:end]:
            is_last = line[1] == len(code.content) and end == line[1]
            yield len(code.content[: line[0]].rstrip("\r\n")) if is_last else line[0], line[1]
