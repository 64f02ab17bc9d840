"""Parsing: a cell's Python into trees; where a statement is broken, the others are parsed all the same."""

from __future__ import annotations

import ast
import re
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from jupyter_mlsec.code.completion import completions
from jupyter_mlsec.code.ipython import Line, mask

# Characters that show nothing and that Python's parser does not take for blanks.
_UNSEEN = re.compile(
    "[\0-\x08\x0b\x0e-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ud800-\udfff]"
)
_ATTEMPTS = 40  # parses tried on one broken cell before the rest of it is read line by line
_TYPED = 4_000  # characters of a statement that is completed
_LINES = 400  # broken lines that are tried one by one
_PRINT = re.compile(r"(?P<indent>[ \t]*)print[ \t]+(?=[^\s=(,.\[])(?:>>[^,]*,)?(?P<what>[^\r\n]*)")
_EXEC = re.compile(
    r"(?P<indent>[ \t]*)exec[ \t]+(?=[^\s=(,.\[])(?P<what>[^\r\n#]*?)(?:[ \t]+in[ \t]+(?P<names>[\w.]+))?[ \t]*$"
)
_TYPE = re.compile(r"([ \t]*)type[ \t]+(\w+)[ \t]*(?:\[[^\]]*\])?[ \t]*=(?!=)")
_EXCEPT = re.compile(r"except\s+([\w.]+|\([\w., ]+\))\s*,\s*(\w+)\s*:")
_HEADER = re.compile(r"[^#]*:\s*(#.*)?$")
_lock = threading.Lock()  # warnings.catch_warnings is not safe between threads


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """What could be parsed of a cell's Python: trees in order, IPython's lines by line number, broken line numbers."""

    trees: tuple[ast.Module, ...]
    lines: dict[int, Line]
    broken: tuple[int, ...] = ()
    stray: dict[int, str] = field(default_factory=dict)  # lines that no parser accepts, by number: perhaps automagic


def parse(content: str) -> Parsed:
    """Parse a cell's source. Never raises; positions in the trees are positions in ``content``."""
    masked, lines = mask(content)
    tree = parse_strictly(masked)
    if tree is not None:
        return Parsed((tree,), lines)
    return _recover(masked, lines)


def parse_strictly(source: str) -> ast.Module | None:
    """Parse Python, or return None. Nothing that the source holds raises, warns or runs."""
    try:
        with _lock, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes are the notebook's business
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _parse_at(first: int, source: str) -> ast.Module | None:
    """Parse source that begins on a later line: its positions are those in the whole cell."""
    tree = parse_strictly(source)
    if tree is not None and first:
        ast.increment_lineno(tree, first)
    return tree


def _recover(masked: str, lines: dict[int, Line]) -> Parsed:
    """Parse top-level statement by statement; inside a broken one, leave out the lines that break it."""
    rows = re.split(r"\r\n|\r|\n", _UNSEEN.sub(_blank, masked))
    trees: list[ast.Module] = []
    broken: list[int] = []
    stray: dict[int, str] = {}
    budget = [_ATTEMPTS]
    for first, chunk in _chunks(rows):
        tree = _parse_at(first, "\n".join(chunk))
        if tree is not None:
            trees.append(tree)
            continue
        tree = _complete(first, chunk, budget)
        if tree is not None:
            trees.append(tree)
            broken.append(first + 1)
            continue
        tree, bad = _mend(first, chunk, budget)
        broken.extend(number + 1 for number in bad)
        if tree is not None:
            trees.append(tree)
        for number in bad[:_LINES]:
            single = _single(number, rows[number])
            if single is not None:
                trees.append(single)
            elif rows[number].strip():
                stray[number + 1] = rows[number]
    return Parsed(tuple(trees), lines, tuple(broken), stray)


def _blank(unseen: re.Match[str]) -> str:
    """Return blanks in the place of a character that nobody sees: as many as it has bytes, so that columns stay."""
    return " " * len(unseen[0].encode("utf-8", "surrogatepass"))


def _complete(first: int, chunk: list[str], budget: list[int]) -> ast.Module | None:
    """Parse a statement that leaves brackets or quotes open as if they were closed."""
    text = "\n".join(chunk).rstrip()
    if len(text) > _TYPED or _PRINT.match(text):
        return None
    for completed in completions(text):
        budget[0] -= 1
        tree = _parse_at(first, completed) if budget[0] > 0 else None
        if tree is not None:
            return tree
    return None


def _chunks(rows: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Split into top-level statements by indentation: (number of the first line from 0, lines)."""
    start = 0
    for number, row in enumerate(rows):
        begins = bool(row) and not row[0].isspace() and row[0] not in "#)]}" and not row.startswith(_CONTINUES)
        if begins and number > start and rows[start : start + 1] and not rows[start].startswith("@"):
            yield start, rows[start:number]
            start = number
    yield start, rows[start:]


_CONTINUES = ("else:", "else ", "elif ", "except:", "except ", "finally:", "finally ", "'''", '"""')


def _mend(first: int, chunk: list[str], budget: list[int]) -> tuple[ast.Module | None, list[int]]:
    """Blank line after line where the parser stops, until the rest of a statement is Python."""
    rows = list(chunk)
    bad: list[int] = []
    for attempt in range(2 * len(rows) + 2):
        if budget[0] <= 0 or attempt >= _ATTEMPTS:
            break
        budget[0] -= 1
        number = _error_line(rows)
        if number is None:
            return _parse_at(first, "\n".join(rows)), list(dict.fromkeys(bad))
        if _modern(rows, number):
            continue
        while number > 0 and not rows[number].strip():
            number -= 1
        bad.append(first + number)
        blank = rows[number][: len(rows[number]) - len(rows[number].lstrip())]
        rows[number] = f"{blank}if 1:" if _HEADER.match(chunk[number]) and number + 1 < len(rows) else f"{blank}pass"
        if bad.count(first + number) > 1:
            rows[number] = ""
            if bad.count(first + number) > 2:  # noqa: PLR2004 - an if, then a pass, then nothing: it is not this line
                break
    remaining = [first + number for number, row in enumerate(chunk) if row.strip()]
    return None, remaining


def _error_line(rows: list[str]) -> int | None:
    """Return the number of the line where Python's parser stops, or None where it does not."""
    try:
        with _lock, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse("\n".join(rows))
    except SyntaxError as error:
        return max(0, min((error.lineno or 1) - 1, len(rows) - 1))
    except (ValueError, RecursionError, MemoryError):
        return 0
    return None


def _modern(rows: list[str], number: int) -> bool:
    """Turn what other versions of Python write (``print x``, ``except A, b:``, ``type A = b``) into what ours reads.

    False where the line is nothing of the kind.
    """
    row = rows[number]
    if match := _PRINT.match(row):
        rows[number] = f"{match['indent']}print({match['what'].rstrip().rstrip(',')})"
        return rows[number] != row
    if match := _EXEC.match(row):
        names = f", {match['names']}" if match["names"] else ""
        rows[number] = f"{match['indent']}exec({match['what'].rstrip()}{names})"
        return True
    if match := _TYPE.match(row):
        name = f"{match[1]}{match[2]}"
        rows[number] = f"{name}{' ' * (match.end() - len(name) - 1)}={row[match.end() :]}"  # the value stays in place
        return True
    changed = _EXCEPT.sub(r"except \1 as \2:", row)
    rows[number] = changed
    return changed != row


def _single(number: int, row: str) -> ast.Module | None:
    """Parse one line for itself, wherever it stands, without losing its position."""
    stripped = row.strip()
    if not stripped or stripped.startswith("#") or number < 0:
        return None
    indent = len(row) - len(row.lstrip())
    body = stripped.rstrip(":")
    tree = _parse_at(number, body)
    for completed in completions(stripped) if len(stripped) <= _TYPED else ():
        tree = tree or _parse_at(number, completed)
    if tree is None:
        return None
    _shift(tree, len(row[:indent].encode("utf-8", "surrogatepass")))
    return tree


def _shift(tree: ast.Module, columns: int) -> None:
    if not columns:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt | ast.keyword | ast.alias | ast.arg | ast.excepthandler):
            node.col_offset += columns
            if node.end_col_offset is not None:
                node.end_col_offset += columns
