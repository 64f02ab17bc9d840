"""One JupyterLab, one browser and one page of it for the whole session: a test opens its notebooks in that page."""

from __future__ import annotations

import json
import os
import secrets
import string
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.gated import CALM, gate_now

NOTIFICATIONS = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
PATIENT = {"patience": 10_000}  # the most: a loaded machine answers late, and the gate would stand open
# Notebook 7 throws the first two itself, with and without our extension; JupyterLab the others, when a notebook is
# closed that has no kernel, or that is still being read
NOT_OURS = ("reading 'schema'", "Command 'filebrowser:open-path' not registered", "null (reading 'kernel')", "Disposed")

IDLE = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'
FAILED = pytest.StashKey[bool]()
OPEN = """async ({path, kernel}) => {
  await window.mlsecEnding?.get(path);  // or it would be given the kernel that is shut down
  const kernelPreference = kernel ? {} : {shouldStart: false, canStart: true, autoStartDefault: false};
  void window.jupyterapp.commands.execute('docmanager:open', {path, kernelPreference});
}"""
SHOWN = "path => [...window.jupyterapp.shell.widgets('main')].some(one => one.context?.path === path && one.isVisible)"
# JupyterLab leaves it to the browser when cells are drawn that it takes to be out of sight; a headless one that is busy
# with much else takes cells in sight to be so, and draws them when somebody makes a picture of the page
DRAW = """document.addEventListener('DOMContentLoaded', () => {
  const style = document.createElement('style');
  style.textContent = '.jp-Cell { content-visibility: visible !important; }';
  document.head.append(style);
});"""
TIDY = """async () => {
  const app = window.jupyterapp;
  for (const widget of [...app.shell.widgets('main')]) {
    if (widget.context) {
      widget.context.model.dirty = false;
    }
    if (!widget.id.startsWith('launcher')) {
      widget.dispose();
    }
  }
  app.shell.collapseRight();
  await app.commands.execute('apputils:dismiss-notification', {});  // all of them
  const { sessions } = app.serviceManager;
  await sessions.refreshRunning();
  const ending = (window.mlsecEnding ??= new Map());  // nobody waits: the next test begins meanwhile
  for (const { id, path } of sessions.running()) {
    if (!ending.has(path)) {
      ending.set(path, sessions.shutdown(id).finally(() => ending.delete(path)));
    }
  }
}"""

TIMEOUT = 120_000  # of a machine that is so loaded that kernels take minutes to start; only failures wait for it
expect.set_options(timeout=TIMEOUT)


@dataclass(frozen=True)
class Lab:
    """A running server: its address with the token, and the folder of its notebooks."""

    url: str
    token: str
    folder: Path
    settings: Path
    policy: Path  # the hub's policy file, empty

    def address(self, page: str, **query: str) -> str:
        """Return the address of a page of this server."""
        extra = "".join(f"&{name}={value}" for name, value in query.items())
        return f"{self.url}{page}?token={self.token}{extra}"

    def end_kernels(self) -> None:
        """Shut down all kernels that notebooks of this server have."""
        with urllib.request.urlopen(self.address("api/sessions"), timeout=40) as answer:  # noqa: S310 - http, on this machine
            sessions = json.load(answer)
        for session in sessions:
            ended = urllib.request.Request(self.address(f"api/sessions/{session['id']}"), method="DELETE")  # noqa: S310 - same
            urllib.request.urlopen(ended, timeout=40).close()  # noqa: S310 - same


class Bench:
    """The page of JupyterLab that tests share: loading it takes far longer than opening a notebook in it."""

    def __init__(self, chromium: Browser, lab: Lab, script: str = "") -> None:
        self._chromium, self._lab, self._script = chromium, lab, script
        self._context: BrowserContext | None = None
        self.errors: list[str] = []

    @property
    def context(self) -> BrowserContext:
        """The context of the page, which is loaded by then."""
        if self._context is None:
            made = self._chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
            made.set_default_timeout(TIMEOUT)
            made.on("weberror", lambda error: self.errors.append(error.error.stack or str(error.error)))
            made.add_init_script(f"{DRAW}\n{self._script}")
            page = made.new_page()
            page.goto(self._lab.address("lab", reset=""))
            page.locator(".jp-Launcher").first.wait_for()
            self._context = made
        return self._context

    @property
    def page(self) -> Page:
        """The page."""
        return self.context.pages[0]

    def open(self, path: str, *, kernel: bool) -> Page:
        """Open a notebook, and wait until it is there, and its kernel too where it has one."""
        page = self.page
        page.bring_to_front()  # a page that was behind another one need not draw
        with _kernel(page) if kernel else nullcontext():
            page.evaluate(OPEN, {"path": path, "kernel": kernel})
        page.wait_for_function(SHOWN, arg=path)  # until then, the one that was open before is in front
        notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        notebook.locator(".jp-Notebook .jp-Cell").first.wait_for()
        if kernel:
            notebook.locator(IDLE).wait_for()
            page.wait_for_function(CALM)
        return page

    def tidy(self, *, usable: bool) -> None:
        """Close what a test has opened; the page itself, too, where it may not be used again."""
        context, self._context = self._context, None
        if context is None:
            return
        context.unroute_all(behavior="ignoreErrors")
        if usable:
            for page in context.pages[1:]:
                page.close()
            context.pages[0].evaluate(TIDY)
            self._context = context
        else:
            context.close()
            self._lab.end_kernels()  # the next notebook of the same name would be given the kernel that there is

    def close(self) -> None:
        """End it."""
        self.tidy(usable=False)


@contextmanager
def _kernel(page: Page) -> Iterator[None]:
    """Wait for the kernel of the notebook that is opened inside.

    "idle" alone is not enough: JupyterLab shows it before it listens to the kernel, and drops what is run then.
    """
    with page.expect_websocket(lambda socket: "/channels" in socket.url) as opened:
        yield
    with opened.value.expect_event("framereceived"):
        pass


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab (which serves Notebook 7 too) with folders of its own."""
    with running_lab(tmp_path_factory.mktemp("lab"), {}) as made:
        yield made


@contextmanager
def running_lab(
    home: Path, paths: Mapping[str, Path], arguments: Sequence[str] = (), application: str = "jupyterlab"
) -> Iterator[Lab]:
    """Start JupyterLab with folders of its own below ``home``; ``paths`` go in front of variables of that name.

    ``application`` may be the server alone, which runs kernels for others.
    """
    folders = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
        "MLSEC_CONFIG_DIR": home / "own",
    }
    for folder in folders.values():
        folder.mkdir()
    notebooks = home / "notebooks"
    notebooks.mkdir()
    _setting(home / "settings", "@jupyterlab/apputils-extension", "notification", NOTIFICATIONS)
    _setting(home / "settings", "jupyter-mlsec", "gate", PATIENT)
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", application, "--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={notebooks}", "--ServerApp.log_level=INFO"]
    command += ["--ServerApp.base_url=/hub/user/ana/", *arguments]
    if application == "jupyterlab":
        command += ["--LabApp.expose_app_in_browser=True"]
    policy = home / "policy.toml"
    policy.touch()
    folders["MLSEC_POLICY"] = policy
    environment = {**os.environ, **{name: str(path) for name, path in folders.items()}}
    for name, path in paths.items():
        environment[name] = os.pathsep.join(filter(None, (str(path), environment.get(name))))
    with (home / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=home, stdout=log, stderr=log)  # noqa: S603 - our own server
        try:
            yield Lab(_url(process, home), token, notebooks, home / "settings", policy)
        finally:
            process.terminate()
            process.wait(timeout=120)


def _setting(settings: Path, package: str, plugin: str, values: dict[str, Any]) -> None:
    folder = settings / package
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{plugin}.jupyterlab-settings").write_text(json.dumps(values), encoding="utf-8")


def _url(process: subprocess.Popen[bytes], home: Path) -> str:
    """Wait for the server's own note of where it listens, then for its first answer."""
    end = time.monotonic() + 300  # a loaded machine
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed: its page is not used again."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def bench(chromium: Browser, lab: Lab) -> Iterator[Bench]:
    """The page that tests share, made when the first of them needs it."""
    made = Bench(chromium, lab)
    yield made
    made.close()


@pytest.fixture
def context(bench: Bench, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """The browser context of the shared page. A test fails when a page of it threw an error."""
    shared = bench.context
    bench.errors.clear()
    yield shared
    if os.environ.get("MLSEC_SCREENSHOTS_OF_ALL"):
        for number, page in enumerate(shared.pages):
            name = f"last-{request.node.name.partition('[')[0]}-{number}.png"
            page.screenshot(path=str(Path(os.environ["MLSEC_SCREENSHOTS_OF_ALL"]) / name))
    errors = [error for error in bench.errors if not any(known in error for known in NOT_OURS)]
    bench.tidy(usable=not errors and not request.node.stash.get(FAILED, False))
    assert errors == []


OpenNotebook = Callable[..., Page]


@pytest.fixture
def open_notebook(context: BrowserContext, bench: Bench, lab: Lab, request: pytest.FixtureRequest) -> OpenNotebook:
    """A function that writes a notebook and opens it: ``open_notebook(cells, name=…, page="lab", kernel=True)``."""

    def open_(
        cells: Sequence[dict[str, Any]], *, name: str = "", page: str = "lab", kernel: bool = True, **metadata: object
    ) -> Page:
        name = name or f"{request.node.name.removeprefix('test_')}.ipynb"
        write(lab, name, cells, **metadata)
        if page == "lab":
            return bench.open(name, kernel=kernel)
        tab = context.new_page()
        with _kernel(tab):
            tab.goto(lab.address(f"notebooks/{urllib.request.pathname2url(name)}"))
        tab.locator(IDLE).first.wait_for()
        return tab

    return open_


@pytest.fixture
def open_document(open_notebook: OpenNotebook) -> OpenNotebook:
    """The same without a kernel, which is much quicker: for all that runs no cell."""
    return partial(open_notebook, kernel=False)


@pytest.fixture
def blocking(open_notebook: OpenNotebook) -> Iterator[OpenNotebook]:
    """Open a notebook with the gate set to block; it is set back at the end, since settings belong to the server."""
    pages: list[Page] = []

    def open_(*args: Any, **kwargs: Any) -> Page:
        page = open_notebook(*args, **kwargs)
        gate_now(page, mode="block")
        pages.append(page)
        return page

    yield open_
    for page in pages[:1]:
        gate_now(page, mode=None)


@pytest.fixture
def impatient() -> Iterator[Callable[[Page], None]]:
    """A function after which the gate of a page waits for five seconds, for journeys in which it waits in vain."""
    pages: list[Page] = []

    def hurry(page: Page) -> None:
        gate_now(page, patience=5000)
        pages.append(page)

    yield hurry
    for page in pages:
        gate_now(page, **PATIENT)


def write(lab: Lab, name: str, cells: Sequence[dict[str, Any]], **metadata: object) -> None:
    """Write a notebook of these cells into a server's folder."""
    (lab.folder / name).parent.mkdir(parents=True, exist_ok=True)
    (lab.folder / name).write_text(json.dumps(document(cells, **metadata)), encoding="utf-8")


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
