from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.checklist import Declaration
from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.rule import Confidence, Family, Severity
from jupyter_mlsec.model.text import CellRef, Place, Position
from jupyter_mlsec.notebook.code_beside import read_beside
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.probes._folder.files import project_files
from jupyter_mlsec.probes._ground.base import EnvironmentSubject, NotebookSubject, ProjectSubject

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)

Said = tuple[str, str]


def notebook(*cells: Any, language: str = "python") -> Notebook:
    """Return a notebook of code cells; a cell is its source, or a dict of what it holds besides."""
    whole = [{"source": cell} if isinstance(cell, str) else cell for cell in cells]
    document: dict[str, Any] = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"language_info": {"name": language}},
        "cells": [
            {"cell_type": "code", "id": f"c{index}", "metadata": {}, "outputs": [], "execution_count": None} | cell
            for index, cell in enumerate(whole)
        ],
    }
    return read_notebook("train.ipynb", document)


def with_beside(book: Notebook, folder: Path, files: Mapping[str, str]) -> Notebook:
    """Write files into a folder and return the notebook with the code among them that it uses."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return replace(book, beside=read_beside(book, folder, folder)) if files else book


def declarations(**topics: Mapping[str, str]) -> tuple[Declaration, ...]:
    """Return declarations; ``dataset__df={...}`` is the data set called df."""
    return tuple(
        Declaration(topic=key.partition("__")[0], name=key.partition("__")[2], fields=fields, time=NOW)
        for key, fields in topics.items()
    )


@pytest.fixture
def finding() -> Callable[..., Finding]:
    def make(family: Family, severity: Severity = Severity.HIGH, *, rule: str = "some-rule", cell: int = 0) -> Finding:
        return Finding(
            rule=rule,
            family=family,
            severity=severity,
            confidence=Confidence.HIGH,
            message="Something is wrong.",
            remedy="Mend it.",
            path="train.ipynb",
            place=Place.SOURCE,
            position=Position(1, 1, 1, 2),
            fingerprint="f",
            cell=CellRef(cell, f"c{cell}"),
        )

    return make


@pytest.fixture
def ask_notebook(tmp_path: Path) -> Callable[..., Said]:
    """Ask a ``notebook_*`` probe about code cells; its relative paths start in ``tmp_path``.

    ``beside`` are the files that lie there, as name -> text.
    """

    def ask(
        probe: str, *cells: Any, language: str = "python", declare: Any = None, beside: Any = None, **fields: Any
    ) -> Said:
        values: dict[str, Any] = {
            "notebook": with_beside(notebook(*cells, language=language), tmp_path, beside or {}),
            "findings": (),
            "config": Config(),
            "folder": tmp_path,
            "now": NOW,
            "declarations": declarations(**(declare or {})),
        } | fields
        return said(f"notebook_{probe}", NotebookSubject(**values))

    return ask


@pytest.fixture
def ask_project(tmp_path: Path) -> Callable[..., Said]:
    """Ask a ``project_*`` probe about the files given as name -> text."""

    def ask(probe: str, files: Mapping[str, str], /, *cells: Any, declare: Any = None, **fields: Any) -> Said:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        values: dict[str, Any] = {
            "folder": tmp_path,
            "root": tmp_path,
            "files": project_files(tmp_path),
            "notebook": notebook(*cells),
            "config": Config(),
            "now": NOW,
            "declarations": declarations(**(declare or {})),
        } | fields
        return said(f"project_{probe}", ProjectSubject(**values))

    return ask


@pytest.fixture
def ask_environment(tmp_path: Path) -> Callable[..., Said]:
    """Ask an ``environment_*`` probe about a host whose file system holds the files given as name -> text."""

    def ask(probe: str, files: Mapping[str, str] | None = None, **fields: Any) -> Said:
        for name, text in (files or {}).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        values: dict[str, Any] = {"config": Config(), "now": NOW, "filesystem": tmp_path} | fields
        return said(f"environment_{probe}", EnvironmentSubject(**values))

    return ask


def said(module: str, subject: object) -> Said:
    observation = import_module(f"jupyter_mlsec.probes.{module}").PROBE.run(subject)
    settled = observation.status.value in {"pass", "not-applicable"}
    assert bool(observation.next_step) is not settled or observation.status.value == "error"
    return observation.status.value, observation.summary
