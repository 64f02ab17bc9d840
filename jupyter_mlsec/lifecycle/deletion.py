"""Deletion with proof: the digest before, bytes written over where the medium allows it, and the words for where not.

Writing over works on file systems that keep a file's blocks in place, on disks that turn. Solid-state disks, layered
and copy-on-write file systems and remote stores write elsewhere: the old bytes stay until something reuses their place,
and nobody can tell from here. That is said in the record, never left out.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.lifecycle.answers import declare
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind
from jupyter_mlsec.model.checklist import Declaration
from jupyter_mlsec.probes._folder.files import file_fingerprint

_IN_PLACE = frozenset(
    {"ext2", "ext3", "ext4", "exfat", "fat", "hfs", "jfs", "msdos", "ntfs", "ntfs3", "ufs", "vfat", "xfs"}
)
_MEMORY = frozenset({"ramfs", "tmpfs"})
_MOUNTS = Path("/proc/self/mounts")
_BLOCKS = Path("/sys/dev/block")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """What a file lies on, in words; ``overwrites`` says whether writing over replaces the bytes themselves."""

    words: str
    overwrites: bool


def delete_file(path: Path, name: str, *, now: datetime, person: str = "", root: Path | None = None) -> Declaration:
    """Delete a regular file and return the record of it; ``name`` is how the notebook calls the file.

    With a ``root`` the deletion is written into that project's trail as well, by digest. Raises UsageError for what is
    no regular file, or has other names (hard links) under which it would stay; UnreadableError where it cannot be read.
    """
    _check(path)
    digest, medium = file_fingerprint(path), medium_of(path)
    size = path.stat().st_size
    if medium.overwrites:
        _write_over(path, size)
    path.unlink()
    _sync(path.parent)
    fields = {
        "sha256": digest,
        "date": now.date().isoformat(),
        "bytes": str(size),
        "medium": medium.words,
        "overwritten": "yes" if medium.overwrites else "no",
    }
    if person.strip():
        fields["person"] = person
    if root is not None:
        event = TrailEvent(
            kind=TrailKind.DELETION,
            subject=path.name,
            outcome="overwritten" if medium.overwrites else "unlinked",
            person=person,
            digests={"content": digest},
            time=now,
        )
        Trail(root).append(event)
    return declare("deletion", fields, now=now, name=name)


def medium_of(path: Path) -> Medium:
    """Return what a file lies on, as far as this system shows it."""
    kind = _mount_type(path)
    if kind in _MEMORY:
        return Medium(words="memory (it is gone with the power)", overwrites=True)
    if kind not in _IN_PLACE:
        what = f"{kind or 'an unknown file system'}, which writes changes elsewhere or keeps copies"
        return Medium(words=f"{what}: overwriting cannot be proven", overwrites=False)
    turns = _turns(path)
    if turns is None:
        return Medium(words=f"{kind} on a device that cannot be seen: overwriting cannot be proven", overwrites=False)
    if not turns:
        return Medium(words=f"{kind} on solid-state storage: overwriting cannot be proven", overwrites=False)
    return Medium(words=f"{kind} on a disk that turns", overwrites=True)


def _check(path: Path) -> None:
    try:
        status = path.lstat()
    except OSError:
        raise UsageError(f"there is no file {path.name}", help="name a file as the notebook's folder has it") from None
    if not stat.S_ISREG(status.st_mode):
        raise UsageError(f"{path.name} is not a regular file", help="delete links and folders yourself")
    if status.st_nlink > 1:
        raise UsageError(
            f"{path.name} has {status.st_nlink} names", help="find the others first: find . -samefile FILE"
        )


def _write_over(path: Path, size: int) -> None:
    with path.open("r+b") as stream:
        for start in range(0, size, _CHUNK):
            stream.write(os.urandom(min(_CHUNK, size - start)))
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    """Make the removal last; systems that cannot open folders do it by themselves."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


def _mount_type(path: Path) -> str:
    try:
        lines = _MOUNTS.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    around = {"/", *map(str, path.resolve().parents)}
    mounts = [parts for line in lines if len(parts := line.split()) > 2 and parts[1] in around]  # noqa: PLR2004 - device, place, type
    return max(mounts, key=lambda parts: len(parts[1]))[2] if mounts else ""


def _turns(path: Path) -> bool | None:
    """Tell whether the disk below a file turns; None where that is not seen."""
    device = path.stat().st_dev
    place = _BLOCKS / f"{os.major(device)}:{os.minor(device)}"
    for folder in (place, place / ".."):
        try:
            return (folder / "queue" / "rotational").read_text("ascii").strip() == "1"
        except OSError:
            continue
    return None
