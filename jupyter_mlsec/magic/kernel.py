"""The probe of this kernel, from within: its names, what is installed, and what its files hold, looked up on demand.

It reads slots of C and the file system. It imports nothing, evaluates nothing, and runs no code of the person's: no
``__getattr__``, no property, no ``repr``.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.model.guard import GuardMode
from jupyter_mlsec.model.kernel import FileFact, KernelFacts, Loading
from jupyter_mlsec.scan.kernel_attributes import attributes
from jupyter_mlsec.scan.kernel_definitions import definition
from jupyter_mlsec.scan.kernel_names import forget_namespaces, identity

if TYPE_CHECKING:
    from jupyter_mlsec.magic.session import Session


_WORD = re.compile(r"[^\W\d]\w*")
_CHAIN = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*){1,5}")
_WORDS, _CHAINS = 500, 200  # of one cell, as in the editor's gate


def kernel_facts(session: Session, next_cell: int | None = None, source: str = "") -> KernelFacts:
    """Return what this kernel knows now. Files are looked at when somebody asks for one.

    ``next_cell`` is the index of the cell that is about to run, where one is, and ``source`` its text: what attributes
    are now (``json.load`` may be ``pickle.load``) counts for it alone, as in the editor's gate. A whole notebook is
    judged as it runs from its start, where nobody has replaced them yet.
    """
    from jupyter_mlsec.lifecycle.host import installed

    forget_namespaces()
    namespace = session.shell.user_ns
    return KernelFacts(
        versions=installed(),
        names=Names(namespace),
        attributes=_attributes(namespace, source) if next_cell is not None else {},
        definitions=Definitions(namespace),
        files=Files(),
        next_cell=next_cell,
    )


def _attributes(namespace: Mapping[str, Any], source: str) -> dict[str, str]:
    """Return the attributes that a cell can reach and that are not what their path says."""
    words = list(dict.fromkeys(_WORD.findall(source)))[:_WORDS]
    chains = list(dict.fromkeys(_CHAIN.findall(source)))[:_CHAINS]
    found = {path: identity(value) for path, value in attributes(namespace, [*words, *chains]).items()}
    return {path: meaning for path, meaning in found.items() if meaning is not None}


class Names(Mapping[str, str]):
    """Variables by what they really are, found when they are asked for."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace

    def __getitem__(self, name: str) -> str:
        meaning = identity(self._namespace[name])
        if meaning is None:
            raise KeyError(name)
        return meaning

    def __iter__(self) -> Iterator[str]:
        return (name for name in list(self._namespace) if identity(self._namespace[name]) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Definitions(Mapping[str, str]):
    """Functions that this session defined, by their source, found when they are asked for."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace

    def __getitem__(self, name: str) -> str:
        found = definition(self._namespace, name)
        if not found:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name in list(self._namespace) if definition(self._namespace, name))

    def __len__(self) -> int:
        return sum(1 for _ in self)


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
        loading, saw = looked_at(whole, (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns))
        return FileFact(exists=True, written_here=written, loading=loading, saw=saw)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@lru_cache(maxsize=256)
def looked_at(path: str, _stamp: tuple[int, ...]) -> tuple[Loading, str]:
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
