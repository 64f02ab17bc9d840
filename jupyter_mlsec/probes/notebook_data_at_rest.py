"""Data files at rest: on an encrypted mount, in an encrypted file, or open for whoever gets hold of the disk.

A file that is encrypted by itself is known by its first bytes; a mount by its type, or by the kernel's name for an
encrypted device. What the disk, the hypervisor or a remote store does below that cannot be seen from here. A clear
copy beside an encrypted file undoes it.
"""

from __future__ import annotations

import os
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.declared import profile_of
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence, to_declare
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sources import local_path, sources

_HEADERS = (
    b"age-encryption.org/", b"Salted__", b"-----BEGIN PGP MESSAGE", b"-----BEGIN AGE ENCRYPTED", b"PARE",
    b"\x85\x02", b"\x8c\x0d", b"LUKS\xba\xbe",
)  # fmt: skip
_SUFFIXES = (".age", ".gpg", ".asc", ".enc", ".aes", ".pgp")
_ENCRYPTED_MOUNTS = frozenset({"ecryptfs", "fuse.cryfs", "fuse.encfs", "fuse.gocryptfs", "fuse.securefs"})
_MOUNTS = Path("/proc/self/mounts")
_DEVICES = Path("/sys/dev/block")
_STEP = 'Say how the store protects what lies on it: %mlsec answer COL-06 "…"'


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    files = {source.shown: local_path(source, subject.folder) for source in sources(program) if source.kind == "file"}
    here = {name: path for name, path in files.items() if path.is_file()}
    bare = sorted(name for name, path in here.items() if _has_encrypted_twin(path))
    if bare:
        step = "Delete the clear copy, and decrypt into memory when it is needed."
        return failed(f"{listed(bare)} lies in the clear beside its encrypted copy.", next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    if not files:
        return not_applicable("the notebook reads no file whose name is known")
    missing = sorted(files.keys() - here.keys())
    if missing:
        return not_evidence(f"{listed(missing)} is not here", next_step="Fill in the checklist where the data are.")
    return _told(here, asked=profile_of(subject.declarations, subject.config) != "exploration")


def _told(here: dict[str, Path], *, asked: bool) -> Observation:
    told = {name: _protection(path) for name, path in here.items()}
    details = tuple(f"{name}: {how or 'nothing is seen'}" for name, how in told.items())
    unseen = sorted(name for name, how in told.items() if not how)
    if unseen and not asked:
        return not_applicable("what a disk does to protect its files is asked when a notebook goes into production")
    if unseen:
        return to_declare(f"It cannot be seen from here whether {listed(unseen)} is encrypted at rest", _STEP)
    return passed(f"{count(len(told), 'data file')} encrypted at rest.", *details)


def _has_encrypted_twin(path: Path) -> bool:
    return any(path.with_name(path.name + suffix).is_file() for suffix in _SUFFIXES)


def _protection(path: Path) -> str:
    """Return what protects a file, in words; empty where nothing is seen."""
    try:
        with path.open("rb") as stream:
            first = stream.read(32)
        device = os.stat(path).st_dev  # noqa: PTH116 - one call, and no second look at the path
    except OSError:
        return ""
    if first.startswith(_HEADERS):
        return "encrypted by itself"
    if _mount_type(path) in _ENCRYPTED_MOUNTS:
        return "on an encrypted mount"
    return "on an encrypted device" if _is_encrypted_device(device) else ""


def _mount_type(path: Path) -> str:
    """Return the type of the mount that a file lies on, of those that lie around it the innermost."""
    try:
        lines = _MOUNTS.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    around = {"/", *map(str, path.resolve().parents)}
    mounts = [parts for line in lines if len(parts := line.split()) > 2 and parts[1] in around]  # noqa: PLR2004 - device, place, type
    return max(mounts, key=lambda parts: len(parts[1]))[2] if mounts else ""


def _is_encrypted_device(device: int) -> bool:
    """Tell whether a block device, or what it lies on, was made by dm-crypt."""
    place = _DEVICES / f"{os.major(device)}:{os.minor(device)}"
    for known in (place, *(place / "slaves").glob("*")):
        try:
            if (known / "dm" / "uuid").read_text("ascii", errors="replace").startswith("CRYPT-"):
                return True
        except OSError:
            continue
    return False


PROBE = Probe(name="data-at-rest", items=("COL-06",), run=_run, partial=True, incidental=True, docs=__doc__)
