"""A model in, the same model in a format without code out: copied once, vetted, converted elsewhere, compared."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

import jupyter_mlsec
from jupyter_mlsec.convert.job import SUFFIXES, TENSORS, Answer, Job
from jupyter_mlsec.errors import ConversionError
from jupyter_mlsec.model.finding import Finding, Outcome
from jupyter_mlsec.scan.artifact import scan_artifact

_CHUNK = 1 << 20
_SECONDS = 900.0
_KEPT = frozenset({"PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH"})
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_NAMED = 8  # findings that are told one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What came of it: digests of both files, what is in the new one, and the types that a reader has to trust."""

    source: Path
    target: Path
    source_digest: str
    target_digest: str
    parts: int
    types: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def holds_tensors(self) -> bool:
        """Whether it became safetensors (skops otherwise)."""
        return SUFFIXES[self.target.suffix] == TENSORS


class NotVettedError(ConversionError):
    """The model names what nobody vetted, or worse; ``findings`` say what."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        told = tuple(f"{finding.rule}: {finding.message}" for finding in findings[:_NAMED])
        more = (f"and {len(findings) - _NAMED} more: mlsec scan lists them",) if len(findings) > _NAMED else ()
        step = "load it only where you trust it, and save it there with skops.io.dump or safetensors"
        super().__init__(f"{name} was not loaded: it is not vetted", help=(*told, *more, step))
        self.findings = findings


def convert(source: Path, target: Path, *, key: str = "", overwrite: bool = False) -> Converted:
    """Write the model at ``source`` to ``target``, whose suffix (``.safetensors``, ``.skops``) says the format.

    ``key`` names the entry of a checkpoint that holds the state dict. Raises ``NotVettedError`` where the scanner has
    anything to say about the model, and ``ConversionError`` where it cannot be read, converted or written.
    """
    if target.suffix not in SUFFIXES:
        raise ConversionError(f"{target.name} has no known suffix", help="name the output .safetensors or .skops")
    if os.path.lexists(target) and not overwrite:
        raise ConversionError(f"{target.name} exists already", help="choose another name, or add --overwrite")
    if not target.parent.is_dir():
        raise ConversionError(f"there is no folder {target.parent.name} to write to")
    with tempfile.TemporaryDirectory(prefix="mlsec-convert-") as name, tempfile.TemporaryFile() as copy:
        size, digest = _copied(source, copy)
        _vet(source, copy)
        folder = Path(name)
        job = Job(sha256=digest, size=size, output=SUFFIXES[target.suffix], key=key)
        answer = _elsewhere(job, copy, folder)
        _publish(folder / job.output, target, answer.sha256)
    return Converted(
        source=source,
        target=target,
        source_digest=digest,
        target_digest=answer.sha256,
        parts=answer.parts,
        types=answer.types,
        notes=answer.notes,
    )


def _copied(source: Path, copy: BinaryIO) -> tuple[int, str]:
    """Copy the model into a file without a name, so that what is vetted is what is loaded, and return its digest."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(source, flags), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise ConversionError(f"{source.name} is not a regular file")
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += copy.write(chunk)
    except OSError as error:
        raise ConversionError(f"{source.name} cannot be read: {error.strerror}") from None
    copy.flush()
    return size, f"sha256:{digest.hexdigest()}"


def _vet(source: Path, copy: BinaryIO) -> None:
    copy.seek(0)
    report = scan_artifact(copy, name=source.name)
    if report.findings:
        raise NotVettedError(source.name, report.findings)
    if report.outcome is not Outcome.CHECKED:
        raise ConversionError(
            f"{source.name} was not loaded: {report.reason}", help="only what was looked at in full is loaded"
        )


def _elsewhere(job: Job, copy: BinaryIO, folder: Path) -> Answer:
    """Run the converting process with the copy as its standard input. Raises ``ConversionError`` with its words."""
    inherited = {name: value for name, value in os.environ.items() if name in _KEPT}
    ours = str(Path(jupyter_mlsec.__file__).parents[1])  # the process runs this very package, wherever it lies
    path = os.pathsep.join(filter(None, (ours, inherited.get("PYTHONPATH"))))
    own = {"HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": path, **dict.fromkeys(_ONE_THREAD, "1")}
    command = [sys.executable, "-P", "-m", "jupyter_mlsec.convert.child", msgspec.json.encode(job).decode()]
    copy.seek(0)
    try:
        done = subprocess.run(  # noqa: S603 - our own module, in our own interpreter
            command,
            stdin=copy,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**inherited, **own},
            timeout=_SECONDS,
            check=False,
        )
        answer = msgspec.json.decode(done.stdout, type=Answer)
    except subprocess.TimeoutExpired:
        raise ConversionError("converting took too long") from None
    except (OSError, msgspec.MsgspecError):
        raise ConversionError("the converting process died", help="the model may need too much memory") from None
    if answer.problem:
        raise ConversionError(answer.problem, help=answer.help)
    return answer


def _publish(written: Path, target: Path, digest: str) -> None:
    """Put the new file in place in one step, if it is the one that was compared."""
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as out, written.open("rb") as stream:
            shutil.copyfileobj(stream, out, _CHUNK)
        with Path(temporary).open("rb") as stream:
            copied = f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
        if copied != digest:
            Path(temporary).unlink()
            raise ConversionError("the converted file changed before it was in place")
        os.umask(mask := os.umask(0o077))
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(target)
    except OSError as error:
        raise ConversionError(
            f"cannot write {target.name}: {error.strerror}", help="choose a folder that exists"
        ) from None
