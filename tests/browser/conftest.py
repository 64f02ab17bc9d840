"""One JupyterLab and one browser for the whole session; one context, with empty storage, for each test."""

from __future__ import annotations

import json
import os
import secrets
import string
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

NOTIFICATIONS = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
# Notebook 7 throws these itself, with and without our extension
NOT_OURS = ("reading 'schema'", "Command 'filebrowser:open-path' not registered")

expect.set_options(timeout=40_000)  # a loaded machine takes its time to start a kernel


@dataclass(frozen=True)
class Lab:
    """A running server: its address with the token, and the folder of its notebooks."""

    url: str
    token: str
    folder: Path
    settings: Path

    def address(self, page: str, **query: str) -> str:
        """Return the address of a page of this server."""
        extra = "".join(f"&{name}={value}" for name, value in query.items())
        return f"{self.url}{page}?token={self.token}{extra}"


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab (which serves Notebook 7 too) with folders of its own."""
    home = tmp_path_factory.mktemp("lab")
    folders = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
    }
    for folder in folders.values():
        folder.mkdir()
    notebooks = home / "notebooks"
    notebooks.mkdir()
    _setting(home / "settings", "@jupyterlab/apputils-extension", "notification", NOTIFICATIONS)
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={notebooks}", "--ServerApp.log_level=INFO"]
    environment = {**os.environ, **{name: str(path) for name, path in folders.items()}}
    with (home / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own server
        try:
            yield Lab(_url(process, home), token, notebooks, home / "settings")
        finally:
            process.terminate()
            process.wait(timeout=20)


def _setting(settings: Path, package: str, plugin: str, values: dict[str, Any]) -> None:
    folder = settings / package
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{plugin}.jupyterlab-settings").write_text(json.dumps(values), encoding="utf-8")


def _url(process: subprocess.Popen[bytes], home: Path) -> str:
    """Wait for the server's own note of where it listens, then for its first answer."""
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        for note in (home / "runtime").glob("jpserver-*.json"):
            try:
                info = json.loads(note.read_text(encoding="utf-8"))
                with urllib.request.urlopen(f"{info['url']}api", timeout=5):  # noqa: S310 - http, on this machine
                    return str(info["url"])
            except (OSError, ValueError):
                break
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{(home / 'log.txt').read_text(encoding='utf-8', errors='replace')}")


@pytest.fixture
def errors() -> list[str]:
    """What went wrong in the pages of this test; looked at when it ends."""
    return []


@pytest.fixture
def context(chromium: Browser, errors: list[str], request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh browser context. A test fails when a page of it threw an error."""
    made = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    made.set_default_timeout(40_000)
    made.on("weberror", lambda error: errors.append(str(error.error)))
    yield made
    if os.environ.get("MLSEC_SCREENSHOTS"):
        for number, page in enumerate(made.pages):
            name = f"last-{request.node.name.partition('[')[0]}-{number}.png"
            page.screenshot(path=str(Path(os.environ["MLSEC_SCREENSHOTS"]) / name))
    made.close()
    assert [error for error in errors if not any(known in error for known in NOT_OURS)] == []


OpenNotebook = Callable[..., Page]


@pytest.fixture
def open_notebook(context: BrowserContext, lab: Lab, request: pytest.FixtureRequest) -> OpenNotebook:
    """A function that writes a notebook and opens it: ``open_notebook(cells, name=…, page="lab")``."""

    def open_(cells: Sequence[dict[str, Any]], *, name: str = "", page: str = "lab", **metadata: object) -> Page:
        name = name or f"{request.node.name.removeprefix('test_')}.ipynb"
        (lab.folder / name).write_text(json.dumps(document(cells, **metadata)), encoding="utf-8")
        tab = context.new_page()
        quoted = urllib.request.pathname2url(name)
        path = f"lab/tree/{quoted}" if page == "lab" else f"notebooks/{quoted}"
        # "idle" alone is not enough: JupyterLab shows it before it listens to the kernel, and drops what is run then
        with tab.expect_websocket(lambda socket: "/channels" in socket.url) as opened:
            tab.goto(lab.address(path, reset="") if page == "lab" else lab.address(path))
        with opened.value.expect_event("framereceived"):
            pass
        tab.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for()
        return tab

    return open_


def document(cells: Sequence[dict[str, Any]], **metadata: object) -> dict[str, Any]:
    """Return a notebook of these cells, with a kernel."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {**kernel, **metadata}, "cells": list(cells)}


@pytest.fixture
def code() -> Callable[..., dict[str, Any]]:
    """A function that makes a code cell."""

    def make(source: str, *outputs: dict[str, Any], id_: str = "", **metadata: object) -> dict[str, Any]:
        cell = {"cell_type": "code", "id": id_ or secrets.token_hex(4), "metadata": metadata, "source": source}
        return {**cell, "execution_count": None, "outputs": list(outputs)}

    return make


@pytest.fixture
def token() -> str:
    """A random token in the form that a well-known service gives out."""
    return "hf" + "_" + "".join(secrets.choice(string.ascii_letters) for _ in range(34))


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """A function that takes a screenshot for the documentation, where ``MLSEC_SCREENSHOTS`` names a folder."""

    def take(page: Page, name: str) -> None:
        folder = os.environ.get("MLSEC_SCREENSHOTS")
        if folder:
            page.screenshot(path=str(Path(folder) / f"{name}.png"), animations="disabled", caret="hide")

    return take
