"""1,000 random runs in two notebooks: ``python -m benchmarks.run_order [rounds] [rounds with a real kernel] [seed]``.

Run All, above, below and selected cells, in turn and at the same time, while cells come, go and move, some cells are
held back, some fail, and the server's answers take up to 15 ms. The kernel is played by the page (a real one takes too
long), but for the second figure; whatever is not handed over as it was asked for, in that order and once, ends the
benchmark. The harness is that of ``tests/browser/test_run_order.py``.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.latency_lab import Running, running_lab

ROOT = Path(__file__).resolve().parents[1]
HARNESS = ROOT / "tests" / "browser" / "run_order.js"
OPEN = "path => void window.jupyterapp.commands.execute('docmanager:open', {path})"
READY = """() => {
  const widgets = [...window.jupyterapp.shell.widgets('main')];
  const panels = widgets.filter(widget => widget.context && widget.content.widgets);
  return panels.length === 2 && panels.every(panel => panel.context.sessionContext.session?.kernel?.status === 'idle');
}"""


def main() -> None:
    """Print how many runs there were, or what went wrong in which round."""
    given = [int(each) for each in sys.argv[1:]]
    played, real, seed = (*given, *(1000, 60, 7)[len(given) :])
    for rounds, is_real in ((played, False), (real, True)):
        with running_lab() as lab:
            begun = time.monotonic()
            told = _play(lab, {"rounds": rounds, "seed": seed, "real": is_real, "restarts": 5 if is_real else 0})
            kernel = "a real kernel" if is_real else "a played kernel"
            print(
                f"{kernel:16} {told['rounds']} rounds, {told['runs']} runs, {told['cells']} cells handed over", end=" "
            )
            print(f"in {time.monotonic() - begun:.0f} s")
            if told["problem"]:
                sys.exit(f"error: {told['problem']}")


def _play(lab: Running, options: dict[str, Any]) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    path = os.environ.get("MLSEC_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    settings = lab.folder.parent / "jupyterlab_settings_dir" / "jupyter-mlsec"
    settings.mkdir(parents=True)
    (settings / "gate.jupyterlab-settings").write_text(json.dumps({"mode": "block", "patience": 10_000}))
    for name in ("a.ipynb", "b.ipynb"):
        cells = [_cell(number) for number in range(8)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        document = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells}
        (lab.folder / name).write_text(json.dumps(document), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        page = browser.new_page()
        page.add_init_script(HARNESS.read_text(encoding="utf-8"))
        page.goto(f"{lab.url}lab?token={lab.token}&reset")
        page.locator(".jp-Launcher").first.wait_for(timeout=60_000)
        for name in ("a.ipynb", "b.ipynb"):
            page.evaluate(OPEN, name)
        page.wait_for_function(READY, timeout=60_000)
        page.wait_for_timeout(2000)  # "idle" is shown before JupyterLab listens to the kernel
        page.evaluate("options => void window.mlsecRuns.play(options)", options)
        page.wait_for_function("window.mlsecRuns.result", timeout=options["rounds"] * 3000, polling=500)
        told: dict[str, Any] = page.evaluate("window.mlsecRuns.result")
        browser.close()
    return told


def _cell(number: int) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "cell_type": "code",
        "id": f"c{number}",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    return {**kept, "source": f"n = {number}"}


if __name__ == "__main__":
    main()
