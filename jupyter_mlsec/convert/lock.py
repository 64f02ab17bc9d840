"""The lock of the converting process: limits, and an audit hook that ends whatever loading a model never needs.

A second line of defence: what gets here was vetted already. It is not a sandbox for code that runs.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_mlsec.artifacts.names import Standing, standing
from jupyter_mlsec.errors import ConversionError

_SECONDS = 300  # of processor time
_FORBIDDEN = (
    "socket.", "subprocess.", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "os.system", "os.startfile",
    "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.chown", "os.link", "os.symlink", "os.mkdir", "os.putenv",
    "os.kill", "pty.", "ctypes.", "shutil.", "urllib.", "ftplib.", "smtplib.", "http.", "webbrowser.", "marshal.",
    "sqlite3.", "winreg.", "mmap.", "signal.", "gc.", "code.__new__", "function.__new__", "sys._getframe",
    "sys.settrace", "sys.setprofile", "builtins.input", "builtins.breakpoint",
)  # fmt: skip
_NEEDED = ("marshal.load", "sys._getframe")  # Python's own import and its warnings


def limit(size: int) -> None:
    """Limit processor time, memory and files for a model of ``size`` bytes, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    wanted = {
        resource.RLIMIT_CPU: _SECONDS,
        resource.RLIMIT_AS: (6 << 30) + 8 * size,
        resource.RLIMIT_FSIZE: (256 << 20) + 8 * size,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        hard = resource.getrlimit(kind)[1]
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard),) * 2)


def lock(folder: Path) -> None:
    """From now on: only vetted names from pickles, no socket, no process, no writing outside ``folder``. For good."""
    inside = folder.resolve()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "pickle.find_class":
            module, name = arguments
            if standing(module, name, 2) is not Standing.VETTED:
                raise ConversionError("the file names something that was not vetted")
        elif event == "open":
            _check_open(arguments, inside)
        elif event.startswith(_FORBIDDEN) and not event.startswith(_NEEDED):
            raise ConversionError("loading the file reached for the system", help="do not load this file anywhere")

    sys.addaudithook(hook)


def _check_open(arguments: tuple[Any, ...], inside: Path) -> None:
    path, mode = arguments[0], arguments[1]
    writes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool(arguments[2] & 0x3)
    if writes and not (isinstance(path, str | Path) and Path(path).resolve().is_relative_to(inside)):
        raise ConversionError("loading the file tried to write a file", help="do not load this file anywhere")
