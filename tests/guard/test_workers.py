"""The guard in worker processes of every kind: loads are stopped there too, and the work goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("workers.py")
WORK: list[list[object]] = [[4, 6], [2, 4]]
MORE: dict[str, list[list[object]]] = {"spawn": [["GuardError"]], "loky": [[4, 6], ["BrokenProcessPool"]]}


def answers(folder: Path, kind: str, guard: str) -> object:
    command = [sys.executable, str(PROGRAM), str(folder), kind, guard]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603 - our program
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["fork", "spawn", "forkserver", "executor", "loky", "multiprocessing", "threading"])
def test_a_load_in_a_worker_is_stopped_and_its_work_is_not(tmp_path: Path, kind: str) -> None:
    assert answers(tmp_path, kind, "on") == [[["GuardError"] * 2, *WORK, *MORE.get(kind, [])], False]


def test_the_payload_runs_in_a_worker_without_the_guard(tmp_path: Path) -> None:
    assert answers(tmp_path, "executor", "off") == [[["loaded"] * 2, *WORK], True]
