"""Write a bundle: complete or not at all, as a folder or as a zip file that is the same on every machine."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.exchange import exchange
from jupyter_mlsec.runs.private_folder import private_folder

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PARTIAL = ".partial"
_ASIDE = "-old"


def check_target(target: Path, *, overwrite: bool) -> None:
    """Raise BundleError where no bundle can come to be at ``target``: better before the run than after it."""
    if not target.name.endswith((layout.SUFFIX, layout.ZIP_SUFFIX)) or target.name in {
        layout.SUFFIX,
        layout.ZIP_SUFFIX,
    }:
        raise BundleError(
            f"a bundle's name must end in {layout.SUFFIX} or {layout.ZIP_SUFFIX}",
            help=f"try {target.name}{layout.SUFFIX}",
        )
    if os.path.lexists(target) and not overwrite:
        raise BundleError(f"{target.name} exists already", help="choose another name, or remove it first")
    if os.path.lexists(target) and (target.is_symlink() or not _is_replaceable(target)):
        raise BundleError(f"{target.name} exists and is not a bundle, so it is not replaced")
    if not target.parent.is_dir():
        raise BundleError(f"there is no folder {target.parent.name} to write the bundle into")


def _is_replaceable(target: Path) -> bool:
    return (target / layout.SUMS).is_file() if target.is_dir() else zipfile.is_zipfile(target)


@contextmanager
def staging() -> Iterator[Path]:
    """Give a private folder to build a bundle in, far from where it will stand, gone at the end."""
    with private_folder() as folder:
        (folder / "run").mkdir(mode=0o700)
        yield folder / "run"


def write_members(folder: Path, members: Mapping[str, bytes]) -> None:
    """Write files below ``folder``; raise BundleError for a name that is not safe everywhere, or there in two cases."""
    if clash := len(members) - len({name.casefold() for name in members}):
        raise BundleError(f"{clash} names differ in upper and lower case only")
    for name, data in members.items():
        if not layout.is_safe(name) or not layout.is_sealed(name):
            raise BundleError(f"{name!r} cannot be a name in a bundle")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def publish(folder: Path, target: Path, *, overwrite: bool = True) -> None:
    """Move a complete bundle to ``target`` in one step; raise BundleError where that fails, leaving nothing there.

    Without ``overwrite`` a bundle that came to be there meanwhile stays what it is.
    """
    sweep(target)
    partial = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}{_PARTIAL}")
    try:
        if target.name.endswith(layout.ZIP_SUFFIX):
            write_zip(folder, partial)
        else:
            _copy(folder, partial)
        _place(partial, target, overwrite=overwrite)
    except FileExistsError:
        raise BundleError(f"{target.name} exists already", help="choose another name, or remove it first") from None
    except OSError as error:
        raise BundleError(f"{target.name} could not be written: {error.strerror}") from None
    finally:
        _remove(partial)
    with suppress(OSError):
        _sync(target.parent)


def write_zip(folder: Path, path: Path) -> None:
    """Write a folder as a zip file: sorted, one date, no compression, so that equal contents are equal bytes."""
    with path.open("xb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as archive:
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _EPOCH)
                entry.external_attr = 0o100644 << 16
                entry.create_system = 3
                with file.open("rb") as source, archive.open(entry, "w", force_zip64=False) as sink:
                    shutil.copyfileobj(source, sink, 1 << 20)
        raw.flush()
        os.fsync(raw.fileno())


def sweep(target: Path) -> None:
    """Remove what a killed process left half-written beside ``target``; an old bundle that stepped aside returns."""
    for path in sorted(target.parent.glob(f".{_escaped(target.name)}.*{_PARTIAL}")):
        owner, _, kind = path.name.removesuffix(_PARTIAL).removeprefix(f".{target.name}.").partition("-")
        if not owner.isdigit() or _is_alive(int(owner)):
            continue
        if kind.endswith(_ASIDE) and not os.path.lexists(target):
            with suppress(OSError):
                path.rename(target)
            continue
        _remove(path)


def _escaped(name: str) -> str:
    import glob

    return glob.escape(name)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _copy(folder: Path, partial: Path) -> None:
    partial.mkdir()
    for source in sorted(folder.rglob("*")):
        sink = partial / source.relative_to(folder)
        if source.is_dir():
            sink.mkdir()
            continue
        with source.open("rb") as reader, sink.open("xb") as writer:
            shutil.copyfileobj(reader, writer, 1 << 20)
            writer.flush()
            os.fsync(writer.fileno())


def _place(partial: Path, target: Path, *, overwrite: bool) -> None:
    """Rename a complete bundle into place; raise FileExistsError where one is there that must stay."""
    if partial.is_file():
        if overwrite:
            partial.replace(target)
        else:
            os.link(partial, target)  # unlike a rename, it never replaces anything
        return
    try:
        partial.rename(target)  # fails where a folder is that is not empty
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}:
            raise
        if not overwrite:
            raise FileExistsError from None
        if not exchange(partial, target):
            _swap(partial, target)


def _swap(partial: Path, target: Path) -> None:
    """Replace a folder in two steps, where the system has none for it: the old one steps aside first."""
    aside = partial.with_name(f"{partial.name.removesuffix(_PARTIAL)}{_ASIDE}{_PARTIAL}")
    target.rename(aside)
    try:
        partial.rename(target)
    except OSError:
        aside.rename(target)
        raise
    _remove(aside)


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
