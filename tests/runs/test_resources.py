"""Resources: what a tree of processes takes is measured, and what takes too much is ended and said."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.runs.execute import execute
from jupyter_mlsec.runs.execution import RunOptions
from jupyter_mlsec.runs.export import ExportOptions, export_run
from jupyter_mlsec.runs.resources import Meter, measured, waited_for

Write = Callable[..., Path]
MIB = 2**20
GREEDY = "kept = [bytearray(b'x' * 2**23) for _ in range(400)]"
BUSY = "while True:\n    pass"
IN_A_WORKER = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {GREEDY!r}])"


@pytest.mark.parametrize(
    ("source", "options", "reason"),
    [
        (
            GREEDY,
            RunOptions(max_memory=300 * MIB),
            "the run used more than the 300 MiB of memory that it may, in cell 3",
        ),
        (
            IN_A_WORKER,
            RunOptions(max_memory=300 * MIB),
            "the run used more than the 300 MiB of memory that it may, in cell 3",
        ),
        (BUSY, RunOptions(max_cpu=2.5), "the run used more than the 2.5 processor seconds that it may, in cell 3"),
    ],
    ids=["memory", "memory-of-a-worker", "cpu"],
)
def test_a_cell_beyond_a_limit_is_stopped_and_nothing_is_left(
    write_cells: Write, tmp_path: Path, source: str, options: RunOptions, reason: str
) -> None:
    path = write_cells("1", source, "2")
    done = export_run(path, tmp_path / "x.mlrun", lambda _: {}, lambda _: False, ExportOptions(run=options))
    assert (done.bundle, done.record.reason) == (None, reason)
    assert [cell.state.value for cell in done.record.cells] == ["completed", "failed", "not-run"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["project"]


def test_the_peak_and_the_processor_time_are_those_of_the_whole_tree(write_cells: Write) -> None:
    worker = "x = bytearray(b'x' * (150 * 2**20)); import time; time.sleep(1)"
    path = write_cells(
        f"import subprocess, sys\nboth = [subprocess.Popen([sys.executable, '-c', {worker!r}]) for _ in range(2)]\n"
        "[each.wait() for each in both]\nimport time\nend = time.process_time() + 1\n"
        "while time.process_time() < end:\n    pass"
    )
    kernel = execute(path, RunOptions(max_memory=4096 * MIB, max_cpu=600)).kernel
    assert 300 * MIB < kernel.peak_memory < 800 * MIB
    assert 1 < kernel.cpu_seconds < 60


def test_what_processes_take() -> None:
    code = "kept = b'x' * (64 * 2**20)\nimport sys\nprint(flush=True)\nsys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own interpreter
        assert process.stdout is not None
        process.stdout.readline()
        used = measured([process.pid, 999_999_999])
        assert 64 * MIB < used.memory < 128 * MIB
        before = waited_for()
        assert process.stdin is not None
        process.stdin.close()
    assert waited_for() >= before


def test_a_meter_kills_what_is_below_and_not_itself() -> None:
    meter = Meter(os.getpid(), max_memory=1)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        began = time.monotonic()
        meter.start()
        assert process.wait(10) == -9
        assert time.monotonic() - began < 10
    meter.stop()
    assert meter.excess == "memory"
