"""Notebooks with secrets, made at test time, and what a fix makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.scan.fixes.document import FixedDocument, fix_document
from jupyter_mlsec.secrets.example import make_example, seeded

Make = Callable[..., dict[str, Any]]
Fix = Callable[..., FixedDocument]


@pytest.fixture
def password() -> str:
    """A password with the marks that people use, and none that any syntax takes for its own."""
    return make_example("{letter:3}{digit1:2}!{base62:6}#{digit1:1}", seeded(3))


@pytest.fixture
def make() -> Make:
    """Return a function (sources or cells, metadata) -> notebook."""

    def notebook(*cells: str | dict[str, Any], **metadata: Any) -> dict[str, Any]:
        made = [
            cell
            if isinstance(cell, dict)
            else {
                "cell_type": "code",
                "execution_count": None,
                "id": f"c{number}",
                "metadata": {},
                "outputs": [],
                "source": cell.splitlines(keepends=True),
            }
            for number, cell in enumerate(cells)
        ]
        return {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}

    return notebook


@pytest.fixture
def fix() -> Fix:
    """Return a function that fixes a notebook (or its bytes), or a script's bytes."""

    def fixed(document: dict[str, Any] | bytes, *, script: bool = False, unsafe: bool = False) -> FixedDocument:
        data = document if isinstance(document, bytes) else (json.dumps(document, indent=1) + "\n").encode()
        kind = TargetKind.SCRIPT if script else TargetKind.NOTEBOOK
        return fix_document("x.py" if script else "x.ipynb", kind, data, Config(), unsafe=unsafe)

    return fixed


@pytest.fixture
def sources() -> Callable[[FixedDocument], list[str]]:
    """Return a function that gives the sources of a fixed notebook's cells."""
    return lambda done: ["".join(cell["source"]) for cell in json.loads(done.data)["cells"]]
