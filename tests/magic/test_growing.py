"""A measurement grows on the screen of a kernel, and leaves one whole result with its records in the document."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from jupyter_mlsec.lifecycle.records import MIME

SETUP = """%load_ext jupyter_mlsec
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
X, y = load_iris(return_X_y=True, as_frame=True)
clf = LogisticRegression(max_iter=500).fit(X, y)"""
MEASURE = "result = %mlsec model clf --x X --y y\nprint(len(result.value))\nresult"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[str]]:
    """Return the executed notebook, and the plain texts that a front end saw while the second cell ran."""
    seen: list[str] = []

    class Client(NotebookClient):
        def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
            if msg["msg_type"] in {"display_data", "update_display_data"}:
                seen.append(msg["content"]["data"]["text/plain"].splitlines()[0])
            return super().process_message(msg, cell, cell_index)

    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, MEASURE)]  # type: ignore[no-untyped-call]
    document = nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    folder: Path = tmp_path_factory.mktemp("growing")
    Client(document, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return document, seen


def test_it_grows(done: tuple[Any, list[str]]) -> None:
    _, seen = done
    first = re.fullmatch(r"Evidence about clf \(fitted on X and y\): (\d+) of (\d+) probes", seen[0])
    assert first is not None
    assert int(first[1]) <= 3 < int(first[2])  # the first ones may have nothing to say
    assert seen[-1] == "Evidence about clf (fitted on X and y)"


def test_the_document_keeps_one_whole_result(done: tuple[Any, list[str]]) -> None:
    document, _ = done
    outputs = document.cells[1].outputs
    shown = [output for output in outputs if "data" in output]
    assert len(shown) == 1
    assert shown[0].data["text/plain"].startswith("Evidence about clf (fitted on X and y)\n1 failed, ")
    (stream,) = [output for output in outputs if output.output_type == "stream"]
    assert len(shown[0].data[MIME]) == int(stream.text)
    assert "probes …" not in shown[0].data["text/html"]
