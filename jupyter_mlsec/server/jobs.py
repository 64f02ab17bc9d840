"""Runs that are being exported: each is an ``mlsec run`` in a process of its own, which ends with the server."""

from __future__ import annotations

import asyncio
import atexit
import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

MAX_RUNNING = 2
_MARK = b"mlsec-progress "  # begins the lines that cli.run_progress writes
KEPT = 20  # finished jobs that can still be asked about


class TooMany(Exception):  # noqa: N818 - a state
    """As many runs as there may be are going on."""


@dataclass(slots=True)
class ExportJob:
    """One run. ``bundle`` and ``report`` are paths of the contents API, once there are any.

    ``message`` says while it goes on which cell runs, and at the end how it ended.
    """

    path: str
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    state: str = "running"  # running, done, failed, cancelled
    message: str = ""
    bundle: str | None = None
    report: str | None = None
    id: str = field(default_factory=lambda: token_hex(8))

    def told(self) -> dict[str, str | None]:
        """Return what the front end is told: the object ``mlsec-export/1``."""
        return {
            "format": "mlsec-export/1",
            "id": self.id,
            "path": self.path,
            "state": self.state,
            "message": self.message,
            "bundle": self.bundle,
            "report": self.report,
        }


class ExportJobs:
    """All exports since the server began, the newest last."""

    def __init__(self) -> None:
        self._jobs: dict[str, ExportJob] = {}
        self._waiting: set[asyncio.Task[None]] = set()
        atexit.register(self._cancel_all)

    def get(self, id_: str) -> ExportJob | None:
        """Return the job with this id, unless it is forgotten."""
        return self._jobs.get(id_)

    def start(self, path: str, folder: Path, options: Sequence[str] = ()) -> ExportJob:
        """Begin to run the saved notebook at ``path``, whose file lies in ``folder``, with options of ``mlsec run``."""
        running = [job for job in self._jobs.values() if job.state == "running"]
        if len(running) >= MAX_RUNNING or any(job.path == path for job in running):
            raise TooMany
        job = ExportJob(path, folder)
        self._jobs[job.id] = job
        for id_ in [each.id for each in self._jobs.values() if each.state != "running"][:-KEPT]:
            del self._jobs[id_]
        waiting = asyncio.ensure_future(self._wait(job, options))
        self._waiting.add(waiting)
        waiting.add_done_callback(self._waiting.discard)
        return job

    def cancel(self, job: ExportJob) -> None:
        """End a run; a run that has ended stays what it is."""
        if job.state == "running":
            job.state, job.message = "cancelled", "the run was cancelled, and nothing was written"
            if job.process is not None:
                job.process.terminate()  # the command cleans up, then ends

    def _cancel_all(self) -> None:
        for job in self._jobs.values():
            self.cancel(job)

    async def _wait(self, job: ExportJob, options: Sequence[str]) -> None:
        name = job.path.rpartition("/")[2]
        bundle = f"{name.removesuffix('.ipynb')}.mlrun"
        job.process = _begin(job.folder, name, bundle, options)
        out, err = await asyncio.get_running_loop().run_in_executor(None, _followed, job, job.process)
        if job.state == "running":
            _finish(job, bundle, out, err)


def _begin(folder: Path, name: str, bundle: str, options: Sequence[str]) -> subprocess.Popen[bytes]:
    # -P: a module beside the notebook must not become one of ours; "--": its name must not become an option
    command = [sys.executable, "-P", "-m", "jupyter_mlsec", "run", "--format", "json", "--overwrite"]
    command += ["--progress", "json"]
    return subprocess.Popen(  # noqa: S603 - our own command
        [*command, *options, "-o", f"./{bundle}", "--", name],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _followed(job: ExportJob, process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Wait for the end of a run, and keep its message up to date; return what it said on stdout and on stderr."""
    with ThreadPoolExecutor(1) as pool:
        out = pool.submit(process.stdout.read) if process.stdout else None
        rest = []
        for line in process.stderr or ():
            if line.startswith(_MARK):
                _tell(job, line[len(_MARK) :])
            else:
                rest.append(line)
        process.wait()
        return out.result() if out else b"", b"".join(rest)


def _tell(job: ExportJob, line: bytes) -> None:
    told = json.loads(line)
    if job.state == "running":
        job.message = told["stage"] if "stage" in told else f"cell {told['cell'] + 1} of {told['total']}"


def _finish(job: ExportJob, bundle: str, out: bytes, err: bytes) -> None:
    try:
        told: dict[str, Any] = json.loads(out)
    except ValueError:
        job.state, job.message = "failed", _last_words(err)
        return
    if told.get("bundle") is None:
        job.state, job.message = "failed", str(told.get("reason") or "the run did not succeed")
        return
    folder = job.path.rpartition("/")[0]
    job.bundle = f"{folder}/{bundle}".lstrip("/")
    job.report = f"{job.bundle}/report.html"
    cells = len(told.get("cells", ()))
    job.state, job.message = "done", f"{cells} code cells completed; signed by {told.get('key')}"


def _last_words(err: bytes) -> str:
    """Return the command's own ``error:`` line, which never quotes a value."""
    lines = [line for line in err.decode(errors="replace").splitlines() if line.startswith("error: ")]
    return lines[-1].removeprefix("error: ") if lines else "the run ended unexpectedly"
