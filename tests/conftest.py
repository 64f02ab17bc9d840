"""What many tests need: notebooks on disk, random credentials made at test time, and the command itself."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

# Some images forbid bytecode: each of the hundreds of processes that tests start would compile all its libraries anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
for pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(pool, "1")  # tests run beside each other: threads that wait for a core spin, and take it away

settings.register_profile("deterministic", derandomize=True, deadline=None)  # a test says the same every time
settings.load_profile("deterministic")

FRONT_END = Path(__file__).resolve().parents[1] / "labextension"
BROWSER_ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--hide-scrollbars")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser: Playwright leaves an event loop running, beside which `asyncio.run` refuses."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture
def hf_token() -> str:
    """Return a random token of Hugging Face's shape; nothing that looks like one stands in the repository."""
    return "".join(("h", "f_", *(secrets.choice(string.ascii_letters) for _ in range(34))))


@pytest.fixture
def write_notebook(tmp_path: Path) -> Callable[..., Path]:
    """Return a function (sources, name) -> path that writes a notebook of code cells."""

    def write(*sources: str | dict[str, Any], name: str = "x.ipynb") -> Path:
        cells = [
            source
            if isinstance(source, dict)
            else {"cell_type": "code", "id": f"c{i}", "metadata": {}, "outputs": [], "source": source}
            for i, source in enumerate(sources)
        ]
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
        return path

    return write


@pytest.fixture
def mlsec(tmp_path: Path) -> Run:
    """Return a function that runs ``mlsec`` as its users do, with configuration and data folders of its own."""

    def run(*arguments: str | Path, cwd: Path = tmp_path, **options: Any) -> subprocess.CompletedProcess[str]:
        own = {"MLSEC_CONFIG_DIR": str(tmp_path / ".config"), "MLSEC_DATA_DIR": str(tmp_path / ".data")}
        command = [sys.executable, "-W", "error", "-m", "jupyter_mlsec", *map(str, arguments)]
        return subprocess.run(  # noqa: S603 - our own command
            command, cwd=cwd, env=os.environ | own, capture_output=True, text=True, check=False, timeout=120, **options
        )

    return run


@pytest.fixture(scope="session")
def jlpm() -> Callable[..., str]:
    """Return a function that runs jlpm on the front end's sources; its packages are installed by then."""
    beside = str(Path(sys.executable).parent)
    path = os.pathsep.join((beside, os.environ["PATH"]))
    command = shutil.which("jlpm", path=path)
    assert command is not None, "jupyter-builder brings jlpm"

    def run(*arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 - our own scripts
            [command, *arguments],
            cwd=FRONT_END,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    if not (FRONT_END / "node_modules").is_dir():
        run("install", "--immutable")
    return run


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser that tools/browser.py has found."""
    path = os.environ.get("MLSEC_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("no Chromium: run tools/browser.py and set MLSEC_CHROMIUM to what it prints")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(BROWSER_ARGUMENTS))
        yield browser
        browser.close()
