"""Notebooks that live elsewhere, read and written through papermill's handlers (s3, gs, https and others)."""

from __future__ import annotations

import json
import os
from typing import Any

from jupyter_mlsec.errors import RunError, UnreadableError
from jupyter_mlsec.runs.private_folder import private_folder
from jupyter_mlsec.runs.runner_process import runner_process


def is_remote(notebook: str) -> bool:
    """Return whether a notebook is named by an address that one of papermill's handlers knows."""
    return "://" in notebook


def fetched(address: str) -> bytes:
    """Read the notebook at an address. This may open a socket. Raises UnreadableError."""
    answer = _asked({"task": "fetch", "path": address})
    if "text" not in answer:
        raise UnreadableError(f"the remote notebook could not be read: {answer.get('problem')}")
    return str(answer["text"]).encode("utf-8", "surrogatepass")


def store(document: bytes, address: str) -> None:
    """Write an executed notebook to a path or an address. This may open a socket. Raises RunError."""
    with private_folder() as folder:
        (folder / "executed.ipynb").write_bytes(document)
        answer = _asked({"task": "store", "path": address, "file": str(folder / "executed.ipynb")})
    if "problem" in answer:
        raise RunError(f"the executed notebook could not be stored: {answer['problem']}")


def _asked(job: dict[str, Any]) -> dict[str, Any]:
    """Let a process of its own do it: a handler may print, ask or hang, and brings large libraries along."""
    with runner_process(job, dict(os.environ)) as lines:
        line = lines.get()
    answer: dict[str, Any] = json.loads(line) if line else {"problem": "the process that was asked died"}
    return answer
