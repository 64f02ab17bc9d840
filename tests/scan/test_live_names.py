"""What names really are in a kernel, and what the analyser makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.kernel import KernelFacts
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.scan.engine import scan_notebook

Seen = list[tuple[str, int, int]]
EVALUATION: Seen = [("remote-code-evaluation", 1, 1)]
LOAD: Seen = [("unsafe-pickle-load", 1, 1)]


def findings(cells: list[str], names: Mapping[str, str], next_cell: int | None = None) -> Seen:
    document: dict[str, Any] = {
        "nbformat": 4,
        "nbformat_minor": 4,
        "metadata": {},
        "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells],
    }
    kernel = KernelFacts(names={"other": "numpy", **names}, next_cell=next_cell)
    report = scan_notebook(read_notebook("x.ipynb", document), Config(), kernel)
    assert (report.reason, report.cells) == (None, len(cells))
    return [(one.rule, one.cell.index, one.position.line) for one in report.findings if one.cell is not None]


@pytest.mark.parametrize(
    ("cells", "names", "found"),
    [
        (["%run helpers.py", "fetch(f)"], {"fetch": "pickle.load"}, LOAD),
        (["%run helpers.py", "p.load(f)"], {"p": "pickle"}, LOAD),
        (["from helpers import *", "t.load('x', weights_only=False)"], {"t": "torch"}, [("unsafe-torch-load", 1, 1)]),
        (["m = u.load()"], {"u": "pickle.Unpickler()"}, []),  # a notebook runs again without it
        (["run(x)"], {"run": "__main__.run"}, []),
        (["import json as p", "p.load(f)"], {"p": "pickle"}, []),  # when it runs again, it is json
    ],
)
def test_a_whole_notebook(cells: list[str], names: Mapping[str, str], found: Seen) -> None:
    assert findings(cells, names) == found


@pytest.mark.parametrize(
    ("cells", "names", "found"),
    [
        (["from pickle import load", "load(f)"], {"load": "json.load"}, []),
        (["from json import load", "load(f)"], {"load": "pickle.load"}, LOAD),
        (["load = 1", "m = u.load()"], {"u": "pickle.Unpickler()"}, LOAD),
        (["x = 1", "go(requests.get(u).text)"], {"go": "builtins.eval", "requests": "requests"}, EVALUATION),
        (["x = 1", "import json as p\np.load(f)"], {"p": "pickle"}, []),  # the cell itself says what it is
        (["x = 1", "p.load(f)"], {"p": "evil;import os"}, []),
        (["x = 1", "p.load(f)"], {"p": ""}, []),
    ],
)
def test_the_cell_that_is_about_to_run(cells: list[str], names: Mapping[str, str], found: Seen) -> None:
    assert findings(cells, names, next_cell=1) == found


def test_without_a_kernel_nothing_is_told() -> None:
    document: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}
    report = scan_notebook(read_notebook("x.ipynb", document), Config(), KernelFacts())
    assert (report.findings, report.reason) == ((), None)
