"""A kernel that is killed, frozen, or ends itself: the gate stands open, no cell runs out of turn, the rest goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Lab
from tests.browser.gated import RISKY, cell, gate_now, note, output, prompt, run, run_all
from tests.pages import command

WHO = "import os\nprint(os.getpid())"
KERNEL = "window.jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel"

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Impatient = Callable[[Page], None]


def process(page: Page) -> int:
    """Run the first cell, which says what process the kernel is."""
    run(page, 0)
    expect(prompt(page, 0)).to_have_text("[1]:")
    return int(output(page, 0).inner_text())


def expect_another(page: Page) -> None:
    """Wait until JupyterLab has said, once, that there is another kernel, and until that one can be used."""
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_have_count(1)
    expect(dialog).to_contain_text("It will restart automatically")
    dialog.get_by_role("button").last.click()
    expect(dialog).to_have_count(0)
    page.wait_for_function(f"{KERNEL}?.status === 'idle' && {KERNEL}.connectionStatus === 'connected'")


def expect_marks(page: Page, index: int) -> None:
    """Expect a risky line that is typed into a cell to be marked and listed."""
    cell(page, index).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("import pickle\npickle.load(open('model.pkl', 'rb'))")
    expect(cell(page, index).locator(".cm-lintRange-error").first).to_be_visible()
    command(page, "mlsec:show-findings")
    row = f'#mlsec-findings [data-mlsec-finding][data-cell-index="{index}"]'
    expect(page.locator(row)).to_have_attribute("data-rule", "unsafe-pickle-load")
    expect(page.locator(".jp-Notification-Center, .Toastify__toast")).to_have_count(0)


def test_a_frozen_kernel_holds_nobody_up_and_is_killed_then(
    open_notebook: OpenNotebook, code: Code, impatient: Impatient
) -> None:
    page = open_notebook([code(WHO), code(RISKY), code("y = 2")])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "high")
    kernel = process(page)
    impatient(page)
    gate_now(page, patience=300)
    os.kill(kernel, signal.SIGSTOP)
    run(page, 1)
    expect(note(page, 1)).to_contain_text("Judged by the text of the cells alone: the kernel did not answer in time.")
    expect(prompt(page, 1)).to_have_text("[*]:")  # it was handed over
    os.kill(kernel, signal.SIGKILL)
    expect_another(page)
    run(page, 2)
    expect(prompt(page, 2)).to_have_text("[1]:")
    expect(prompt(page, 1)).to_have_text("[ ]:")
    expect(output(page, 1)).to_have_count(0)
    expect_marks(page, 2)


def test_a_kernel_that_is_killed_while_the_gate_asks_it_runs_nothing(blocking: OpenNotebook, code: Code) -> None:
    page = blocking([code(WHO), code("x = 1"), code("y = 2")])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")
    kernel = process(page)
    os.kill(kernel, signal.SIGSTOP)
    asked = f"({KERNEL}).mlsecAsked"
    page.evaluate(
        f"""() => {{
          const kernel = {KERNEL};
          const request = kernel.requestExecute.bind(kernel);
          kernel.requestExecute = (content, ...rest) => {{
            kernel.mlsecAsked = kernel.mlsecAsked || content.silent;
            return request(content, ...rest);
          }};
        }}"""
    )
    run(page, 1)
    page.wait_for_function(asked)
    os.kill(kernel, signal.SIGKILL)
    expect_another(page)
    run(page, 2)
    expect(prompt(page, 2)).to_have_text("[1]:")
    expect(prompt(page, 1)).to_have_text("[ ]:")  # it was asked of a kernel that is gone
    expect(note(page, 2)).to_have_count(0)
    expect_marks(page, 2)


def test_a_kernel_that_is_killed_in_the_middle_of_a_run_all(open_notebook: OpenNotebook, code: Code) -> None:
    page = open_notebook([code(WHO), code("import time\ntime.sleep(600)"), code(RISKY), code("z = 4")])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "high")
    kernel = process(page)
    run_all(page)
    expect(prompt(page, 0)).to_have_text("[2]:")
    for index in (1, 2, 3):
        expect(prompt(page, index)).to_have_text("[*]:")
    os.kill(kernel, signal.SIGKILL)
    expect_another(page)
    for index in (1, 2, 3):
        expect(prompt(page, index)).to_have_text("[ ]:")
    run(page, 3)
    expect(prompt(page, 3)).to_have_text("[1]:")
    expect(output(page, 2)).to_have_count(0)
    expect_marks(page, 3)


def test_a_cell_that_ends_its_kernel_takes_those_behind_it_along(
    open_notebook: OpenNotebook, code: Code, tmp_path: Path
) -> None:
    # it ends when the kernel has the others: what is sent while there is no kernel, the server hands to the next one
    end = f"import os, time\nwhile not os.path.exists({str(tmp_path / 'end')!r}):\n    time.sleep(0.2)\nos._exit(1)"
    page = open_notebook([code(end), code(RISKY), code("import pickle\nL = pickle.load")])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "high")
    run_all(page)
    for index in range(3):
        expect(prompt(page, index)).to_have_text("[*]:")
    (tmp_path / "end").touch()
    expect_another(page)
    for index in range(3):
        expect(prompt(page, index)).to_have_text("[ ]:")
    expect(output(page, 1)).to_have_count(0)
    run(page, 2)
    expect(prompt(page, 2)).to_have_text("[1]:")
    cell(page, 2).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("L(open('absent.pkl', 'rb'))")
    run(page, 2)
    expect(note(page, 2)).to_contain_text("the name L is pickle.load in the live kernel")  # of the new one


def test_a_kernel_that_is_killed_while_the_checklists_probe_runs(open_notebook: OpenNotebook, code: Code) -> None:
    frame = "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2, 3] * 20, 'b': [4, 5, 6] * 20})"
    slow = "import time\nget_ipython().events.register('pre_run_cell', lambda *_: time.sleep(600))"
    page = open_notebook([code(WHO), code(f"{frame}\n{slow}")])
    kernel = process(page)
    run(page, 1)
    expect(prompt(page, 1)).to_have_text("[2]:")
    command(page, "mlsec:show-checklist")
    row = page.locator('#mlsec-checklist [data-mlsec-item="COL-02"]')
    row.locator("summary").click()
    row.get_by_role("button", name="Run it in a new cell").click()
    expect(prompt(page, 2)).to_have_text("[*]:")
    os.kill(kernel, signal.SIGKILL)
    expect_another(page)
    expect(prompt(page, 2)).to_have_text("[ ]:")
    expect(row).to_have_attribute("data-status", "open")
    expect(row).to_contain_text("Next: Measure it in the notebook: %mlsec measure")


def test_a_kernel_that_is_lost_while_it_is_asked_what_it_holds(
    open_notebook: OpenNotebook, code: Code, lab: Lab
) -> None:
    (lab.folder / "unpinned.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    page = open_notebook([code(WHO), code("import pandas as pd\ndf = pd.read_csv('unpinned.csv')")])
    kernel = process(page)
    command(page, "mlsec:show-checklist")
    row = page.locator('#mlsec-checklist [data-mlsec-item="COL-05"]')
    row.locator("summary").click()
    page.evaluate(
        f"""() => {{
          ({KERNEL}).requestExecute = () => ({{ done: Promise.reject(new Error('Canceled future')) }});
        }}"""
    )
    row.get_by_role("button", name="Insert the cell").click()
    inserted = page.locator(".jp-Cell .cm-line").get_by_text("%mlsec declare dataset NAME")
    expect(inserted).to_be_visible()  # with its blank, as without a kernel
    os.kill(kernel, signal.SIGKILL)  # not before: JupyterLab's dialog would lie over the button
    expect_another(page)
