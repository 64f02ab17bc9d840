"""What a notebook does besides loading pickles: recorded as evidence, refused only where the policy says so."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

from jupyter_mlsec.guard.environment import is_installed
from jupyter_mlsec.model.guard import Deed

_PROGRAM = re.compile(r"[A-Za-z][\w.+-]{0,39}\Z", re.ASCII)
_STARTING = ("subprocess.Popen", "os.exec", "os.spawn", "os.startfile", "pty.spawn")
_IMPORTERS = frozenset({"importlib._bootstrap_external", "_frozen_importlib_external", "zipimport"})
_INTERNET = 2  # an address of the internet is a tuple of a host, a port, and perhaps more


@dataclass(frozen=True)
class Deeds:
    """Recognises deeds in audit events and hands each on by its kind and a name that may be shown."""

    done: Callable[[Deed, str], None]

    def handlers(self) -> Mapping[str, Callable[[tuple[Any, ...]], None]]:
        """Return who answers which event."""
        return {
            "marshal.loads": self.compiled,
            "marshal.load": self.compiled,
            "exec": self.executed,
            "socket.connect": self.connected,
            "ctypes.dlopen": self.opened_library,
            "import": self.imported,
            "os.system": self.shell,
            "os.posix_spawn": self.spawned,
            **dict.fromkeys(_STARTING, self.started),
        }

    def compiled(self, _arguments: tuple[Any, ...]) -> None:
        """Answer the reading of compiled code; most of the time an import does it, which is none of ours."""
        if _caller() not in _IMPORTERS:
            self.done(Deed.MARSHAL, "compiled code")

    def executed(self, arguments: tuple[Any, ...]) -> None:
        """Answer the running of code: only text counts that a cell runs, not the cell and not a library's templates."""
        code = arguments[0] if arguments else None
        if type(code) is CodeType and code.co_filename == "<string>" and _caller() == "__main__":
            self.done(Deed.TEXT, "text")

    def connected(self, arguments: tuple[Any, ...]) -> None:
        """Answer a connection; one to a socket of this machine's file system does not count."""
        address = arguments[-1]
        if isinstance(address, tuple) and len(address) >= _INTERNET:
            self.done(Deed.NETWORK, f"port {address[1]}" if type(address[1]) is int else "a port")

    def opened_library(self, arguments: tuple[Any, ...]) -> None:
        """Answer the opening of a shared library; None is the interpreter itself."""
        if arguments and isinstance(arguments[0], str | bytes):
            self.done(Deed.NATIVE, program(arguments[0]))

    def imported(self, arguments: tuple[Any, ...]) -> None:
        """Answer an import; only a compiled module has a file in this event."""
        file = arguments[1]
        if type(file) is str and not is_installed(file):
            self.done(Deed.NATIVE, program(file))

    def shell(self, _arguments: tuple[Any, ...]) -> None:
        """Answer a command that is given to the shell."""
        self.done(Deed.PROCESS, "shell")

    def started(self, arguments: tuple[Any, ...]) -> None:
        """Answer the start of a program."""
        self.done(Deed.PROCESS, program(arguments[0] if arguments else ""))

    def spawned(self, arguments: tuple[Any, ...]) -> None:
        """Answer a spawn; subprocess has told of its own already (from Python 3.13 on it spawns where it can)."""
        if _caller() != "subprocess":
            self.started(arguments)


def program(given: object) -> str:
    """Return the name of a program or library that may be shown: the last part of a path, if it is a plain word."""
    try:
        path = os.fsdecode(given) if isinstance(given, str | bytes | os.PathLike) else ""
    except (TypeError, ValueError):
        return "unnamed"
    name = path.replace("\\", "/").rpartition("/")[2]
    return name if _PROGRAM.match(name) else "unnamed"


def _caller() -> object:
    """Return the module of the function that did it."""
    frame = sys._getframe(3)  # noqa: SLF001 - behind this function, its handler and the hook
    return frame.f_globals.get("__name__")
