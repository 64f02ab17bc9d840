"""What a front end sends of a kernel's answer, read strictly, and as facts for the scanner."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from jupyter_mlsec.model.kernel import FileFact, KernelFacts, Loading
from jupyter_mlsec.notebook.witness import ask_about

_MOST = 2000  # names, versions or files
_LONGEST = 20_000  # characters of one of them
_SAYS = {
    Loading.VETTED: "only vetted names",
    Loading.ASKS: "it names what nobody vetted",
    Loading.UNREAD: "it could not be followed to its end",
    Loading.DANGEROUS: "it would run code",
}


class FileBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file, as the kernel sees it. ``stamp``: device, inode, size, time of change, in decimal digits."""

    exists: bool
    real: str = ""
    stamp: tuple[str, ...] = ()
    written: bool | None = None
    loading: Loading | None = None


class KernelBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The kernel's answer."""

    names: dict[str, str] = {}
    attributes: dict[str, str] = {}
    definitions: dict[str, str] = {}
    versions: dict[str, str] = {}
    files: dict[str, FileBody] = {}

    def is_bounded(self) -> bool:
        """Whether it has the size that an honest answer has."""
        tables = (self.names, self.attributes, self.definitions, self.versions)
        return len(self.files) <= _MOST and all(
            len(table) <= _MOST and all(len(key) + len(value) <= _LONGEST for key, value in table.items())
            for table in tables
        )

    def facts(self, next_cell: int, beside: Mapping[str, FileFact] | None) -> KernelFacts:
        """Return the facts for the cell that is about to run; ``beside`` looks at files that the server sees too."""
        files = KernelFiles(self.files, beside)
        return KernelFacts(
            names=self.names,
            attributes=self.attributes,
            definitions=self.definitions,
            versions=self.versions,
            files=files,
            next_cell=next_cell,
            beside={} if beside is None else beside,
        )


class KernelFiles(Mapping[str, FileFact]):
    """Files as the kernel sees them. What it was not asked about is remembered in ``missing``, and unknown."""

    def __init__(self, files: Mapping[str, FileBody], beside: Mapping[str, FileFact] | None) -> None:
        self._files = files
        self._beside = beside
        self.missing: dict[str, None] = {}

    def __getitem__(self, path: str) -> FileFact:
        told = self._files.get(path)
        if told is None:
            self.missing[path] = None
            raise KeyError(path)
        loading, saw = told.loading, "" if told.loading is None else _SAYS[told.loading]
        if loading is None and self._beside is not None and _is_here(told):
            here = self._beside.get(told.real)
            loading, saw = (here.loading, here.saw) if here is not None else (None, "")
        return FileFact(exists=told.exists, written_here=told.written, loading=loading, saw=saw)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _is_here(told: FileBody) -> bool:
    """Whether the server sees the very file that the kernel sees: a remote kernel has a disk of its own."""
    if not Path(told.real).is_absolute():
        return False
    ask_about(told.real)
    try:
        found = os.lstat(told.real)
    except (OSError, ValueError):
        return False
    return told.stamp == tuple(map(str, (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)))
