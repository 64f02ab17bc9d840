"""Private temporary folders that outlive a killed process for no longer than until the next one looks."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

_PREFIX = "mlsec-run-"
_LOCK = ".in-use"  # held by the process that made the folder; the system lets go of it however that process ends
_HAS_LOCKS = find_spec("fcntl") is not None  # Windows has none
_SETTLED = 3600.0  # seconds after which a folder without a lock file was certainly left behind while it was made


@contextmanager
def private_folder() -> Iterator[Path]:
    """Make a folder that only this person can read, removed at the end; before that, remove what others left behind.

    A process that is killed cannot clean up: its lock is free then, and whoever comes next removes the folder.
    """
    sweep_abandoned()
    folder, lock = _made()
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(lock)


def sweep_abandoned() -> None:
    """Remove this person's folders whose makers are gone; never anything that is in use, or somebody else's."""
    if not _HAS_LOCKS:
        return
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and _is_abandoned(Path(entry.path)):
                _remove(Path(entry.path))


def _made() -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        if _locked(descriptor) and (folder / _LOCK).exists():
            return folder, descriptor
        os.close(descriptor)  # somebody swept it between the two steps


def _is_abandoned(folder: Path) -> bool:
    try:
        told = folder.lstat()
        if not stat.S_ISDIR(told.st_mode) or told.st_uid != os.getuid():
            return False
        if not (folder / _LOCK).exists():
            return time.time() - told.st_mtime > _SETTLED and not any(folder.iterdir())
        descriptor = os.open(folder / _LOCK, os.O_RDWR)
    except OSError:  # it went away while it was looked at, or it is closed to us
        return False
    try:
        return _locked(descriptor)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Take the lock if it is free. Where the system has no such locks, makers get it, and nobody sweeps."""
    if not _HAS_LOCKS:
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove(folder: Path) -> None:
    """Remove a folder, its lock file last: what could not be removed now is found again."""
    with suppress(OSError):
        for entry in folder.iterdir():
            if entry.name != _LOCK:
                _removed(entry)
        if all(entry.name == _LOCK for entry in folder.iterdir()):
            (folder / _LOCK).unlink(missing_ok=True)
            folder.rmdir()


def _removed(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        with suppress(OSError):
            entry.unlink()
