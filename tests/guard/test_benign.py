"""The guard in block mode stops nothing of what people really save: thousands of loads, not one stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("benign.py")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # many only get in each other's way


def test_nothing_is_stopped(tmp_path: Path) -> None:
    command = [sys.executable, str(PROGRAM), str(tmp_path)]
    done = subprocess.run(  # noqa: S603 - our program
        command, capture_output=True, text=True, check=False, timeout=300, env=os.environ | ONE_THREAD
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["stopped"] == []
    assert answer["parallel"] == 23
    sources = {"built_in", "numpy_objects", "pandas_objects", "scipy_objects", "estimators", "composed"}
    assert {name for name, number in answer["loads"].items() if number > 50} == sources
    assert sum(answer["loads"].values()) >= 3000
