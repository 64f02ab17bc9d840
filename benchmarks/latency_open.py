"""Opening: a notebook of 4 MB until all its findings are in the panel; JupyterLab's start with and without us."""

from __future__ import annotations

import json
import os
import shutil
import time
from typing import TYPE_CHECKING, Any

from benchmarks.latency_lab import Running, long_notebook, percentiles, running_lab

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS = 8
LOAD = "import pickle\npickle.load(open('m.pkl', 'rb'))"
OURS = "**/extensions/jupyter-mlsec/**"

# From the moment in which JupyterLab has read the notebook, and begins to draw it, to the frame in which the panel
# lists all findings. A cell on the page would not do: JupyterLab draws an empty one before there is a notebook.
WAIT = """async ([path, count]) => {
  const frame = () => new Promise(requestAnimationFrame);
  const panel = await window.jupyterapp.commands.execute('docmanager:open', {path});
  await panel.context.ready;
  const begin = performance.now();
  while (document.querySelectorAll('#mlsec-findings [data-mlsec-finding]').length < count) await frame();
  return performance.now() - begin;
}"""


def main() -> None:
    """Print the figures."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("MLSEC_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with running_lab() as lab, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        print("4 MB notebook, ready to all findings in the panel:", percentiles(_opened(lab, browser)))
        pairs = [(_started(lab, browser, without=True), _started(lab, browser, without=False)) for _ in range(ROUNDS)]
        print("start of JupyterLab without:", percentiles([without for without, _ in pairs]))
        print("start of JupyterLab with:   ", percentiles([with_ for _, with_ in pairs]))
        added = sorted(with_ - without for without, with_ in pairs)
        print(f"added, median of {ROUNDS} pairs: {added[len(added) // 2]:.0f} ms")
        browser.close()


def _opened(lab: Running, browser: Browser) -> list[float]:
    document: dict[str, Any] = long_notebook()
    text = "count 100\nmean 0.5\nstd 0.1\n" * 750  # 21 KB an output, 4 MB in all
    count = 10
    for number, cell in enumerate(document["cells"]):
        cell["outputs"][0]["text"] = f"{number}\n{text}"
        if number % (len(document["cells"]) // count) == 0:
            cell["source"] = LOAD
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{lab.url}lab?token={lab.token}&reset")
    page.locator(".jp-Launcher").first.wait_for(timeout=60_000)
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.get_by_role("menuitem", name="Show Security Findings").click()
    times = []
    for number in range(ROUNDS + 1):
        (lab.folder / f"large-{number}.ipynb").write_text(json.dumps(document), encoding="utf-8")
        times.append(float(page.evaluate(WAIT, [f"large-{number}.ipynb", count])))
        page.evaluate("[...window.jupyterapp.shell.widgets('main')].forEach(each => each.context && each.dispose())")
        page.locator("#mlsec-findings [data-mlsec-finding]").first.wait_for(state="detached")
    page.close()
    return times[1:]  # the first one starts the process that looks


def _started(lab: Running, browser: Browser, *, without: bool) -> float:
    """Return the milliseconds from the request to the launcher, in a browser that has the scripts already."""
    context = browser.new_context()
    page = context.new_page()
    if without:
        page.route(OURS, lambda route: route.abort())
    begin = 0.0
    for _ in range(2):  # the first one fills the cache
        begin = time.perf_counter()
        page.goto(f"{lab.url}lab?token={lab.token}&reset")
        page.locator(".jp-Launcher").first.wait_for(timeout=60_000)
    took = (time.perf_counter() - begin) * 1000
    context.close()
    return took


if __name__ == "__main__":
    main()
