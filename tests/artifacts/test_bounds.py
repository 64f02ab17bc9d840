"""Whatever a file holds, looking at it takes at most two seconds and 256 MB, and then says what was not looked at."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.artifacts.hostile import HOSTILE, MEBIBYTE

SCRIPT = Path(__file__).with_name("hostile.py")
ADDRESS_SPACE = 768 * MEBIBYTE  # what a process may reserve; what it uses is measured
QUICK = (
    "deep_nesting",
    "doubling",
    "gigantic_length",
    "gigantic_length_compressed",
    "many_memo_entries",
    "many_names",
    "many_objects_kept",
    "many_texts_on_the_stack",
    "many_tuples_of_texts",
    "sparse_file",
)


def scanned(name: str, folder: Path) -> Any:
    """Scan in a process of its own, where nothing else has used memory, and that may not have more than it should."""
    HOSTILE[name](folder / name)
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-W", "error", SCRIPT, name, folder],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", QUICK)
def test_a_hostile_file_costs_little_and_never_passes_for_clean(name: str, tmp_path: Path) -> None:
    found = scanned(name, tmp_path)
    assert found["hits"] or found["problems"]
    assert not any("report this bug" in problem for problem in found["problems"])
    assert found["seconds"] < 2  # of work: that of a busy machine does not count
    assert found["megabytes"] < 256
