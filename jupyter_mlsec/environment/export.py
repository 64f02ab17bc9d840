"""Reads the files of an advisory export: a zip of OSV JSON, a tar of PyPA YAML, or a folder of either."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_mlsec.errors import AuditError

MEMBER_LIMIT = 16 * 2**20  # bytes; the largest advisory of 2026 is below 1 MB
TOTAL_LIMIT = 8 * 2**30  # bytes of unpacked advisories
_SUFFIXES = (".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an export; ``data`` is None where it could not be read, and ``problem`` says why."""

    name: str
    data: bytes | None = field(repr=False)
    problem: str = ""


def members(path: Path) -> Iterator[Member]:
    """Yield the advisory files of an export in a fixed order; raises AuditError where the export itself is broken.

    Nothing is unpacked to disk. A cut-off archive raises: half of the advisories must not pass for all of them.
    """
    total = 0
    for member in _open(path):
        total += len(member.data or b"")
        if total > TOTAL_LIMIT:
            raise AuditError(f"{path.name} unpacks to more than {TOTAL_LIMIT // 2**30} GiB and was not read")
        yield member


def _open(path: Path) -> Iterator[Member]:
    try:
        if path.is_dir():
            yield from _folder(path)
        elif zipfile.is_zipfile(path):
            yield from _zip(path)
        elif path.name.endswith(_SUFFIXES):
            yield Member(path.name, path.read_bytes())
        else:
            yield from _tar(path)
    except FileNotFoundError:
        raise AuditError(f"{path.name} does not exist") from None
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error, OSError) as error:
        raise AuditError(
            f"{path.name} could not be read as an advisory export ({type(error).__name__})",
            help="give a zip of OSV JSON, a tar.gz of the PyPA advisory database, or a folder of either",
        ) from None


def _folder(path: Path) -> Iterator[Member]:
    for file in sorted(path.rglob("*")):
        if file.name.endswith(_SUFFIXES) and file.is_file() and not file.is_symlink():
            name = file.relative_to(path).as_posix()
            if file.stat().st_size > MEMBER_LIMIT:
                yield Member(name, None, "is larger than any advisory")
            else:
                yield Member(name, file.read_bytes())


def _zip(path: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            if entry.is_dir() or not entry.filename.endswith(_SUFFIXES):
                continue
            if entry.file_size > MEMBER_LIMIT:
                yield Member(entry.filename, None, "is larger than any advisory")
                continue
            try:
                yield Member(entry.filename, archive.read(entry))
            except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
                yield Member(entry.filename, None, "is damaged or encrypted in the archive")


def _tar(path: Path) -> Iterator[Member]:
    with tarfile.open(path, "r|*") as archive:
        for entry in archive:
            if not entry.isfile() or not entry.name.endswith(_SUFFIXES):
                continue
            if entry.size > MEMBER_LIMIT:
                yield Member(entry.name, None, "is larger than any advisory")
                continue
            stream = archive.extractfile(entry)
            yield Member(entry.name, stream.read() if stream else None, "" if stream else "is not a file")
