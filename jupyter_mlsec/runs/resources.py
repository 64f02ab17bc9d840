"""Measures the memory and processor time of a whole process tree, and ends what takes more than it may."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.runs.process import descendants

_PROC = Path("/proc")
_LOOK = 0.03  # seconds between two looks at the processes that are known
_SEARCH = 0.15  # seconds between two searches for new ones
_SEARCH_BY_PS = 1.0  # the same where a program has to be started for it
_HERE = 3.0  # seconds after which a process that was killed is killed again


@dataclass(frozen=True, slots=True)
class Use:
    """What a tree of processes takes: ``memory`` in bytes, resident now; ``cpu`` in seconds since it began."""

    memory: int = 0
    cpu: float = 0.0


class Meter:
    """Watches everything below ``root`` from a thread of its own; 0 means "no limit".

    Once a limit is passed, ``excess`` names it (``"memory"`` or ``"cpu"``), and everything below ``root`` is killed.
    """

    def __init__(self, root: int, *, max_memory: int = 0, max_cpu: float = 0.0) -> None:
        self.root, self.max_memory, self.max_cpu = root, max_memory, max_cpu
        self.excess: str | None = None
        self.peak = 0  # bytes
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Begin to measure."""
        self._thread.start()

    def stop(self) -> None:
        """Measure no more."""
        self._ended.set()
        self._thread.join(_HERE)

    def _watch(self) -> None:
        pause = _LOOK if _PROC.is_dir() else _SEARCH_BY_PS
        known: list[int] = []
        searched = -_SEARCH
        while not self._ended.wait(pause):
            if time.monotonic() - searched >= _SEARCH:
                known, searched = descendants(self.root), time.monotonic()
            use = measured(known)
            self.peak = max(self.peak, use.memory)
            self.excess = self._beyond(known, use)
            if self.excess is not None:
                self._kill()
                return

    def _beyond(self, known: list[int], use: Use) -> str | None:
        if self.max_cpu and use.cpu + waited_for() > self.max_cpu:
            return "cpu"
        if self.max_memory and use.memory > self.max_memory:
            # pages that several processes share count once: workers that were forked have most of them in common
            shared = use.memory if len(known) == 1 else _proportional(known)
            return "memory" if shared > self.max_memory else None
        return None

    def _kill(self) -> None:
        end = time.monotonic() + _HERE
        while time.monotonic() < end and not self._ended.wait(_LOOK):
            for pid in descendants(self.root):
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)


def measured(processes: Iterable[int]) -> Use:
    """Add up what the processes take, with what those took that they have waited for."""
    if not _PROC.is_dir():
        return _by_ps(processes)
    memory, ticks = 0, 0
    for pid in processes:
        with suppress(OSError, ValueError, IndexError):
            stat = (_PROC / str(pid) / "stat").read_bytes()
            fields = stat[stat.rindex(b")") + 2 :].split()
            memory += int(fields[21])
            ticks += sum(int(field) for field in fields[11:15])
    return Use(memory * os.sysconf("SC_PAGE_SIZE"), ticks / os.sysconf("SC_CLK_TCK"))


def _by_ps(processes: Iterable[int]) -> Use:
    wanted = ",".join(str(pid) for pid in processes)
    if not wanted or sys.platform == "win32":
        return Use()
    memory, seconds = 0, 0.0
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        command = ["ps", "-o", "rss=,time=", "-p", wanted]
        listing = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - ps stands elsewhere on each system
        for line in listing.stdout.splitlines():
            resident, clock = line.split()
            memory += int(resident) * 1024
            seconds += sum(float(part) * 60**place for place, part in enumerate(reversed(clock.split(":"))))
    return Use(memory, seconds)


def _proportional(processes: Iterable[int]) -> int:
    """Add up the proportional set sizes; the resident size stands in where the system does not tell them."""
    total = 0
    for pid in processes:
        try:
            text = (_PROC / str(pid) / "smaps_rollup").read_bytes()
            total += next(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith(b"Pss:"))
        except (OSError, ValueError, IndexError, StopIteration):
            total += measured([pid]).memory
    return total


def waited_for() -> float:
    """Return the processor seconds of this process's children that have ended and were waited for."""
    times = os.times()
    return times.children_user + times.children_system


def largest_child() -> int:
    """Return the largest resident size, in bytes, that any ended child of this process had."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
