"""Run by test_workers.py in a process of its own: loads in workers of every kind, and work that must go on.

``python workers.py FOLDER KIND on|off`` prints JSON: what loading a payload and doing plain work gave in the workers,
and whether the payload ran.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.guard.policy import Policy
from jupyter_mlsec.guard.workers import reach_workers
from jupyter_mlsec.model.guard import GuardMode

Batch = tuple[Callable[[Any], Any], list[Any]]


class Payload:
    def __init__(self, marker: str) -> None:
        self.marker = marker

    def __reduce__(self) -> Any:
        return os.system, (f": > {self.marker}",)


class Own:
    """A class of the session, which plain work sends to and fro."""

    def __init__(self, number: int) -> None:
        self.number = number

    def twice(self) -> int:
        return 2 * self.number


def load(path: str) -> str:
    try:
        with Path(path).open("rb") as stream:
            pickle.load(stream)  # noqa: S301
    except Exception as error:  # noqa: BLE001
        return type(error).__name__
    return "loaded"


def load_in_a_worker_of_a_worker(path: str) -> str:
    multiprocessing.current_process().daemon = False
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.map(load, [path])[0]


def work(number: int) -> Own:
    return Own(number + 1)


def pooled(method: str, batches: list[Batch]) -> list[list[Any]]:
    with multiprocessing.get_context(method).Pool(2) as pool:
        return [pool.map(function, items) for function, items in batches]


def executor(method: str, batches: list[Batch]) -> list[list[Any]]:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        return [list(pool.map(function, items)) for function, items in batches]


def parallel(backend: str, batches: list[Batch]) -> list[list[Any]]:
    import joblib

    with joblib.Parallel(n_jobs=2, backend=backend) as pool:
        return [pool(joblib.delayed(function)(item) for item in items) for function, items in batches]


KINDS: dict[str, Callable[[list[Batch]], list[list[Any]]]] = {
    "fork": partial(pooled, "fork"),
    "spawn": partial(pooled, "spawn"),
    "forkserver": partial(pooled, "forkserver"),
    "executor": partial(executor, "spawn"),
    "loky": partial(parallel, "loky"),
    "multiprocessing": partial(parallel, "multiprocessing"),
    "threading": partial(parallel, "threading"),
}


def main() -> None:
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    marker, path = folder / "ran", folder / "m.pkl"
    path.write_bytes(pickle.dumps(Payload(str(marker))))
    if sys.argv[3] == "on":
        GUARD.tell = lambda _event: None
        GUARD.follow(Policy(mode=GuardMode.BLOCK))
        reach_workers()
    batches: list[Batch] = [(load, [str(path)] * 2), (work, [1, 2]), (same, [Own(1), Own(2)])]
    if kind == "spawn":
        batches.append((load_in_a_worker_of_a_worker, [str(path)]))
    if kind == "loky":
        batches.append((lambda number: Own(number + 1), [1, 2]))
    loaded, *worked = KINDS[kind](batches)
    answers = [loaded, *([one.twice() if isinstance(one, Own) else one for one in done] for done in worked)]
    if kind == "loky":
        answers.append(refused(marker))
    print(json.dumps([answers, marker.exists()]))  # noqa: T201


def refused(marker: Path) -> list[str]:
    """Return how a task ends whose argument is such an object."""
    try:
        KINDS["loky"]([(same, [Payload(str(marker))])])
    except Exception as error:  # noqa: BLE001
        return [type(error).__name__]
    return ["done"]


def same(value: Any) -> Any:
    return value


if __name__ == "__main__":
    main()
