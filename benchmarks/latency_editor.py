"""Editor: from a key press to the visible mark, in a notebook of 200 cells, in Chromium.

JupyterLab puts the cells of a notebook into the page one by one, each in about 20 ms of the page's thread, whenever
nothing else is to be done; with 200 cells that goes on for seconds after the first is there. A key that is pressed
meanwhile waits for it, whoever listens. Both are measured: right after opening, and when all cells are there.
"""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

from benchmarks.latency_lab import CELLS, long_notebook, percentiles, running_lab

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROUNDS = 30
LOAD = "import pickle\npickle.load(open('m.pkl', 'rb'))"

# The clock runs in the page: from the key's event to the frame in which a mark is there, or gone.
CLOCK = """
() => {
  const cell = document.querySelector('.jp-Cell[data-windowed-list-index="0"]');
  window.mlsecTimes = [];
  let begin = 0, before = false;
  cell.addEventListener('keydown', event => {
    begin = performance.now();
    before = cell.querySelector('.cm-lintRange') !== null;
  }, true);
  // watching for changes, not asking in every frame: drawing frames for nothing would cost more than what is measured
  new MutationObserver(() => {
    const now = cell.querySelector('.cm-lintRange') !== null;
    if (begin && now !== before) {
      const pressed = begin;
      begin = 0;
      requestAnimationFrame(() => window.mlsecTimes.push(performance.now() - pressed));
    }
  }).observe(cell, {subtree: true, childList: true, attributes: true});
}
"""


def main() -> None:
    """Print the figure."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("MLSEC_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    document = long_notebook()
    document["cells"][0]["source"] = LOAD
    with running_lab() as lab, sync_playwright() as playwright:
        (lab.folder / "long.ipynb").write_text(json.dumps(document), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        page = browser.new_page()
        page.goto(f"{lab.url}lab/tree/long.ipynb?token={lab.token}&reset")
        page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for(timeout=60_000)
        page.locator('#mlsec-status [data-state="clean"], #mlsec-status [data-state="high"]').wait_for()
        cell = page.locator('.jp-Cell[data-windowed-list-index="0"]')
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+End")
        page.evaluate(CLOCK)
        early = _pressed(page)
        page.wait_for_function(f"document.querySelectorAll('.jp-Cell .cm-editor').length >= {CELLS}", timeout=120_000)
        there = _pressed(page)
        browser.close()
    print(f"key press to mark, {CELLS} cells, right after opening:", percentiles(early))
    print(f"key press to mark, {CELLS} cells, all of them there:", percentiles(there))


def _pressed(page: Page) -> list[float]:
    """Return the milliseconds of each round: a comment sign before the call takes the mark away, or brings it back."""
    page.evaluate("window.mlsecTimes = []")
    for number in range(ROUNDS):
        page.keyboard.press("Home")
        page.keyboard.press("#" if number % 2 == 0 else "Delete")
        page.wait_for_function("n => window.mlsecTimes.length > n", arg=number, polling=25)
    times: list[float] = page.evaluate("window.mlsecTimes")
    return times


if __name__ == "__main__":
    main()
