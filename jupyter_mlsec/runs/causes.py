"""Why a cell's outputs may differ in a second run: guessed from its source and from that of the cells it builds on."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

_GUESSES = (
    (
        re.compile(r"\b(?:time\.|timeit|datetime|perf_counter|Timestamp\.now|today\(\)|now\(\)|%%?time)|!date\b"),
        "reads a clock",
    ),
    (
        re.compile(
            r"\b(?:default_rng\(\s*\)|uuid\d?\b|secrets\.|urandom|SystemRandom|random_state\s*=\s*None"
            r"|Generator\(PCG64\(\)\)|PRNGKey\(\s*(?:time|int\(time))"
        ),
        "draws random numbers that no seed reaches",
    ),
    (
        re.compile(
            r"\b(?:getpid|gethostname|platform\.|cpu_count|getcwd|tempfile|psutil|uname|nvidia-smi)|!(?:pwd|ls|df|free|whoami)\b"
        ),
        "asks about the machine",
    ),
    (
        re.compile(
            r"\b(?:urlopen|urlretrieve|requests\.|fetch_\w+\(|load_dataset|from_pretrained|read_\w+\(\s*['\"]https?:)"
        ),
        "asks the network",
    ),
    (
        re.compile(
            r"\b(?:n_jobs|Thread|multiprocessing|joblib|svd|SVD|KMeans|torch|tensorflow|keras|jax|lightgbm|xgboost)"
        ),
        "uses code whose last digits depend on threads or on the processor",
    ),
)


@dataclass(frozen=True)
class Sources:
    """The code cells of a notebook, by index."""

    cells: Mapping[int, str]

    def cause(self, index: int) -> str:
        """Say what in a cell, or else in a cell before it whose names it uses, may have made the difference."""
        if own := _guess(self.cells[index]):
            return f"the cell {own}"
        for before in self._below(index):
            if found := _guess(self.cells[before]):
                return f"cell {before + 1}, which it builds on, {found}"
        return ""

    def _below(self, index: int) -> list[int]:
        """Return the cells that a cell builds on, the nearest first, directly or by others."""
        wanted, found = set(self._names[index][1]), []
        for before in sorted((each for each in self.cells if each < index), reverse=True):
            bound, used = self._names[before]
            if bound & wanted:
                found.append(before)
                wanted |= used
        return found

    @cached_property
    def _names(self) -> dict[int, tuple[frozenset[str], frozenset[str]]]:
        return {index: _names(source) for index, source in self.cells.items()}


def _guess(source: str) -> str:
    code = "\n".join(line for line in source.splitlines() if not line.lstrip().startswith("#"))
    return next((cause for pattern, cause in _GUESSES if pattern.search(code)), "")


def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that a cell binds or changes, and those that it uses."""
    lines = ("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(), frozenset()
    bound: set[str] = set()
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            bound.update(_root(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            bound.update(_root(node.func))  # a method may change what it is called on: model.fit(x)
    return frozenset(bound), frozenset(used)


def _root(node: ast.expr) -> set[str]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()
