"""The processes that look at notebooks: two, so that one huge notebook never holds up the person who types."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MAX_WAITING = 32  # jobs in one lane; more are refused, and tried again by the front end
QUICK_BYTES = 1 << 20  # a document up to this size goes to the quick lane
SLOW = frozenset({"checklist", "decide", "verify"})  # tasks that nobody waits for while typing
TIMEOUT = {"quick": 20.0, "bulk": 300.0}  # seconds; a worker that takes longer is ended


class Busy(Exception):  # noqa: N818 - a state, not an error of ours
    """Too many jobs are waiting."""


class WorkerFailed(Exception):  # noqa: N818 - its name says so
    """A worker died or took too long."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is asked: a header of JSON values, and the document's bytes as they came."""

    header: Mapping[str, object]
    document: bytes = b""

    def frame(self) -> bytes:
        """Return the job as it is written to a worker."""
        head = json.dumps(self.header).encode("ascii")
        return struct.pack(">II", len(head), len(self.document)) + head + self.document


class Workers:
    """The two lanes. Made in the server's event loop, or before it runs."""

    def __init__(self) -> None:
        self._lanes = {name: Lane(timeout) for name, timeout in TIMEOUT.items()}

    async def do(self, job: Job) -> tuple[int, bytes]:
        """Return (HTTP status, JSON) for a job. Raises ``Busy`` and ``WorkerFailed``."""
        lane = "quick" if len(job.document) <= QUICK_BYTES and job.header["task"] not in SLOW else "bulk"
        return await self._lanes[lane].do(job)

    def stop(self) -> None:
        """End both processes."""
        for lane in self._lanes.values():
            lane.stop()


class Lane:
    """One process, started when it is first needed and after it was ended; one job at a time."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._lock = asyncio.Lock()
        self._waiting = 0
        self._process: subprocess.Popen[bytes] | None = None

    async def do(self, job: Job) -> tuple[int, bytes]:
        """Wait for the process to be free, and let it do the job."""
        if self._waiting >= MAX_WAITING:
            raise Busy
        self._waiting += 1
        try:
            await self._lock.acquire()
            # a job that has begun is finished even if nobody waits any more: its answer has to be read, and until
            # then the process is not free
            begun = asyncio.ensure_future(self._locked(job))
            begun.add_done_callback(self._ended)
            return await asyncio.shield(begun)
        finally:
            self._waiting -= 1

    def _ended(self, job: asyncio.Future[tuple[int, bytes]]) -> None:
        """Let the next job begin; a failure that nobody waits for any more is nobody's."""
        self._lock.release()
        if not job.cancelled():
            job.exception()

    async def _locked(self, job: Job) -> tuple[int, bytes]:
        loop = asyncio.get_running_loop()
        asking = loop.run_in_executor(None, self._ask, job)
        try:
            return await asyncio.wait_for(asyncio.shield(asking), self._timeout)
        except TimeoutError:
            self.stop()
            await asyncio.gather(asking, return_exceptions=True)
            raise WorkerFailed(f"the check took longer than {self._timeout:g} s") from None

    def _ask(self, job: Job) -> tuple[int, bytes]:
        process = self._running()
        assert process.stdin is not None  # noqa: S101 - opened below
        assert process.stdout is not None  # noqa: S101 - the same
        try:
            process.stdin.write(job.frame())
            process.stdin.flush()
            status, size = struct.unpack(">II", _exactly(process.stdout, 8))
            return status, _exactly(process.stdout, size)
        except (OSError, EOFError, ValueError):
            self.stop()
            raise WorkerFailed("the process that looks at notebooks ended unexpectedly") from None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.stop()
        if self._process is None:
            # -P: a json.py beside the server's notebooks must not become ours
            command = [sys.executable, "-P", "-m", "jupyter_mlsec.server.worker"]
            package = str(Path(__file__).resolve().parents[2])
            path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
            environment = {**os.environ, "PYTHONPATH": path}
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
            )
        return self._process

    def stop(self) -> None:
        """End the process; the next job starts a new one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # what was not written yet goes nowhere
                        pipe.close()


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data
