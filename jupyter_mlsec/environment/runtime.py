"""Runtime facts of an interpreter that results depend on: Python, platform, BLAS and threads, CPU features."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from jupyter_mlsec.environment import runtime_probe
from jupyter_mlsec.errors import AuditError


def runtime_facts(
    python: str | Path | None = None, *, variables: Mapping[str, str] | None = None, timeout: float = 60.0
) -> dict[str, object]:
    """Measure in a process of its own, because NumPy has to be loaded for it; ``variables`` is its whole environment.

    ``timeout`` is in seconds. Raises AuditError. The answer holds no path, host name or user name.
    """
    program = str(python or sys.executable)
    command = [program, "-I", str(Path(runtime_probe.__file__))]
    name = Path(program).name
    environment = None if variables is None else dict(variables)
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout, check=False, env=environment)  # noqa: S603 - the person's interpreter
    except (subprocess.TimeoutExpired, OSError) as error:
        raise AuditError(f"{name} did not tell its runtime facts ({type(error).__name__})") from None
    marked = [line for line in done.stdout.splitlines() if line.startswith(runtime_probe.MARK.encode())]
    if done.returncode != 0 or len(marked) != 1:
        raise AuditError(f"{name} did not tell its runtime facts")
    return msgspec.json.decode(marked[0][len(runtime_probe.MARK) :], type=dict[str, object])


def runtime_json(facts: Mapping[str, object]) -> str:
    """Return ``mlsec-runtime/1``: the facts as indented JSON with sorted keys, ending with a newline."""
    document = msgspec.json.encode({"format": "mlsec-runtime/1", **facts}, order="sorted")
    return msgspec.json.format(document, indent=2).decode() + "\n"
