"""A JupyterLab of its own for the latency figures, and a notebook of 200 cells (no benchmark itself)."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CELLS = 200


@dataclass(frozen=True)
class Running:
    """A server: where it is, how to get in, and the folder of its notebooks."""

    url: str
    token: str
    folder: Path


@contextmanager
def running_lab() -> Iterator[Running]:
    """Start JupyterLab with empty folders of configuration and data, and end it."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        names = (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "JUPYTERLAB_SETTINGS_DIR",
            "IPYTHONDIR",
        )
        folders = {each: home / each.lower() for each in names}
        quiet = folders["JUPYTERLAB_SETTINGS_DIR"] / "@jupyterlab" / "apputils-extension"
        quiet.mkdir(parents=True)
        (quiet / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "doNotDisturbMode": true}')
        (home / "notebooks").mkdir()
        token = secrets.token_hex(16)
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root"]
        command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={home / 'notebooks'}"]
        command += ["--LabApp.expose_app_in_browser=True"]
        environment = {**os.environ, **{each: str(path) for each, path in folders.items()}}
        with (home / "log.txt").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own server
            try:
                yield Running(_url(process, folders["JUPYTER_RUNTIME_DIR"]), token, home / "notebooks")
            finally:
                process.terminate()
                process.wait(timeout=20)


def _url(process: subprocess.Popen[bytes], runtime: Path) -> str:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        for note in runtime.glob("jpserver-*.json"):
            try:
                told = json.loads(note.read_text(encoding="utf-8"))
                with socket.create_connection(("127.0.0.1", told["port"]), timeout=1):  # the note comes first
                    return str(told["url"])
            except (ValueError, OSError):
                break
        time.sleep(0.1)
    sys.exit("JupyterLab did not start")


def long_notebook(cells: int = CELLS) -> dict[str, Any]:
    """Return a notebook of code as people write it: imports, frames, functions, a few outputs."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": [_cell(number) for number in range(cells)]}


def _cell(number: int) -> dict[str, Any]:
    source = (
        f"import pandas as pd\nframe_{number} = pd.read_csv('data_{number}.csv')\n"
        f"def clean_{number}(frame):\n    frame = frame.dropna()\n    frame['ratio'] = frame['a'] / frame['b']\n"
        f"    return frame[frame['ratio'] > {number}]\n\n"
        f"cleaned_{number} = clean_{number}(frame_{number})\nprint(cleaned_{number}.describe())\n"
    )
    output = {"output_type": "stream", "name": "stdout", "text": "count 100\nmean 0.5\nstd 0.1\n" * 10}
    return {
        "cell_type": "code",
        "id": f"cell{number}",
        "metadata": {},
        "source": source,
        "outputs": [output],
        "execution_count": None,
    }


def percentiles(samples: Sequence[float]) -> str:
    """Return "p50 … p95 … max …" of times in milliseconds."""
    ordered = sorted(samples)
    p50, p95 = (ordered[min(int(len(ordered) * share), len(ordered) - 1)] for share in (0.5, 0.95))
    return f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, max {ordered[-1]:.1f} ms ({len(ordered)} samples)"
