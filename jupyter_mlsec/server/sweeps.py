"""Looks at folders and files that were asked for: a few at a time, each in a process that can be ended."""

from __future__ import annotations

import asyncio
import atexit
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import IO, Any

import msgspec

MAX_RUNNING = 2
KEPT = 10  # that have ended and can still be asked about
FORGOTTEN = 60.0  # seconds without a question after which nobody waits any more
_PACKAGE = str(Path(__file__).resolve().parents[2])


class TooManySweeps(Exception):  # noqa: N818 - a state
    """As many as there may be are going on."""


class _Step(msgspec.Struct):
    total: int | None = None
    looked: int | None = None
    now: str | None = None
    scan: msgspec.Raw = msgspec.Raw()
    more: int = 0
    problem: str | None = None


@dataclass(slots=True)
class Sweep:
    """One of them. ``path`` is that of the contents API, ``place`` where it lies on the disk."""

    path: str
    place: Path
    process: subprocess.Popen[bytes] | None = None
    state: str = "running"  # running, done, failed, cancelled
    total: int | None = None
    looked: int = 0
    now: str = ""
    more: int = 0
    message: str = ""
    scan: msgspec.Raw | None = None
    asked: float = field(default_factory=time.monotonic)
    id: str = field(default_factory=lambda: token_hex(8))

    def told(self) -> bytes:
        """Return what the front end is told: the object ``mlsec-sweep/1``."""
        told: dict[str, Any] = {"format": "mlsec-sweep/1"}
        for name in ("id", "path", "state", "total", "looked", "now", "more", "message", "scan"):
            told[name] = getattr(self, name)
        return msgspec.json.encode(told)


class Sweeps:
    """All since the server began, the newest last."""

    def __init__(self) -> None:
        self._known: dict[str, Sweep] = {}
        self._waiting: set[asyncio.Task[None]] = set()
        atexit.register(self.stop)

    def get(self, id_: str) -> Sweep | None:
        """Return the one with this id, unless it is forgotten."""
        found = self._known.get(id_)
        if found is not None:
            found.asked = time.monotonic()
        return found

    def start(self, path: str, place: Path) -> Sweep:
        """Begin to look at ``place``. Raises ``TooManySweeps``."""
        if sum(each.state == "running" for each in self._known.values()) >= MAX_RUNNING:
            raise TooManySweeps
        sweep = Sweep(path, place)
        for id_ in [each.id for each in self._known.values() if each.state != "running"][: -KEPT + 1]:
            del self._known[id_]
        self._known[sweep.id] = sweep
        sweep.process = _begin(sweep)
        waiting = asyncio.ensure_future(_wait(sweep))
        self._waiting.add(waiting)
        waiting.add_done_callback(self._waiting.discard)
        return sweep

    def stop(self) -> None:
        """End all of them."""
        for sweep in self._known.values():
            cancel(sweep)


def cancel(sweep: Sweep) -> None:
    """End it; what has ended stays what it is."""
    if sweep.state == "running":
        sweep.state, sweep.message = "cancelled", f"cancelled after {sweep.looked} of {sweep.total or 'many'} files"
        if sweep.process is not None:
            sweep.process.kill()


def _begin(sweep: Sweep) -> subprocess.Popen[bytes]:
    # -P: a json.py beside the server's notebooks must not become ours
    command = [sys.executable, "-P", "-m", "jupyter_mlsec.server.sweeping", str(sweep.place), sweep.path]
    path = os.pathsep.join(filter(None, (_PACKAGE, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    )


async def _wait(sweep: Sweep) -> None:
    """Follow the process to its end; end it when nobody asks about it any more."""
    assert sweep.process is not None  # noqa: S101 - begun by now
    assert sweep.process.stdout is not None  # noqa: S101 - opened so
    reading = asyncio.get_running_loop().run_in_executor(None, _follow, sweep, sweep.process.stdout)
    while not (await asyncio.wait({reading}, timeout=FORGOTTEN / 4))[0]:
        if time.monotonic() - sweep.asked > FORGOTTEN:
            cancel(sweep)
    await asyncio.get_running_loop().run_in_executor(None, sweep.process.wait)
    if sweep.state == "running":
        sweep.state, sweep.message = "failed", sweep.message or "the process that looks at files ended unexpectedly"


def _follow(sweep: Sweep, lines: IO[bytes]) -> None:
    with lines, suppress(msgspec.DecodeError, ValueError, OSError):
        for line in lines:
            step = msgspec.json.decode(line, type=_Step)
            sweep.total = sweep.total if step.total is None else step.total
            sweep.looked = sweep.looked if step.looked is None else step.looked
            sweep.now = step.now or ""
            sweep.message = step.problem or sweep.message
            if bytes(step.scan) and sweep.state == "running":
                sweep.scan, sweep.more, sweep.state = step.scan, step.more, "done"
