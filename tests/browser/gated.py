"""What the journeys through the gate have in common: where a cell's note, number and output are, and what runs it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page

# a kernel answers in order, so that all that was asked of it when the notebook was opened is answered then
CALM = """async () => {
  const kernel = window.jupyterapp.shell.currentWidget?.context?.sessionContext?.session?.kernel;
  await kernel?.requestKernelInfo();
  return kernel?.status === 'idle';
}"""
LOOKS = re.compile("/jupyter-mlsec/v1/(scan|gate)")  # the routes that look at cells
# what the settings editor does with a value: it is kept by the server, and everything that listens hears of it
SET = """async values => {
  const { pluginRegistry } = window.jupyterapp;
  const tokens = [...pluginRegistry._services.keys()];
  const token = tokens.find(({ name }) => name === '@jupyterlab/coreutils:ISettingRegistry');
  const settings = await window.jupyterapp.resolveRequiredService(token);
  const plugin = 'jupyter-mlsec:gate';
  for (const [key, value] of Object.entries(values)) {
    await (value === null ? settings.remove(plugin, key) : settings.set(plugin, key, value));
  }
}"""
RISKY = "1/0\nimport pickle\npickle.load(open('model.pkl', 'rb'))"  # never gets as far as loading


# a kernel of another language, which counts everything that it is asked to run
COUNTING = """
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

class Counting(Kernel):
    implementation, implementation_version, banner = "counting", "1", ""
    language_info = {"name": "R", "mimetype": "text/x-r-source", "file_extension": ".r"}
    asked = 0

    async def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, **_):
        self.asked += 1
        self.send_response(self.iopub_socket, "stream", {"name": "stdout", "text": f"asked {self.asked}"})
        return {"status": "ok", "execution_count": self.asked, "payload": [], "user_expressions": {}}

IPKernelApp.launch_instance(kernel_class=Counting)
"""


def counting_kernel(lab: Any) -> dict[str, Any]:
    """Make a kernel known that is not Python and counts what it is asked; return a notebook's metadata with it."""
    spec = lab.settings.parent / "data" / "kernels" / "counting"
    spec.mkdir(parents=True, exist_ok=True)
    (spec / "counting.py").write_text(COUNTING, encoding="utf-8")
    command = [sys.executable, str(spec / "counting.py"), "-f", "{connection_file}"]
    about = {"argv": command, "display_name": "Counting", "language": "R"}
    (spec / "kernel.json").write_text(json.dumps(about), encoding="utf-8")
    language = {"name": "R", "file_extension": ".r", "mimetype": "text/x-r-source"}
    return {"kernelspec": {"name": "counting", "display_name": "Counting", "language": "R"}, "language_info": language}


def panel(page: Page) -> Locator:
    """The notebook in front."""
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def cell(page: Page, index: int) -> Locator:
    """One cell of it."""
    return panel(page).locator(f'.jp-Cell[data-windowed-list-index="{index}"]')


def note(page: Page, index: int) -> Locator:
    """The gate's note at the foot of a cell."""
    return cell(page, index).locator(".mlsec-gate")


def prompt(page: Page, index: int) -> Locator:
    """Where the number of a cell's run stands."""
    return cell(page, index).locator(".jp-InputArea-prompt")


def output(page: Page, index: int) -> Locator:
    """What a cell has put out."""
    return cell(page, index).locator(".jp-OutputArea-output")


def menu(page: Page, top: str, label: str) -> None:
    """Choose a command of the menu bar."""
    page.get_by_role("menuitem", name=top, exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).click()


def run_all(page: Page) -> None:
    """Run all cells of the notebook in front."""
    menu(page, "Run", "Run All Cells")


def run(page: Page, index: int) -> None:
    """Run one cell."""
    cell(page, index).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def gate_now(page: Page, **values: object) -> None:
    """Give settings of the gate these values at once; None takes one back to its default."""
    page.evaluate(SET, values)


@contextmanager
def gate_settings(lab: Any, **values: object) -> Iterator[None]:
    """Let pages that are loaded inside know of these settings of the gate alone; the default patience is 300 ms."""
    kept = lab.settings / "jupyter-mlsec" / "gate.jupyterlab-settings"
    before = kept.read_text(encoding="utf-8")
    kept.write_text(json.dumps(values), encoding="utf-8")
    try:
        yield
    finally:
        kept.write_text(before, encoding="utf-8")
