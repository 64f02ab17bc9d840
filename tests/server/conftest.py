"""One real Jupyter server for the session, and a way to ask it things."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]  # where the packages are, for a server that stands elsewhere


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    json: Any
    headers: dict[str, str]


@dataclass(frozen=True)
class Server:
    """A running server below a base URL, the folder it serves, and where it logs."""

    url: str
    token: str
    root: Path
    log: Path

    def ask(self, method: str, route: str, body: object = None, *, headers: dict[str, str] | None = None) -> Answer:
        """Send a request; with the token unless headers are given. A ``bytes`` body goes out as it is."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"Authorization": f"token {self.token}"} if headers is None else headers
        request = urllib.request.Request(f"{self.url}{route}", data, sent, method=method)  # noqa: S310 - http, local
        try:
            with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - the same
                return Answer(response.status, _json(response.read()), dict(response.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _json(error.read()), dict(error.headers))

    def scan(self, body: object) -> Answer:
        """Ask for a scan."""
        return self.ask("POST", "jupyter-mlsec/v1/scan", body)


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


@pytest.fixture(scope="session")
def running_server(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., AbstractContextManager[Server]]:
    """A function that starts a server with more arguments, and in another folder."""

    def run(*arguments: str, cwd: Path | None = None) -> AbstractContextManager[Server]:
        return _running(tmp_path_factory.mktemp("server"), arguments, cwd)

    return run


@pytest.fixture(scope="session")
def server(running_server: Callable[..., AbstractContextManager[Server]]) -> Iterator[Server]:
    """A server with our extension, where access without authentication is forbidden to begin with."""
    with running_server() as made:
        yield made


@contextmanager
def _running(home: Path, arguments: Sequence[str], cwd: Path | None) -> Iterator[Server]:
    root = home / "root"
    root.mkdir()
    (home / "outside.ipynb").write_text(json.dumps(notebook("x = 1")), encoding="utf-8")
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = {**os.environ, **{name: str(home / name.lower()) for name in names}}
    environment["MLSEC_CONFIG_DIR"] = str(home / "own")
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), environment.get("PYTHONPATH"))))
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "jupyter_server", "--ip=127.0.0.1", "--port=0", "--allow-root", "--no-browser"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}", "--ServerApp.base_url=/hub/me/"]
    command += ["--ServerApp.allow_unauthenticated_access=False", *arguments]
    log = home / "log.txt"
    with log.open("wb") as stream:
        process = subprocess.Popen(command, env=environment, cwd=cwd, stdout=stream, stderr=stream)  # noqa: S603 - our server
        try:
            yield Server(_url(process, home, log), token, root, log)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _url(process: subprocess.Popen[bytes], home: Path, log: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        for note in (home / "jupyter_runtime_dir").glob("jpserver-*.json"):
            try:
                found = json.loads(note.read_text(encoding="utf-8"))
                with socket.create_connection(("127.0.0.1", found["port"]), timeout=1):
                    return str(found["url"])
            except (ValueError, OSError):  # half written, or written before the server listens
                break
        time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def notebook(*sources: str) -> dict[str, Any]:
    """Return a notebook of code cells with the ids ``c0``, ``c1`` …."""
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"c{index}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for index, source in enumerate(sources)
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


@pytest.fixture(name="notebook")
def notebook_() -> Callable[..., dict[str, Any]]:
    """The function that makes a notebook."""
    return notebook
