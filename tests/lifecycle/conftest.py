from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.lifecycle.checklist import Context, build_checklist
from jupyter_mlsec.model.checklist import Checklist, Evidence
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.probes._ground.base import EnvironmentSubject

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def write() -> Callable[..., Notebook]:
    """Return a notebook of some code cells; an output is one of the last cell's."""

    def make(*sources: str, metadata: Any = None, outputs: Sequence[Any] = (), path: str = "train.ipynb") -> Notebook:
        cells: list[dict[str, Any]] = [
            {
                "cell_type": "code",
                "id": f"cell-{index}",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": source,
            }
            for index, source in enumerate(sources)
        ]
        if cells:
            cells[-1]["outputs"] = list(outputs)
        return read_notebook(path, {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata or {}, "cells": cells})

    return make


@pytest.fixture
def fill(tmp_path: Path) -> Callable[..., Checklist]:
    """Return the checklist of a notebook in an empty folder, in an environment of one package, at noon or so."""

    def build(
        notebook: Notebook,
        evidence: Sequence[Evidence] = (),
        *,
        config: Config | None = None,
        now: datetime = NOW,
        packages: dict[str, str] | None = None,
        **context: Any,
    ) -> Checklist:
        config = config or Config()
        environment = EnvironmentSubject(
            config=config,
            now=now,
            packages=packages or {"numpy": "2.4.6"},
            python=(3, 12),
            filesystem=tmp_path / "host",
        )
        around = Context(folder=tmp_path, environment=environment, **context)
        return build_checklist(notebook, (), config, now=now, evidence=evidence, context=around)

    return build
