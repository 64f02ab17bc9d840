"""Files that this session wrote, so that reading one of them again can be told from reading somebody else's."""

from __future__ import annotations

import os
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR
_MOST = 10_000
_Stamp = tuple[int, int, int, int]


class Written:
    """Paths that were opened for writing, and what each file was like when the cell that wrote it had ended."""

    def __init__(self) -> None:
        self._open: set[str] = set()
        self._stamps: dict[str, _Stamp] = {}

    def opened(self, arguments: tuple[Any, ...]) -> None:
        """Take note of an ``open`` event: path, mode, flags."""
        path, _, flags = arguments
        if type(flags) is int and flags & _WRITING and type(path) is str and len(self._open) < _MOST:
            self._open.add(os.path.abspath(path))  # noqa: PTH100 - in an audit hook, and a plain string

    def settle(self) -> None:
        """Remember what the files are like that were written since the last time: a cell has ended."""
        paths, self._open = self._open, set()
        if len(self._stamps) + len(paths) > _MOST:
            self._stamps.clear()
        for path in paths:
            stamp = _stamp(path)
            if stamp is not None:
                self._stamps[path] = stamp

    def is_unchanged(self, path: str) -> bool:
        """Whether this session wrote the file, and nobody has changed it since."""
        whole = os.path.abspath(path)  # noqa: PTH100 - as above
        if whole in self._open:
            return True
        stamp = self._stamps.get(whole)
        return stamp is not None and stamp == _stamp(whole)


def _stamp(path: str) -> _Stamp | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
