"""The probe of a live kernel: what its names really are, what is installed, and what its files are.

It reads slots of C and the file system. It imports nothing, evaluates nothing, and runs no code of the person's: no
``__getattr__``, no property, no ``repr``. ``server`` sends its code to kernels as text (``probe_text``), where neither
jupyter-mlsec nor anything else needs to be installed: standard library only, and only modules that every Python has
loaded already.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_mlsec.scan.kernel_attributes import attributes
from jupyter_mlsec.scan.kernel_definitions import definitions
from jupyter_mlsec.scan.kernel_names import forget_namespaces, found, identity, names_of

_SUFFIX = ".dist-info"
_LARGEST = 16 << 20  # bytes of a file that the kernel looks at itself: its person waits


def answer(
    namespace: Mapping[str, Any], names: Sequence[str], paths: Sequence[str], known: str = ""
) -> dict[str, object]:
    """Return the kernel's facts as JSON values: what the front end's gate asks before a cell runs.

    ``names`` are the cell's words and its dotted names, ``paths`` files as the code names them. Versions are left out
    where they are what they were when the answer had the mark ``known``.
    """
    forget_namespaces()
    patched = attributes(namespace, names)
    used = {name: found(namespace, name) for name in names if "." not in name}
    defined = definitions(namespace, used, patched.values())
    versions = _versions()
    mark = f"{len(versions)}:{hash(frozenset(versions.items()))}"
    told: dict[str, object] = {
        "names": _identities(used),
        "attributes": _identities(patched),
        "definitions": defined,
        "files": {path: _file(path) for path in paths if _is_path(path)},
        "mark": mark,
    }
    if mark != known:
        told["versions"] = versions
    return told


class Told:
    """Facts in the form in which IPython shows the value of an expression: one JSON value."""

    def __init__(self, facts: dict[str, object]) -> None:
        self.facts = facts

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, object]:
        return {"application/json": self.facts}


def _identities(values: Mapping[str, Any]) -> dict[str, str]:
    known = {name: identity(value) for name, value in values.items() if value is not None}
    return {name: meaning for name, meaning in known.items() if meaning is not None}


def _versions() -> dict[str, str]:
    """Return the version of every distribution on the path, by its folder's name; of what is loaded, its own word."""
    told: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".") if type(folder) is str else []  # noqa: PTH208 - a plain string
        except OSError:
            continue
        for name in names:
            if name.endswith(_SUFFIX):
                distribution, dash, version = name[: -len(_SUFFIX)].partition("-")
                if dash:
                    told.setdefault(distribution.lower().replace("_", "-").replace(".", "-"), version)
    for distribution in told:
        own = found(names_of(distribution), "__version__")
        if type(own) is str:
            told[distribution] = own
    return told


def _is_path(path: str) -> bool:
    return bool(path) and "\0" not in path and "://" not in path and not path.startswith(("\\\\", "//"))


def _file(path: str) -> dict[str, object]:
    """Return what is known of a file by the path that the code gives, without opening it.

    ``real`` and ``stamp`` tell the server whether it sees the same file; ``written`` is the word of the guard of this
    kernel, where it watches.
    """
    whole = os.path.realpath(os.path.expanduser(path))  # noqa: PTH111 - a plain string, as the code has it
    try:
        found = os.stat(whole)  # noqa: PTH116 - the same
    except (OSError, ValueError):
        return {"exists": False}
    told: dict[str, object] = {"exists": True}
    if stat.S_ISREG(found.st_mode):
        told["real"] = whole
        stamp = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
        told["stamp"] = [str(number) for number in stamp]  # a browser's numbers are too short
        told["written"] = _written(path)
        told["loading"] = _looked_at(whole, stamp)
    return told


def _written(path: str) -> bool | None:
    guard = found(names_of("jupyter_mlsec.guard.guard"), "GUARD")
    if guard is None or guard.mode == "off":
        return None
    unchanged: bool = guard.written.is_unchanged(os.path.abspath(os.path.expanduser(path)))  # noqa: PTH100, PTH111
    return unchanged


def _looked_at(whole: str, stamp: tuple[int, ...]) -> str | None:
    """Return what our own scanner says of the file, where this kernel has loaded it: the kernel may be far away."""
    look = found(names_of("jupyter_mlsec.magic.kernel"), "looked_at")
    if look is None or "jupyter_mlsec.scan.artifact" not in sys.modules or stamp[2] > _LARGEST:
        return None
    return str(look(whole, stamp)[0])
