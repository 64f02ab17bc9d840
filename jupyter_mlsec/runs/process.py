"""Process trees: whatever a notebook started must be gone before anything is signed."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_DUMPABLE = 4


def adopt_orphans() -> None:
    """Make daemons that the kernel leaves behind children of this process (Linux), so that they can be found."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def shield() -> None:
    """Keep other processes of the same user from reading this one's memory and variables (Linux)."""
    _prctl(_PR_SET_DUMPABLE, 0)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def descendants(root: int) -> list[int]:
    """Return the ids of all processes below ``root``, parents before children."""
    children: dict[int, list[int]] = {}
    for pid, parent in _processes():
        children.setdefault(parent, []).append(pid)
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _processes() -> list[tuple[int, int]]:
    """List (process, parent), from /proc where there is one and from ``ps`` elsewhere."""
    pairs: list[tuple[int, int]] = []
    proc = Path("/proc")
    if (proc / "self/stat").exists():
        for entry in os.scandir(proc):
            if entry.name.isdigit():
                with suppress(OSError, ValueError, IndexError):
                    stat = Path(entry.path, "stat").read_bytes()
                    pairs.append((int(entry.name), int(stat[stat.rindex(b")") + 2 :].split()[1])))
        return pairs
    with suppress(OSError, subprocess.SubprocessError):
        listing = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, timeout=10, check=True)  # noqa: S607 - ps stands elsewhere on each system
        pairs = [(int(pid), int(parent)) for pid, parent in (line.split() for line in listing.stdout.splitlines())]
    return pairs


def kill_descendants(root: int, patience: float = 10.0) -> bool:
    """Kill everything below ``root``, also what is forked meanwhile; return whether nothing is left."""
    end = time.monotonic() + patience
    while living := [pid for pid in descendants(root) if not _is_zombie(pid)]:
        if time.monotonic() > end:
            return False
        for pid in living:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    _reap()
    return True


def _is_zombie(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return False
    return stat[stat.rindex(b")") + 2 :][:1] in {b"Z", b"X"}


def _reap() -> None:
    with suppress(OSError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
