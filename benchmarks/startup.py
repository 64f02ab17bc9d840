"""Start-up: what importing the package costs, and one whole ``mlsec scan`` of a one-cell notebook, against ruff."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 11
CELL: dict[str, object] = {
    "cell_type": "code",
    "metadata": {},
    "outputs": [],
    "execution_count": None,
    "source": "x = 1\n",
}
NOTEBOOK = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [CELL]}


def main() -> None:
    """Print medians in milliseconds; the commands take turns, so that load falls on all alike."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "one.ipynb")
        path.write_text(json.dumps(NOTEBOOK))
        python = sys.executable
        commands = {
            "python -c pass": [python, "-c", "pass"],
            "import jupyter_mlsec": [python, "-c", "import jupyter_mlsec"],
            "mlsec scan one.ipynb": [python, "-m", "jupyter_mlsec", "scan", str(path)],
            "ruff check --select S one.ipynb": [
                python,
                "-m",
                "ruff",
                "check",
                "--no-cache",
                "--select",
                "S",
                str(path),
            ],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                started = time.perf_counter()
                subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - the commands above
                times[name].append((time.perf_counter() - started) * 1000)
    for name, taken in times.items():
        print(f"{name:34} {statistics.median(taken):7.1f} ms")
