"""How the guard reaches processes that start afresh: spawned workers of ``multiprocessing``, and loky's.

A forked child inherits hook and policy; a new interpreter has neither. Each of them gets its process object as a
pickle from its parent, and in it, before the work, the key of ``multiprocessing`` (an ``AuthenticationString``). The
registry of the standard library for such things (``copyreg``) is told to send the policy along with that key, so that
unpickling it puts the guard in place before any task arrives. No start-up file, no environment variable, no function
of a library is replaced. Where a new interpreter could not import this package, nothing is sent along: the work would
fail for the guard's sake.
"""

from __future__ import annotations

import copyreg
import gc
import sys
from collections.abc import Callable
from functools import cache
from multiprocessing import current_process
from pathlib import Path
from typing import Any

from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.guard.policy import policy_from
from jupyter_mlsec.model.guard import GuardMode

Prepare = Callable[[dict[str, Any]], None]


def reach_workers(prepare: Callable[[], tuple[Prepare, dict[str, Any]]] | None = None) -> None:
    """Send the policy along with the keys of processes that start from now on.

    ``prepare`` returns a function of a module that a worker can import, and plain values that it is called with there
    (a place to tell what happened, for example); the guard follows its policy already.
    """

    def reduced(key: bytes) -> tuple[Any, ...]:
        plain = key.__reduce__()  # raises where no process is being started: keys are not to be pickled otherwise
        if GUARD.mode is GuardMode.OFF or not is_importable(sys.executable, Path.cwd()):
            return plain if isinstance(plain, tuple) else (kind, (bytes(key),))
        return arrive, (bytes(key), GUARD.policy.as_json(), *(prepare() if prepare else ()))

    kind = type(current_process().authkey)
    copyreg.pickle(kind, reduced)


def renew_idle_workers() -> int:
    """End joblib's workers if they wait for work, so that the next ones are guarded. Returns how many there were.

    They were started before the guard. The executor that joblib keeps for the next call makes new ones by itself; one
    that has work, or that somebody holds open (``with Parallel() as pool``), is left alone.
    """
    ended = 0
    for name in _REUSABLE:
        home = sys.modules.get(name)
        executor = getattr(home, "_executor", None)
        if executor is None or getattr(executor, "_pending_work_items", True) or _is_held():
            continue
        ended += len(getattr(executor, "_processes", None) or ())
        executor.shutdown(wait=True, kill_workers=False)
    return ended


_REUSABLE = ("joblib.externals.loky.reusable_executor", "loky.reusable_executor")


def _is_held() -> bool:
    """Whether some code is inside ``with joblib.Parallel(...)``, and would go on with the executor that it has."""
    kind = getattr(sys.modules.get("joblib.parallel"), "Parallel", None)
    if kind is None:
        return False
    held = (one for one in gc.get_objects() if issubclass(type(one), kind))
    return any(getattr(one, "_managed_backend", True) for one in held)


def arrive(key: bytes, policy: dict[str, Any], prepare: Prepare | None = None, values: object = None) -> bytes:
    """Put the guard in place in a worker, and return its key; called while the worker's process object is unpickled."""
    if GUARD.mode is GuardMode.OFF:
        GUARD.follow(policy_from(policy["mode"], policy["allowed"], policy["refused"]))
        reach_workers()  # a worker may start workers of its own
        if prepare is not None and isinstance(values, dict):
            prepare(values)
    return type(current_process().authkey)(key)


@cache
def is_importable(executable: str, folder: Path) -> bool:
    """Whether a new interpreter in a folder finds this package; asked once, because one has to start for it."""
    import subprocess

    command = [executable, "-c", f"import {__name__}"]
    try:
        with GUARD.unwatched():
            done = subprocess.run(  # noqa: S603 - our own command
                command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
            )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
