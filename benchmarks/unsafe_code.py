"""Unsafe loading in cells: recall and precision by line on labelled snippets, speed and findings on real notebooks.

``unsafe_code/snippets.txt`` of the material holds the labels; ruff's security rules see the same cells in the same run.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks._material import material
from jupyter_mlsec.code.program import analyse, check_code
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.rule import Family, Severity
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.rules._discovery import discover

FAMILIES = {Family.UNSAFE_LOAD, Family.CODE_EXECUTION, Family.SUPPLY_CHAIN}
LABEL = re.compile(r"[ \t]*#!\w+[ \t]*$")
Line = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """One labelled notebook: its cells, and the (cell, line) pairs that must be reported."""

    name: str
    category: str
    cells: tuple[str, ...]
    labels: frozenset[Line]

    def document(self) -> dict[str, object]:
        """Return the notebook's JSON."""
        cells: list[dict[str, object]] = [
            {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
            for source in self.cells
        ]
        return {"nbformat": 4, "nbformat_minor": 4, "metadata": {"language_info": {"name": "python"}}, "cells": cells}


def cases(path: Path) -> Iterator[Case]:
    """Read the snippets: ``=== name | category``, ``# %%`` between cells, ``#!label`` at marked lines."""
    for block in re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        name, _, category = head.partition(" | ")
        cells: list[str] = []
        labels: set[Line] = set()
        for index, source in enumerate(re.split(r"^# %%\n", body, flags=re.MULTILINE)):
            lines = source.rstrip("\n").split("\n")
            labels |= {(index, number) for number, line in enumerate(lines, 1) if LABEL.search(line)}
            cells.append("\n".join(LABEL.sub("", line) for line in lines))
        yield Case(name, category, tuple(cells), frozenset(labels))


def ours(notebook: Notebook) -> set[Line]:
    """Return the lines that we report at medium severity or above."""
    return {
        (hit.text.cell.index, hit.text.position(hit.span).line)
        for rule, hit in check_code(analyse(notebook), discover())
        if hit.text.cell and rule.family in FAMILIES and (hit.severity or rule.severity) >= Severity.MEDIUM
    }


def ruff(documents: list[dict[str, object]]) -> list[set[Line]]:
    """Return the lines that ruff's security rules report, for all notebooks in one run."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number:04}.ipynb" for number in range(len(documents))]
        for path, document in zip(paths, documents, strict=True):
            path.write_text(json.dumps(document), "utf-8")
        command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "S", "--preview"]
        command += ["--output-format", "json", folder]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ruff on our files
    found: list[set[Line]] = [set() for _ in documents]
    for entry in json.loads(answer.stdout or "[]"):
        if entry["code"] and entry["cell"]:
            found[int(Path(entry["filename"]).stem)].add((entry["cell"] - 1, entry["location"]["row"]))
    return found


def score(name: str, all_cases: list[Case], found: list[set[Line]]) -> None:
    """Print recall and precision by line."""
    right = sum(len(case.labels & lines) for case, lines in zip(all_cases, found, strict=True))
    wrong = sum(len(lines - case.labels) for case, lines in zip(all_cases, found, strict=True))
    labels = sum(len(case.labels) for case in all_cases)
    precision = right / (right + wrong) if right + wrong else 0.0
    print(f"{name:<14} recall {right / labels:.3f} ({right}/{labels})  precision {precision:.3f} ({wrong} wrong)")


def snippets() -> None:
    """Compare with ruff on the labelled snippets."""
    all_cases = [case for case in cases(material("unsafe_code/snippets.txt")) if case.category != "soft"]
    found = [ours(read_notebook(case.name, case.document())) for case in all_cases]  # type: ignore[arg-type]
    score("jupyter-mlsec", all_cases, found)
    score("ruff S", all_cases, ruff([case.document() for case in all_cases]))
    for case, lines in zip(all_cases, found, strict=True):
        for cell, line in sorted(case.labels ^ lines):
            print(f"  {'missed' if (cell, line) in case.labels else 'wrong'}: {case.name} cell {cell} line {line}")


def corpus() -> None:
    """Time the analysis of real notebooks, cold and warm, and count what is found."""
    rules = discover()
    notebooks = [read_notebook(path.name, path.read_bytes()) for path in sorted(material("notebooks").rglob("*.ipynb"))]
    cells = sum(cell.kind == "code" for notebook in notebooks for cell in notebook.cells)
    counts: Counter[tuple[str, str]] = Counter()
    cold = warm = slowest = 0.0
    for notebook in notebooks:
        begin = time.process_time()
        hits = list(check_code(analyse(notebook), rules))
        middle = time.process_time()
        list(check_code(analyse(notebook), rules))  # as after an edit: every cell's tree is known
        cold, warm = cold + middle - begin, warm + time.process_time() - middle
        slowest = max(slowest, middle - begin)
        counts.update((rule.name, hit.severity or rule.severity) for rule, hit in hits)
    print(f"{len(notebooks)} notebooks, {cells} code cells; slowest notebook {1000 * slowest:.0f} ms")
    for label, seconds in (("cold", cold), ("warm", warm)):
        print(f"{label}: {seconds:.2f} CPU s, {len(notebooks) / seconds:.0f} notebooks a second, ", end="")
        print(f"{1000 * seconds / cells:.2f} ms a cell")
    for (name, severity), count in counts.most_common():
        print(f"  {count:4} {severity:<8} {name}")


def main() -> None:
    """Print all figures."""
    snippets()
    corpus()
