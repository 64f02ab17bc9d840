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
