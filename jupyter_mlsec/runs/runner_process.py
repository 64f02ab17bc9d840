"""Start the process that runs notebooks, listen to it, and see to it that nothing of it stays."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeAlias

from jupyter_mlsec.runs.process import kill_descendants

_GRACE = 8.0  # seconds that a runner gets to clean up

Lines: TypeAlias = "queue.Queue[bytes | None]"  # what the runner tells; None when it has ended


@contextmanager
def runner_process(job: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[Lines]:
    """Start the runner in its own session, give what it tells; at the end, however it comes, all of it is dead."""
    command = [sys.executable, "-P", "-m", "jupyter_mlsec.runs.runner"]  # -P: no module from the current folder
    process = subprocess.Popen(  # noqa: S603 - our own module, in our own interpreter
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(environment),
        start_new_session=True,
    )
    lines: Lines = queue.Queue()
    reader = threading.Thread(target=_forward, args=(process, lines), daemon=True)
    reader.start()
    try:
        if process.stdin is not None:
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps(job).encode() + b"\n")
                process.stdin.flush()
        yield lines
    finally:
        with suppress(OSError):
            process.stdin.close()  # type: ignore[union-attr]
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            kill_descendants(process.pid)
            process.kill()
            process.wait()
        reader.join(_GRACE)
        process.stdout.close()  # type: ignore[union-attr]


def _forward(process: subprocess.Popen[bytes], lines: Lines) -> None:
    with suppress(OSError, ValueError):
        for line in process.stdout or ():
            lines.put(line)
    lines.put(None)
