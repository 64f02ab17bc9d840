"""Channels between a session and its own workers: what comes through them was pickled by the same code.

Pools, queues and loky send tasks and results as pickles that name the person's functions and whatever their library
needs. Such a load is told from a load of a file by the frame that asked for it: the reading end of a queue or pipe of
``multiprocessing``. A connection over the network is none: whoever is at its other end sends the pickle.
"""

from __future__ import annotations

import os
import stat
import sys
from types import FrameType

# The functions that read a channel's pickles, by module and name.
_READERS = frozenset(
    {
        ("multiprocessing.queues", "get"),
        ("multiprocessing.spawn", "_main"),
        ("multiprocessing.connection", "recv"),
        ("joblib.externals.loky.cloudpickle_wrapper", "_reconstruct_wrapper"),
        ("joblib.externals.loky.backend.popen_loky_posix", "<module>"),
        ("joblib.externals.loky.backend.popen_loky_win32", "main"),
        ("joblib.externals.loky.backend.queues", "get"),
        ("loky.cloudpickle_wrapper", "_reconstruct_wrapper"),
        ("loky.backend.popen_loky_posix", "<module>"),
        ("loky.backend.popen_loky_win32", "main"),
        ("loky.backend.queues", "get"),
    }
)
# What starts a program or runs a text has no place in a task either, even though the session itself wrote it.
_NEVER = frozenset(
    {
        *(("builtins", name) for name in ("eval", "exec", "compile", "__import__", "breakpoint")),
        *(
            (module, name)
            for module in ("os", "posix", "nt")
            for name in ("system", "popen", "posix_spawn", "startfile")
        ),
        *((module, name) for module in ("os", "posix", "nt") for name in ("execv", "execve", "execvp", "spawnv")),
        *(("subprocess", name) for name in ("Popen", "run", "call", "check_call", "check_output", "getoutput")),
        ("pty", "spawn"),
        ("runpy", "run_path"),
        ("runpy", "run_module"),
        ("shutil", "rmtree"),
    }
)


def is_own_task(frame: FrameType, module: str, name: str) -> bool:
    """Whether the function that asked for this import reads from one of the session's own workers."""
    if (module, name) in _NEVER:
        return False
    code = frame.f_code
    home = _home(frame)
    if (home, code.co_name) not in _READERS:
        return False
    return code.co_name != "recv" or _is_local(frame.f_locals.get("self"))


def _home(frame: FrameType) -> str:
    """Return the name of the module that a frame really belongs to; in a loky worker, that is run as a script."""
    names = frame.f_globals
    name = names.get("__name__", "")
    if name == "__main__":
        spec = names.get("__spec__")
        name = getattr(spec, "name", "")
        return name if isinstance(name, str) else ""
    found = sys.modules.get(name)
    return name if found is not None and getattr(found, "__dict__", None) is names else ""


def _is_local(connection: object) -> bool:
    """Whether a connection is a pipe or a socket of this machine."""
    handle = getattr(connection, "_handle", None)
    if not isinstance(handle, int):
        return False
    if sys.platform == "win32":  # pragma: no cover - another system
        return type(connection).__name__ == "PipeConnection"
    try:
        mode = os.fstat(handle).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or (stat.S_ISSOCK(mode) and _is_unix_socket(handle))


def _is_unix_socket(handle: int) -> bool:
    import socket

    with socket.socket(fileno=os.dup(handle)) as copy:
        return copy.family == socket.AF_UNIX
