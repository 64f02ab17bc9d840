"""The guard beside heavy libraries: their loaders are stopped, their models are not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).with_name("guard_loads.py")
LOADERS = {
    "dill.loads",
    "dill.load",
    "dill.Unpickler",
    "dill.loads of a function",
    "torch.load of a zip",
    "torch.load of the old format",
    "torch.load with dill",
}


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    command = [sys.executable, str(PROGRAM), str(tmp_path_factory.mktemp("guard"))]
    environment = os.environ | {"PYTHONPATH": str(PROGRAM.parents[1]), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(  # noqa: S603 - our program
        command, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_loader_is_stopped_before_the_payload_runs(answer: dict[str, Any]) -> None:
    assert answer["routes"] == dict.fromkeys(LOADERS, "GuardError")
    assert not answer["ran"]


def test_nothing_that_people_save_is_stopped(answer: dict[str, Any]) -> None:
    assert (answer["stopped"], answer["failed"]) == ([], [])
    assert answer["loads"] > 250
