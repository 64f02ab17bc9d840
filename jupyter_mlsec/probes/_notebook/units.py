"""The things that a table holds several rows of each, as far as a notebook shows them: columns, names, what it says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.model.notebook import CellKind, Notebook
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.rows import roots, rows_behind
from jupyter_mlsec.probes._notebook.traced import Item

_WORDS = re.compile(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+(?![a-z])|\d+")
_COMMENT = re.compile(r"(?:^|\s)#\s?(.*)$", re.MULTILINE)
_COUNTS = frozenset(
    {"cumcount", "group_by", "groupBy", "groupby", "n_unique", "ngroup", "nunique", "unique", "value_counts"}
)
_OF_NAMES = (".name", ".stem", ".parent", ".parts[]", ".parts")
_ONE_EACH = frozenset({
    "agg", "aggregate", "count", "drop_duplicates", "dropDuplicates", "first", "last", "max", "mean", "median", "min",
    "nth", "size", "std", "sum", "unique",
})  # fmt: skip
_GROUPED = re.compile(r"\.group_?by\(\)", re.IGNORECASE)
_ALONE = frozenset({"drop_duplicates", "dropDuplicates", "unique"})
_STEPS = 40


def is_unit(name: str) -> bool:
    """Tell whether a column says which thing a row is about: ``donor``, ``slide_id``, ``SpeakerName``."""
    found = [word.lower() for word in _WORDS.findall(name)]
    while found and (found[-1] in words("units", "marks") or found[-1].isdigit()):
        found.pop()
    return bool(found) and found[-1].removesuffix("s") in _singular()


@cache
def _singular() -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in words("units", "units"))


def counted_units(program: Program) -> Iterator[str]:
    """Yield the units that a notebook counts, lists or groups by."""
    for call in program.calls:
        if call.method in _COUNTS:
            yield from (name for name in _columns(call) if is_unit(name))
    for times in program.flow.grown.values():
        for _, value, how in times:
            if how.startswith("[") and is_unit(how[1:-1]) and _is_of_name(value, program):
                yield how[1:-1]


def _is_of_name(value: Value, program: Program) -> bool:
    """Tell whether a value is taken from the name of a file: ``path.stem``."""
    behind = program.flow.behind(value)[:_STEPS]
    return any(isinstance(each, Ref) and each.name.endswith(_OF_NAMES) for each in behind)


def _columns(call: Call) -> Iterator[str]:
    yield from call.texts(0, "by", "subset")
    base: Value | None = call.base
    for _ in range(2):
        if isinstance(base, Item) and isinstance(base.key, Const) and isinstance(base.key.value, str):
            yield base.key.value
        if isinstance(base, Ref) and not base.name.endswith((")", "]")):
            yield base.name.rpartition(".")[2]
        base = base.base if isinstance(base, Ref) else None


def says_repeated(notebook: Notebook) -> bool:
    """Tell whether a comment or a text says that things have several rows each."""
    return any(_said().search(text) for text in _told(notebook))


@cache
def _said() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in sorted(words("units", "said"))), re.IGNORECASE)


def _told(notebook: Notebook) -> Iterator[str]:
    for cell in notebook.cells:
        content = cell.source.content
        yield from (content,) if cell.kind is CellKind.MARKDOWN else _COMMENT.findall(content)
    for texts in notebook.beside.files.values():
        for text in texts:
            yield from _COMMENT.findall(text.content)


def shown_units(notebook: Notebook) -> Iterator[str]:
    """Yield the units that are named anywhere: in comments, in texts of the code."""
    for text in _told(notebook):
        yield from (word for word in re.findall(r"\w+", text) if is_unit(word))
    for tree in trees_of(notebook):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < _STEPS:
                yield from (word for word in re.findall(r"\w+", node.value) if is_unit(word))


def called_pieces(rows: tuple[Value, ...], before: int, program: Program) -> bool:
    """Tell whether rows are called pieces of something, by their name or by the name of their file."""
    named = [name for name, value in program.names if value in rows]
    for each in roots(rows_behind(program.flow, *rows, before=before)):
        call = program.flow.call_of(each)
        named.extend(call.texts(0) if call is not None else ())
    return any(word.lower() in words("units", "pieces") for name in named for word in _WORDS.findall(name))


def one_each(rows: tuple[Value, ...]) -> bool:
    """Tell whether rows were made one for each thing: ``visits.groupby("patient").first()``."""
    for value in rows:
        current: Value | None = value
        for _ in range(_STEPS):
            if not isinstance(current, Ref):
                break
            method = current.name.removesuffix("()").rpartition(".")[2]
            single = method in _ALONE or (method in _ONE_EACH and _GROUPED.search(current.name) is not None)
            if single and current.name.endswith("()"):
                return True
            current = current.base
    return False
