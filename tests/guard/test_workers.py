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


OLDER = """
import json, os, pickle, sys
import joblib
from pathlib import Path
from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.guard.policy import Policy
from jupyter_mlsec.guard.workers import reach_workers, renew_idle_workers
from jupyter_mlsec.model.guard import GuardMode
sys.path.insert(0, {folder!r})
from workers import Payload, load, work

def main():
    marker, path = Path("ran"), Path("m.pkl")
    path.write_bytes(pickle.dumps(Payload(str(marker.absolute()))))
    call = lambda pool, function, items: pool(joblib.delayed(function)(item) for item in items)
    before = set(call(joblib.Parallel(2), pid, [0, 1]))
    GUARD.tell = lambda _event: None
    GUARD.follow(Policy(mode=GuardMode.BLOCK))
    reach_workers()
    with joblib.Parallel(2) as held:
        kept = renew_idle_workers()
        worked = [one.twice() for one in call(held, work, [1, 2])]
    ended = renew_idle_workers()
    answers = call(joblib.Parallel(2), load, [str(path)] * 2)
    after = set(call(joblib.Parallel(2), pid, [0, 1]))
    print(json.dumps([kept, worked, ended, answers, not before & after, marker.exists()]))

def pid(_):
    return os.getpid()

main()
"""


def test_idle_workers_of_joblib_that_ran_before_are_ended_and_the_next_ones_are_guarded(tmp_path: Path) -> None:
    program = tmp_path / "older.py"
    program.write_text(OLDER.format(folder=str(PROGRAM.parent)), "utf-8")
    command = [sys.executable, str(program)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [0, [4, 6], 2, ["GuardError"] * 2, True, False]
