"""``mlsec run`` as its users meet it: limits, kernels, remote notebooks, what stderr tells, and an end from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
import pytest

from jupyter_mlsec.cli.sizes import Size
from tests.conftest import Run

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
HANDLER = """
import json, os
from pathlib import Path

class Memory:  # what is put into it lies in one file, because each process has a memory of its own
    @classmethod
    def read(cls, path):
        return json.loads(Path(os.environ["MEMORY"]).read_text())[path]
    @classmethod
    def write(cls, text, path):
        held = json.loads(Path(os.environ["MEMORY"]).read_text())
        Path(os.environ["MEMORY"]).write_text(json.dumps(held | {path: text}))
    @classmethod
    def listdir(cls, path):
        return []
    @classmethod
    def pretty_path(cls, path):
        return path
"""


def text(*sources: str | tuple[str, str]) -> str:
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell-{index}",
            "metadata": {"tags": [source[0]]} if isinstance(source, tuple) else {},
            "execution_count": None,
            "outputs": [],
            "source": source[1] if isinstance(source, tuple) else source,
        }
        for index, source in enumerate(sources)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": KERNEL}, "cells": cells})


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a notebook of these sources."""

    def notebook(*sources: str | tuple[str, str]) -> Path:
        path = tmp_path / "x.ipynb"
        path.write_text(text(*sources))
        return path

    return notebook


@pytest.fixture
def memory(tmp_path: Path) -> Mapping[str, str]:
    """Return the environment of a process in which papermill knows a handler for ``memory://``."""
    site = tmp_path / "site"
    (site / "memory_handler-1.dist-info").mkdir(parents=True)
    (site / "memory_handler.py").write_text(HANDLER)
    (site / "memory_handler-1.dist-info/METADATA").write_text(
        "Metadata-Version: 2.1\nName: memory-handler\nVersion: 1\n"
    )
    (site / "memory_handler-1.dist-info/entry_points.txt").write_text(
        "[papermill.io]\nmemory:// = memory_handler:Memory\n"
    )
    (tmp_path / "memory.json").write_text(
        json.dumps({"memory://in.ipynb": text(("parameters", "n = [1]"), "print(n, open('data.txt').read())")})
    )
    (tmp_path / "data.txt").write_text("beside the current folder")
    return {"PYTHONPATH": str(site), "MEMORY": str(tmp_path / "memory.json")}


def test_a_run_tells_its_progress_as_json_lines(mlsec: Run, write: Callable[..., Path]) -> None:
    write("1", "2")
    done = mlsec("run", "x.ipynb", "-o", "x.mlrun.zip", "--progress", "json", "--format", "json")
    assert done.returncode == 0, done.stderr
    told = [json.loads(line.removeprefix("mlsec-progress ")) for line in done.stderr.splitlines()]
    assert told == [
        {"cell": 0, "total": 2},
        {"cell": 1, "total": 2},
        *({"stage": name} for name in ("describing the run", "looking for secrets", "signing", "writing the bundle")),
    ]
    assert json.loads(done.stdout)["verdict"] == "completed"


def test_limits_of_the_command_line_and_the_configuration(
    mlsec: Run, write: Callable[..., Path], tmp_path: Path
) -> None:
    write("kept = [bytearray(b'x' * 2**23) for _ in range(400)]")
    done = mlsec("run", "x.ipynb", "-o", "x.mlrun", "--max-memory", "300MiB")
    reason = "the run used more than the 300 MiB of memory that it may, in cell 1"
    assert (done.returncode, done.stdout) == (2, f"not exported: {reason}\nnothing was written\n")
    (tmp_path / "mlsec.toml").write_text("[run]\nmax-cpu = 2.0\n")
    write("while True: pass")
    done = mlsec("run", "x.ipynb", "-o", "x.mlrun")
    reason = "the run used more than the 2 processor seconds that it may, in cell 1"
    assert (done.returncode, done.stdout) == (2, f"not exported: {reason}\nnothing was written\n")
    assert list(tmp_path.glob("*.mlrun*")) == []


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 0), ("1000", 1000), ("1k", 1024), ("512M", 2**29), ("2GiB", 2**31), ("1.5 gb", 3 * 2**29), ("7B", 7)],
)
def test_sizes(text: str, size: int) -> None:
    assert Size().convert(text, None, None) == size


@pytest.mark.parametrize("text", ["", "much", "-1", "1X", "1 G G", "1e9"])
def test_a_wrong_size_is_said(text: str) -> None:
    with pytest.raises(click.BadParameter) as error:
        Size().convert(text, None, None)
    assert error.value.message == f"{text!r} is no size: write 512M or 2GiB"


def test_a_notebook_is_read_and_written_through_the_handlers_of_papermill(
    mlsec: Run, memory: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in memory.items():
        monkeypatch.setenv(name, value)
    done = mlsec("run", "memory://in.ipynb", "-o", "x.mlrun", "-p", "n", "[2, 3]", "--executed", "memory://out.ipynb")
    assert done.returncode == 0, done.stderr
    executed = (tmp_path / "x.mlrun/notebook/executed.ipynb").read_text()
    assert json.loads((tmp_path / "memory.json").read_text())["memory://out.ipynb"] == executed
    outputs = [cell["outputs"] for cell in json.loads(executed)["cells"]]
    assert outputs[-1][0]["text"] == "[2, 3] beside the current folder\n"
    assert json.loads((tmp_path / "x.mlrun/run.json").read_text())["notebook"]["name"] == "in.ipynb"
    assert mlsec("verify", "x.mlrun").returncode == 0
    done = mlsec("run", "memory://other.ipynb", "-o", "y.mlrun")
    assert done.returncode == 2
    assert done.stderr.startswith("error: the remote notebook could not be read: it could not be fetched (KeyError)")


def test_a_notebook_that_is_not_there(mlsec: Run) -> None:
    done = mlsec("run", "nowhere.ipynb", "-o", "x.mlrun")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "error: there is no notebook nowhere.ipynb")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_end_from_outside_leaves_nothing(write: Callable[..., Path], tmp_path: Path, number: int) -> None:
    write("open('begun', 'w').close()", "import time; time.sleep(600)")
    (tmp_path / "tmp").mkdir()
    own = {"MLSEC_CONFIG_DIR": str(tmp_path / ".config"), "TMPDIR": str(tmp_path / "tmp")}
    command = [sys.executable, "-m", "jupyter_mlsec", "run", "x.ipynb", "-o", "x.mlrun"]
    options: dict[str, Any] = {"cwd": tmp_path, "env": os.environ | own, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **options) as process:  # noqa: S603 - our own command
        end = time.monotonic() + 60
        while not (tmp_path / "begun").exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        process.send_signal(number)
        assert process.communicate(timeout=60)[1].strip() == "interrupted"
    assert process.returncode == 130
    assert list((tmp_path / "tmp").iterdir()) == []
    assert list(tmp_path.glob("*mlrun*")) == []
