"""Real notebooks, run twice: in an environment, and in that environment re-created from its lock; without network.

``BENCH_PYTHON`` is an interpreter with ipykernel and the libraries of the field. The rule: every Python notebook of the
material whose imports that environment has, and that no more than a few minutes suffice for. Nothing else is chosen:
what needs a network, a data file or a package that is not there fails in the first run, and is counted as not running.
Only those that run to their end are compared. ``BENCH_KEEP`` names a folder for the executed pairs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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

LIMIT = 240.0  # seconds for a notebook
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
class Outcome:
    """What came of one notebook: why it did not run, or how its cells compare."""

    name: str
    reason: str = ""
    cells: tuple[CellComparison, ...] = ()

    @property
    def worst(self) -> Level:
        """The weakest level of its cells."""
        order = list(Level)
        return max((cell.level for cell in self.cells), key=order.index, default=Level.RAW)


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
    return [path for path, modules in imports.items() if all(has[name] for name in modules)]


def twice(path: Path, first: str, second: str, keep: Path | None) -> Outcome:
    """Run a copy of a notebook in a folder of its own, then another one in the other environment."""
    name = f"{path.parent.name}/{path.name}"
    documents, arounds = [], []
    for python in (first, second):
        with tempfile.TemporaryDirectory(prefix="field-") as folder:
            copy = Path(shutil.copy(path, Path(folder) / "notebook.ipynb"))
            try:
                done = execute(copy, RunOptions(python=python, timeout=LIMIT, cell_timeout=LIMIT))
            except MlsecError as error:
                return Outcome(name, error.message)
        if done.document is None:
            return Outcome(name, done.record.reason or "?")
        documents.append(json.loads(done.document))
        arounds.append(Around(started=done.record.started, finished=done.record.finished, folder=folder))
        if keep is not None:
            (keep / f"{path.parent.name}+{path.stem}.{len(documents)}.ipynb").write_bytes(done.document)
    return Outcome(name, cells=compare(documents[0], documents[1], Tolerance(), (arounds[0], arounds[1])))


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
            for outcome in pool.map(lambda path: twice(path, python, again, keep), paths):
                outcomes.append(outcome)
                show(outcome)
    ran = [outcome for outcome in outcomes if not outcome.reason]
    levels = Counter(cell.level.value for outcome in ran for cell in outcome.cells)
    same = sum(outcome.worst in SAME for outcome in ran)
    print(f"{len(paths)} notebooks whose imports are there, {len(ran)} ran to their end")
    print(f"identical at normalized level or better: {same} of {len(ran)}; cells: {dict(levels)}")


def show(outcome: Outcome) -> None:
    """Print a line for a notebook, and one for each cell that differs."""
    print(f"{outcome.name}: {outcome.reason or outcome.worst.value}", flush=True)
    for cell in outcome.cells:
        if cell.level not in SAME:
            print(
                f"    cell {cell.index + 1}: {cell.level.value} {cell.what} ({cell.cause or 'no cause known'})",
                flush=True,
            )


if __name__ == "__main__":
    main()
