"""A run that cannot be restored: the newest bundle is unpacked into an empty folder and held against its own list.

A backup that nobody has ever unpacked is a hope. Each file's digest is compared with ``SHA256SUMS``; who signed that
list is for ``mlsec verify`` to say. Nothing of the bundle is executed or loaded, and the folder is removed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from time import perf_counter

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.bundles import bundles_beside
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_MOST_BYTES = 2 * 1024**3
_STEP = "Export the run again, and keep it where it does not change: mlsec run NOTEBOOK -o BUNDLE"


def _run(subject: ProjectSubject) -> Observation:
    bundles = bundles_beside(subject.folder)
    if not bundles:
        return not_applicable("there is no signed run to restore")
    newest = max(bundles, key=lambda path: path.stat().st_mtime_ns)
    started = perf_counter()
    with tempfile.TemporaryDirectory(prefix="mlsec-restore-") as folder:
        try:
            place = _unpacked(newest, Path(folder))
            missing, changed, whole = _compared(place)
        except (OSError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            return failed(f"{newest.name} cannot be unpacked ({type(error).__name__}).", next_step=_STEP)
    seconds = perf_counter() - started
    if missing or changed:
        what = listed([*(f"{name} is missing" for name in missing), *(f"{name} changed" for name in changed)][:4])
        return failed(f"{newest.name} does not restore: {what}.", next_step=_STEP)
    if not whole:
        return not_evidence(f"{newest.name} lists no files", next_step=_STEP)
    return Observation(
        status=Status.PASS,
        summary=f"{newest.name} was unpacked into an empty folder: {count(whole, 'file')}, all as listed.",
        measurements=(Measurement(name="time-to-restore", value=round(seconds, 1), unit="s"),),
    )


def _unpacked(bundle: Path, folder: Path) -> Path:
    """Return where the bundle's files are now. Raises ValueError for what is too large or points outside."""
    if bundle.is_dir():
        shutil.copytree(bundle, folder / "run", symlinks=True)
        return folder / "run"
    with zipfile.ZipFile(bundle) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > _MOST_BYTES:
            raise ValueError("too large")
        for member in members:
            parts = PurePosixPath(member.filename).parts
            if ".." in parts or member.filename.startswith("/") or "\\" in member.filename:
                raise ValueError("outside")
            archive.extract(member, folder)
    inner = next(folder.rglob(_SUMS), None)
    if inner is None:
        raise ValueError("no list")
    return inner.parent


def _compared(place: Path) -> tuple[list[str], list[str], int]:
    """Return the listed files that are missing and those that changed, and how many are listed."""
    text = (place / _SUMS).read_text("ascii", errors="replace")
    wanted = {name: digest for digest, name in _LINE.findall(text)}
    missing = sorted(name for name in wanted if not (place / name).is_file() or (place / name).is_symlink())
    changed = sorted(name for name in wanted if name not in missing and _digest(place / name) != wanted[name])
    return missing, changed, len(wanted)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


PROBE = Probe(
    name="restored-run", items=("MNT-05",), run=_run, cost=Cost.NORMAL, partial=True, incidental=True, docs=__doc__
)
