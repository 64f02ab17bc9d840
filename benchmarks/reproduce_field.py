"""Real notebooks, run twice: in an environment, and in that environment re-created from its lock; without network.

``BENCH_PYTHON`` is an interpreter with ipykernel and the libraries of the field. The rule: every Python notebook of the
material whose imports that environment has. Nothing else is chosen. What needs a network, a data file, another version
of a library or more than ``BENCH_LIMIT`` seconds does not run to its end; of those that fail at a cell, what stands
before that cell is run and compared as a beginning, and counted apart. ``BENCH_KEEP`` names a folder for the executed
pairs, ``BENCH_ONLY`` a part of the names of those that are tried.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks._material import material
from jupyter_mlsec.environment.imports import imported_modules
from jupyter_mlsec.environment.installed import read_environment
from jupyter_mlsec.environment.lock import lock
from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.runs.around import Around
from jupyter_mlsec.runs.compare import CellComparison, Level, compare
from jupyter_mlsec.runs.differences import Tolerance
from jupyter_mlsec.runs.execute import execute
from jupyter_mlsec.runs.execution import RunOptions
from jupyter_mlsec.runs.recreate import recreate

LIMIT = float(os.environ.get("BENCH_LIMIT", "600"))  # seconds for a notebook
LEAST = 3  # cells with an output that a beginning must have
FAILED_AT = re.compile(r"cell (\d+) raised ")
SAME = {Level.RAW, Level.NORMALIZED}
IMPORTABLE = """
import importlib.util, json, sys
def has(name):
    try:
        return importlib.util.find_spec(name) is not None
    except Exception:
        return False
print(json.dumps({name: has(name) for name in json.load(sys.stdin)}))
"""


@dataclass(frozen=True)
class Cell:
    """How one cell compares, and what it showed in the first run."""

    compared: CellComparison
    outputs: list[object]


@dataclass(frozen=True)
class Outcome:
    """What came of one notebook: why it did not run to its end, and how its cells, or the first of them, compare."""

    name: str
    reason: str = ""
    cells: tuple[Cell, ...] = ()
    beginning: bool = False

    @property
    def worst(self) -> Level:
        """The weakest level of its cells."""
        order = list(Level)
        return max((cell.compared.level for cell in self.cells), key=order.index, default=Level.RAW)


def candidates(folder: Path, python: str) -> list[Path]:
    """Return the notebooks whose imports ``python`` has."""
    imports = {}
    for path in sorted(folder.glob("*/*.ipynb")):
        notebook = read_notebook(path.name, path.read_bytes())
        if notebook.language == "python":
            imports[path] = imported_modules(notebook)
    names = json.dumps(sorted(set().union(*imports.values())))
    done = subprocess.run([python, "-I", "-c", IMPORTABLE], input=names, capture_output=True, text=True, check=True)  # noqa: S603 - the given interpreter
    has = json.loads(done.stdout)
    found = [path for path, modules in imports.items() if all(has[name] for name in modules)]
    only = os.environ.get("BENCH_ONLY", "")
    return [path for path in found if only in str(path)]


def tried(path: Path, first: str, second: str, keep: Path | None) -> Outcome:
    """Run a notebook twice; where it fails at a cell, run what stands before that cell."""
    name, document = f"{path.parent.name}/{path.name}", json.loads(path.read_bytes())
    outcome = twice(name, document, first, second, keep)
    at = FAILED_AT.match(outcome.reason)
    if at is None:
        return outcome
    beginning = {**document, "cells": document["cells"][: int(at[1]) - 1]}
    again = twice(f"{name}.beginning", beginning, first, second, keep)
    shown = sum(bool(cell.outputs) for cell in again.cells)
    return replace(again, reason=outcome.reason, beginning=True) if shown >= LEAST and not again.reason else outcome


def twice(name: str, document: object, first: str, second: str, keep: Path | None) -> Outcome:
    """Run a notebook in a folder of its own, then once more in the other environment."""
    documents, arounds = [], []
    for python in (first, second):
        with tempfile.TemporaryDirectory(prefix="field-") as folder:
            copy = Path(folder) / "notebook.ipynb"
            copy.write_text(json.dumps(document), encoding="utf-8")
            try:
                done = execute(copy, RunOptions(python=python, timeout=LIMIT, cell_timeout=LIMIT))
            except MlsecError as error:
                return Outcome(name, error.message)
        if done.document is None:
            return Outcome(name, done.record.reason or "?")
        documents.append(json.loads(done.document))
        arounds.append(Around(started=done.record.started, finished=done.record.finished, folder=folder))
        if keep is not None:
            (keep / f"{name.replace('/', '+')}.{len(documents)}.ipynb").write_bytes(done.document)
    compared = compare(documents[0], documents[1], Tolerance(), (arounds[0], arounds[1]))
    return Outcome(name, cells=tuple(Cell(cell, documents[0]["cells"][cell.index]["outputs"]) for cell in compared))


def main() -> None:
    """Print each notebook's outcome and the totals."""
    python = os.environ.get("BENCH_PYTHON")
    if python is None:
        sys.exit("BENCH_PYTHON names no interpreter")
    keep = Path(os.environ["BENCH_KEEP"]) if "BENCH_KEEP" in os.environ else None
    paths = candidates(material("notebooks"), python)
    with tempfile.TemporaryDirectory(prefix="field-env-") as folder:
        locked = lock(read_environment(python), python=python)
        bundle = Path(folder) / "bundle"
        (bundle / "env").mkdir(parents=True)
        (bundle / "env/requirements.txt").write_text(locked.requirements, encoding="utf-8")
        again = recreate(bundle, Path(folder) / "env", offline=True)
        with ThreadPoolExecutor(2) as pool:
            outcomes = []
            for outcome in pool.map(lambda path: tried(path, python, again, keep), paths):
                outcomes.append(outcome)
                show(outcome)
    print(f"{len(paths)} notebooks whose imports are there")
    total("ran to their end", [outcome for outcome in outcomes if not outcome.reason])
    total("beginnings of others", [outcome for outcome in outcomes if outcome.beginning])


def total(title: str, ran: list[Outcome]) -> None:
    """Print how many of these are identical at normalized level or better."""
    levels = Counter(cell.compared.level.value for outcome in ran for cell in outcome.cells if cell.outputs)
    same = sum(outcome.worst in SAME for outcome in ran)
    print(f"{title}: {len(ran)}, of which identical: {same}; cells with outputs: {dict(levels)}")


def show(outcome: Outcome) -> None:
    """Print a line for a notebook, and one for each cell that differs."""
    how = "" if outcome.reason and not outcome.beginning else outcome.worst.value
    print(f"{outcome.name}: {how} {outcome.reason}".rstrip(), flush=True)
    for cell in (each.compared for each in outcome.cells):
        if cell.level not in SAME:
            print(f"    cell {cell.index + 1}: {cell.level.value}; {cell.what}; {cell.cause}", flush=True)


if __name__ == "__main__":
    main()
