"""The guard in a real kernel, as any front end sees it: what is answered, and what runs."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient


class Payload:
    """Pickles as a call that makes a file; only ever loaded where the guard stops it."""

    def __reduce__(self) -> Any:
        return os.system, (": > ran",)


def executed(folder: Path, *sources: str) -> list[dict[str, Any]]:
    """Return the last output of each cell, run in a kernel of its own."""
    made: Any = nbformat.v4
    notebook = made.new_notebook(cells=[made.new_code_cell(source) for source in sources])
    NotebookClient(notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}}).execute()
    return [cell.outputs[-1] if cell.outputs else {} for cell in notebook.cells]


def test_a_notebook_with_the_guard(tmp_path: Path) -> None:
    (tmp_path / "m.pkl").write_bytes(pickle.dumps(Payload()))
    load = "with open('m.pkl', 'rb') as f:\n    m = pickle.load(f)"
    allowed = f"{load}  # mlsec: allow[unsafe-pickle-load] for this test"
    outputs = executed(
        tmp_path,
        "%load_ext jupyter_mlsec\n%mlsec guard block",
        "import pickle",
        f"begun = True\n{load}",
        "'begun' in globals()",
        allowed,
        f"from joblib import Parallel, delayed\ndef work():\n    {allowed.replace(chr(10), chr(10) + '    ')}\n"
        "Parallel(n_jobs=2)(delayed(work)() for _ in range(2))",
        "class Own:\n    size = 3\ndef same(x):\n    return x\n"
        "[one.size for one in Parallel(n_jobs=2)(delayed(same)(Own()) for _ in range(2))]",
    )
    assert outputs[2]["ename"] == "CellRefused"
    assert outputs[2]["evalue"].startswith("the guard did not run this cell: line 3: critical[unsafe-pickle-load] ")
    assert outputs[2]["traceback"][0] == f"error: {outputs[2]['evalue']}"
    assert outputs[3]["data"]["text/plain"] == "False"
    assert outputs[4]["ename"] == outputs[5]["ename"] == "GuardError"
    assert outputs[4]["evalue"].startswith("the guard stopped this load: the pickle imports posix.system, ")
    assert outputs[6]["data"]["text/plain"] == "[3, 3]"
    assert not (tmp_path / "ran").exists()
