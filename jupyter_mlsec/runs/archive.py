"""Open a bundle without trusting it: a folder or a zip file as names, digests and bytes, and all that is odd."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.zip_layout import ambiguous, stowaways

_MOST_FILES = 100_000
_LARGEST = 16 << 30  # bytes, unpacked
_LARGEST_JSON = 1 << 30  # bytes that are read into memory at once
_KEPT = 8 << 20  # bytes of a file that is kept once it was read
_KEPT_ALL = 128 << 20  # bytes of all of them
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(slots=True)
class Snapshot:
    """What was found: a way to open each file, and what is wrong with the container itself.

    A file in a folder can change while it is looked at. What was read once is kept, and what is too large for that must
    have the digest that it had before: nobody is told one thing by the digest and another by the contents.
    """

    files: dict[str, Callable[[], IO[bytes]]] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)
    size: int = 0  # bytes that all files claim to have
    _sizes: dict[str, int] = field(default_factory=dict)
    _kept: dict[str, bytes] = field(default_factory=dict)
    _kept_size: int = 0
    _digests: dict[str, str] = field(default_factory=dict)

    def fail(self, code: str, path: str, message: str) -> None:
        """Note one thing that is wrong; what is printed of a hostile name is harmless."""
        self.failures.append(Failure(code=code, path=printable(path), message=message))

    def add(self, name: str, size: int, opener: Callable[[], IO[bytes]]) -> None:
        """Take a file in, unless its name is there already or not safe."""
        if name in self.files:
            self.fail("duplicate-entry", name, "the bundle has two files of this name")
        elif not layout.is_safe(name):
            self.fail("unsafe-path", name, "this name could mean another place or another file on some system")
        self.files.setdefault(name, opener)
        self._sizes.setdefault(name, size)
        self.size += size

    def read(self, name: str) -> bytes:
        """Return a file's bytes; raise BundleError where that is impossible, or they are others than before."""
        if name in self._kept:
            return self._kept[name]
        if name not in self.files:
            raise BundleError(f"{name} is missing")
        if self._sizes[name] > _LARGEST_JSON:
            raise BundleError(f"{name} is too large")
        with self._opened(name) as file:
            data = file.read(_LARGEST_JSON)
        self._note(name, hashlib.sha256(data).hexdigest())
        if len(data) <= _KEPT and self._kept_size + len(data) <= _KEPT_ALL:
            self._kept[name] = data
            self._kept_size += len(data)
        return data

    def digest(self, name: str) -> str:
        """Return a file's SHA-256 as 64 hex digits; raise BundleError where it cannot be read, or changed since."""
        if self._sizes.get(name, 0) <= _KEPT:
            self.read(name)
        if name not in self._digests:
            with self._opened(name) as file:
                self._note(name, hashlib.file_digest(file, "sha256").hexdigest())  # type: ignore[arg-type] # zip members can be read into
        return self._digests[name]

    def _note(self, name: str, digest: str) -> None:
        if self._digests.setdefault(name, digest) != digest:
            raise BundleError(f"{printable(name)} changed while it was looked at")

    def copy(self, name: str, target: Path) -> None:
        """Write a file's bytes to ``target``, however many they are; raise BundleError where they cannot be read."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as sink:
            if name in self._kept:
                sink.write(self._kept[name])
                return
            with self._opened(name) as file:
                shutil.copyfileobj(file, sink, 1 << 20)

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self.files[name]() as file:
                yield file
        except BundleError:
            raise
        except Exception as error:  # noqa: BLE001 - zip files fail in a dozen ways (zlib, struct, EOF, CRC, encryption, memory)
            raise BundleError(f"{printable(name)} could not be read ({type(error).__name__})") from None


def printable(name: str) -> str:
    """Return a name that may come from an attacker as one line without control characters."""
    return name.encode("unicode_escape").decode("ascii") if not name.isascii() or not name.isprintable() else name


@contextmanager
def opened(path: Path) -> Iterator[Snapshot]:
    """Look at a bundle; whatever is wrong is in the snapshot's ``failures``."""
    snapshot = Snapshot()
    archive: zipfile.ZipFile | None = None
    try:
        if path.is_dir():
            _walk(path, "", snapshot)
        elif path.is_file():
            archive = zipfile.ZipFile(path)
            _unpack(archive, path, snapshot)
        else:
            snapshot.fail("not-a-bundle", "", "there is no such folder or file")
    except Exception as error:  # noqa: BLE001 - whatever a broken container makes its reader stumble over
        snapshot.fail("not-a-bundle", "", f"it cannot be read as a folder or as a zip file ({type(error).__name__})")
    _find_clashes(snapshot)
    _find_empty_folders(snapshot)
    try:
        yield snapshot
    finally:
        if archive is not None:
            archive.close()


def _walk(folder: Path, prefix: str, snapshot: Snapshot) -> None:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        name = prefix + entry.name
        status = entry.stat(follow_symlinks=False)
        if len(snapshot.files) > _MOST_FILES or snapshot.size > _LARGEST:
            raise BundleError("the bundle is too large")
        if stat.S_ISLNK(status.st_mode):
            snapshot.fail("symbolic-link", name, "a link can lead anywhere, and elsewhere tomorrow")
        elif stat.S_ISDIR(status.st_mode):
            snapshot.folders.add(name)
            _walk(Path(entry.path), f"{name}/", snapshot)
        elif not stat.S_ISREG(status.st_mode):
            snapshot.fail("special-file", name, "this is neither a file nor a folder")
        else:
            _check_file(name, status, snapshot)
            snapshot.add(name, status.st_size, lambda path=entry.path: _open(path))  # type: ignore[misc]


def _open(path: str) -> IO[bytes]:
    """Open a file that must not have become a link since it was looked at."""
    return os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)), "rb")


def _check_file(name: str, status: os.stat_result, snapshot: Snapshot) -> None:
    if os.name != "posix":
        return
    if status.st_nlink > 1:
        snapshot.fail("hard-link", name, "the file has another name elsewhere, through which it can be changed")
    _check_mode(name, status.st_mode, snapshot)


def _check_mode(name: str, mode: int, snapshot: Snapshot) -> None:
    if mode & 0o111:
        snapshot.fail("executable-file", name, "nothing in a bundle needs to be executable")
    elif mode & (stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX):
        snapshot.fail("executable-file", name, "the file has special permissions")


def _unpack(archive: zipfile.ZipFile, path: Path, snapshot: Snapshot) -> None:
    entries = archive.infolist()
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _LARGEST:
        raise BundleError("the bundle is too large")
    if stowaways(path, archive):
        snapshot.fail("archive-extra-data", "", "the zip file has bytes that belong to none of its files")
    with path.open("rb") as file:
        doubtful = {entry.orig_filename for entry in entries if ambiguous(file, entry)}
    prefix = _common_folder(entries)
    for entry in entries:
        name = entry.orig_filename.removeprefix(prefix)
        mode = entry.external_attr >> 16
        if entry.orig_filename in doubtful:
            snapshot.fail("ambiguous-entry", name, "the zip file says two things about this file to different readers")
        if entry.orig_filename == prefix or (not name and entry.is_dir()):
            continue
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            snapshot.fail("unreadable-entry", name, "the entry is encrypted or compressed in an unusual way")
        elif stat.S_ISLNK(mode):
            snapshot.fail("symbolic-link", name, "a link can lead anywhere, and elsewhere tomorrow")
        elif name.endswith("/") and not entry.file_size:
            _add_folder(name.rstrip("/"), snapshot)
        else:
            if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
                snapshot.fail("special-file", name, "this is neither a file nor a folder")
            _check_mode(name, mode, snapshot)
            snapshot.add(name, entry.file_size, lambda entry=entry: archive.open(entry))  # type: ignore[misc]


def _add_folder(name: str, snapshot: Snapshot) -> None:
    if not layout.is_safe(name):
        snapshot.fail("unsafe-path", name, "this name could mean another place or another file on some system")
    if name in snapshot.folders:
        snapshot.fail("duplicate-entry", name, "the bundle has two folders of this name")
    snapshot.folders.add(name)


def _common_folder(entries: list[zipfile.ZipInfo]) -> str:
    """Return ``name.mlrun/`` where somebody zipped the folder rather than its contents."""
    first = entries[0].orig_filename.partition("/") if entries else ("", "", "")
    prefix = first[0] + first[1]
    names = {entry.orig_filename for entry in entries}
    safe = bool(first[1]) and first[0] not in {"", ".", ".."} and first[0].isprintable() and "\\" not in first[0]
    inside = prefix + layout.SUMS in names and all(name.startswith(prefix) for name in names)
    return prefix if safe and inside else ""


def _find_clashes(snapshot: Snapshot) -> None:
    seen: dict[str, str] = {}
    for name in sorted(snapshot.files.keys() | snapshot.folders):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
        if folded in seen:
            snapshot.fail("name-clash", name, f"on some systems this is the same name as {printable(seen[folded])}")
        seen.setdefault(folded, name)


def _find_empty_folders(snapshot: Snapshot) -> None:
    full = {name[:end] for name in snapshot.files for end, letter in enumerate(name) if letter == "/"}
    for name in sorted(snapshot.folders - full):
        if not any(other.startswith(f"{name}/") for other in snapshot.folders):
            snapshot.fail("empty-folder", name, "nothing in the bundle needs an empty folder")
