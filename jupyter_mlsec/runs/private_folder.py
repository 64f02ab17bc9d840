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
_MAKING = "mlsec-new-"  # until its lock is held: nobody takes it for one whose maker is gone
_LOCK = ".in-use"  # held by the process that made the folder; the system lets go of it however that process ends
_HAS_LOCKS = find_spec("fcntl") is not None  # Windows has none
_SETTLED = 3600.0  # seconds after which a folder that is not finished was certainly left behind while it was made


@contextmanager
def private_folder(parent: Path | None = None) -> Iterator[Path]:
    """Make a folder that only this person can read, removed at the end; before that, remove what others left behind.

    It lies in ``parent``; by default, where temporary files do.

    A process that is killed cannot clean up: its lock is free then, and whoever comes next removes the folder.
    """
    sweep_abandoned(parent)
    folder, lock = _made(parent)
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(lock)


def sweep_abandoned(parent: Path | None = None) -> None:
    """Remove this person's folders whose makers are gone; never anything that is in use, or somebody else's."""
    if not _HAS_LOCKS:
        return
    with suppress(OSError), os.scandir(parent or tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith((_PREFIX, _MAKING)):
                with suppress(OSError):  # it went away while it was looked at, or it is closed to us
                    _sweep(Path(entry.path))


def _made(parent: Path | None) -> tuple[Path, int]:
    """Return a new folder and its lock, which is held before the folder has the name that sweepers look for.

    Without the lock the next sweeper would remove the folder while it is used. Raises OSError where it cannot be had.
    """
    folder = Path(tempfile.mkdtemp(prefix=_MAKING if _HAS_LOCKS else _PREFIX, dir=parent)).resolve()
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        folder.rmdir()
        raise
    if not _HAS_LOCKS:
        return folder, descriptor
    try:
        _lock(descriptor)
        return folder.rename(folder.with_name(_PREFIX + folder.name.removeprefix(_MAKING))), descriptor
    except OSError:
        _remove(folder)
        os.close(descriptor)
        raise


def _sweep(folder: Path) -> None:
    told = folder.lstat()
    if not stat.S_ISDIR(told.st_mode) or told.st_uid != os.getuid():
        return
    is_old = time.time() - told.st_mtime > _SETTLED
    if not (folder / _LOCK).exists():
        if is_old and not any(folder.iterdir()):
            folder.rmdir()
        return
    if folder.name.startswith(_MAKING) and not is_old:
        return
    descriptor = os.open(folder / _LOCK, os.O_RDWR)
    try:
        _lock(descriptor)
        _remove(folder)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Take the lock if it is free; raise OSError where it is not, or the file system has no locks."""
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


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
