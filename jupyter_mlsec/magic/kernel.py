"""The probe of this kernel: what its names really are, what is installed, and what its files hold.

It reads slots of C and the file system. It imports nothing, evaluates nothing, and runs no code of the person's: no
``__getattr__``, no property, no ``repr``.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.model.guard import GuardMode
from jupyter_mlsec.model.kernel import FileFact, KernelFacts, Loading

if TYPE_CHECKING:
    from jupyter_mlsec.magic.session import Session

_SLOTS_OF_MODULE: Mapping[str, Any] = vars(ModuleType)
_SLOTS_OF_CLASS: Mapping[str, Any] = vars(type)
_PLATFORM = {"posix": "os", "nt": "os", "_io": "io", "_pickle": "pickle"}  # compiled halves of modules


def kernel_facts(session: Session, next_cell: int | None = None) -> KernelFacts:
    """Return what this kernel knows now. Files are looked at when somebody asks for one.

    ``next_cell`` is the index of the cell that is about to run, where one is.
    """
    from jupyter_mlsec.lifecycle.host import installed

    return KernelFacts(versions=installed(), names=Names(session.shell.user_ns), files=Files(), next_cell=next_cell)


class Names(Mapping[str, str]):
    """Variables by what they really are, found when they are asked for."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace

    def __getitem__(self, name: str) -> str:
        found = identity(self._namespace[name])
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name in list(self._namespace) if identity(self._namespace[name]) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def identity(value: object) -> str | None:
    """Return the qualified name of a module, function or class, an instance's class with ``()``; None if unknown."""
    kind = type(value)
    mro = _SLOTS_OF_CLASS["__mro__"].__get__(kind)
    if ModuleType in mro:
        name = _SLOTS_OF_MODULE["__dict__"].__get__(value).get("__name__")
        return name if type(name) is str else None
    if kind is FunctionType or kind is BuiltinFunctionType:
        return _function_name(value)
    is_class = type in mro
    found = value if is_class else kind
    name = _public(_SLOTS_OF_CLASS["__module__"].__get__(found), _SLOTS_OF_CLASS["__name__"].__get__(found), found)
    return name if is_class or name is None else f"{name}()"


def _function_name(value: Any) -> str | None:  # noqa: ANN401 - a function, exactly
    owner = getattr(value, "__self__", None)  # of a compiled function: its module, or what a method is bound to
    if owner is not None and type(owner) is not ModuleType:
        bound = identity(owner)
        return f"{bound}.{value.__name__}" if bound else None
    return _public(value.__module__, value.__name__, value)


def _public(module: object, name: object, value: object) -> str | None:
    """Return the name that the documentation has for something: ``torch.load``, not ``torch.serialization.load``."""
    if type(module) is not str or type(name) is not str:
        return None
    for home in (_PLATFORM.get(module, module.lstrip("_")), module.partition(".")[0]):
        found = sys.modules.get(home)
        if found is not None and ModuleType in _SLOTS_OF_CLASS["__mro__"].__get__(type(found)):
            names = _SLOTS_OF_MODULE["__dict__"].__get__(found)
            if name in names and names[name] is value and home != "__main__":
                return f"{home}.{name}" if "." not in home else _shortest(home, name, value)
    return f"{module}.{name}"


def _shortest(home: str, name: str, value: object) -> str:
    """Return the name in the package's outermost module that has it."""
    parts = home.split(".")
    for length in range(1, len(parts) + 1):
        outer = ".".join(parts[:length])
        found = sys.modules.get(outer)
        if found is not None and ModuleType in _SLOTS_OF_CLASS["__mro__"].__get__(type(found)):
            names = _SLOTS_OF_MODULE["__dict__"].__get__(found)
            if name in names and names[name] is value:
                return f"{outer}.{name}"
    return f"{home}.{name}"


class Files(Mapping[str, FileFact]):
    """Files by the path that the code gives, looked at when they are asked for; a URL is no file."""

    def __getitem__(self, path: str) -> FileFact:
        if not path or "\0" in path or "://" in path or path.startswith(("\\\\", "//")):
            raise KeyError(path)
        whole = os.path.abspath(os.path.expanduser(path))  # noqa: PTH100, PTH111 - a plain string, as the code has it
        try:
            found = os.stat(whole)  # noqa: PTH116 - the same
        except OSError:
            return FileFact(exists=False)
        if not stat.S_ISREG(found.st_mode):
            return FileFact(exists=True)
        written = None if GUARD.mode is GuardMode.OFF else GUARD.written.is_unchanged(whole)
        loading, saw = _looked_at(whole, (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns))
        return FileFact(exists=True, written_here=written, loading=loading, saw=saw)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@lru_cache(maxsize=256)
def _looked_at(path: str, _stamp: tuple[int, ...]) -> tuple[Loading, str]:
    """Scan a file that was not looked at since it changed."""
    from jupyter_mlsec.model.finding import Outcome
    from jupyter_mlsec.model.rule import Severity
    from jupyter_mlsec.scan.artifact import scan_artifact

    report = scan_artifact(path)
    found = sorted((one for one in report.findings if one.suppressed is None), key=lambda one: one.severity.rank)
    if found and found[-1].severity >= Severity.HIGH:
        return Loading.DANGEROUS, found[-1].message
    if report.outcome is Outcome.NOT_CHECKED:
        return Loading.UNREAD, report.reason or "not looked at"
    if found and found[-1].severity >= Severity.MEDIUM:
        return Loading.ASKS, found[-1].message
    return Loading.VETTED, "it names vetted functions and classes only"
