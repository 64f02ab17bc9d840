"""``%mlsec run``: what it asks for, what it tells while it goes on, and an interrupt."""

from __future__ import annotations

import _thread
import json
import threading
import time
from pathlib import Path
from typing import Any

import click
import pytest
from IPython.core.interactiveshell import InteractiveShell

from tests.shells import attempt

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cell: dict[str, Any] = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": []}
    source = "open('begun', 'w').close()\nimport time\ntime.sleep(600)"
    document = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": KERNEL},
        "cells": [cell | {"source": source}],
    }
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(document))
    (tmp_path / "mlsec.toml").write_text("[run]\nmax-memory = 1000000000\ncell-timeout = 7.0\n")
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / ".config"))
    return path


def test_the_configuration_and_the_parameters_count_and_the_cell_is_told(
    shell: InteractiveShell, notebook: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Any] = []

    def export(*arguments: Any, progress: Any) -> Any:
        asked.append(arguments)
        progress(2, 9)
        raise KeyboardInterrupt

    monkeypatch.setattr("jupyter_mlsec.export.export", export)
    attempt(shell, "%mlsec run -p n 5 -o y.mlrun")
    path, target, options = asked[0]
    assert (path, target) == (notebook, Path("y.mlrun"))
    assert (options.run.max_memory, options.run.cell_timeout) == (1_000_000_000, 7.0)
    assert {name: value.text for name, value in options.run.parameters.items()} == {"n": "5"}
    assert "3 of 9: this notebook, in a kernel of its own (interrupt to stop)" in capsys.readouterr().err


def test_an_interrupt_ends_the_run_and_leaves_nothing(shell: InteractiveShell, notebook: Path) -> None:
    def interrupt() -> None:
        while not (notebook.parent / "begun").exists():
            time.sleep(0.05)
        _thread.interrupt_main()

    (notebook.parent / "mlsec.toml").unlink()
    thread = threading.Thread(target=interrupt)
    thread.start()
    began = time.monotonic()
    result = attempt(shell, "%mlsec run")
    thread.join()
    assert time.monotonic() - began < 300
    assert isinstance(result.error_in_exec, click.Abort)
    assert list(notebook.parent.glob("*mlrun*")) == []
