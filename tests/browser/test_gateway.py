"""Kernels on another machine, behind a gateway: they are asked as those beside the server are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NOT_OURS, Bench, Lab, running_lab, write
from tests.browser.gated import cell, note, output, prompt, run
from tests.pages import command

ALIAS = "import pickle\nL = pickle.load"
USE = "1/0\nL(open('absent.pkl', 'rb'))"
FRAME = "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2, 3] * 20, 'b': [4, 5, 6] * 20})"
WHERE = "import os\nprint(os.path.basename(os.path.dirname(os.environ['JUPYTER_RUNTIME_DIR'])))"
# A gateway speaks the oldest protocol alone. JupyterLab finds that out by a socket that is refused, and the servers
# take some seconds to put the second in its place; what is run meanwhile can be lost, the cell itself too.
OLDEST = """
window.WebSocket = class extends window.WebSocket {
  constructor(url) {
    super(url);
  }
};
"""

Code = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lab, Lab]]:
    """A server that runs the kernels, and a JupyterLab that has none but those; each has its own token."""
    far_home, near_home = tmp_path_factory.mktemp("far"), tmp_path_factory.mktemp("near")
    with running_lab(far_home, {}, application="jupyter_server") as far:
        arguments = [f"--gateway-url={far.url}", f"--GatewayClient.auth_token={far.token}"]
        with running_lab(near_home, {}, arguments) as near:
            yield near, far


@pytest.fixture
def open_far(chromium: Browser, both: tuple[Lab, Lab]) -> Iterator[Callable[..., Page]]:
    """A function that opens a notebook whose kernel is far away."""
    near, _ = both
    bench = Bench(chromium, near, OLDEST)

    def open_(cells: list[dict[str, Any]]) -> Page:
        write(near, "far.ipynb", cells)
        return bench.open("far.ipynb", kernel=True)

    yield open_
    errors = [error for error in bench.errors if not any(known in error for known in NOT_OURS)]
    bench.close()
    assert errors == []


def test_gate_marks_checklist_and_magics_work_with_a_kernel_behind_a_gateway(
    open_far: Callable[..., Page], both: tuple[Lab, Lab], code: Code
) -> None:
    _, far = both
    checklist = "%load_ext jupyter_mlsec\n%mlsec declare profile profile=production\n%mlsec checklist"
    page = open_far([code(ALIAS), code(USE), code(f"{FRAME}\n{WHERE}"), code(checklist)])
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "high")
    expect(cell(page, 1).locator(".cm-lintRange-error").first).to_be_visible()
    run(page, 0)
    expect(prompt(page, 0)).to_have_text("[1]:")
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("x = 1")
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")
    run(page, 1)
    told = "Judged with the live kernel: the name L is pickle.load in the live kernel."
    expect(note(page, 1)).to_contain_text(told)
    expect(output(page, 1)).to_contain_text("ZeroDivisionError")
    run(page, 2)
    expect(output(page, 2)).to_have_text(far.settings.parent.name)  # it is the far one
    run(page, 3)
    widget, panel = page.locator(".mlsec-checklist"), page.locator("#mlsec-checklist")
    expect(widget.locator("[data-mlsec-item]").first).to_be_visible()
    command(page, "mlsec:show-checklist")
    row = panel.locator('[data-mlsec-item="COL-02"]')
    row.locator("summary").click()
    row.get_by_role("button", name="Run it in a new cell").click()
    inserted = cell(page, 4)
    expect(inserted.locator(".cm-line")).to_have_text(["%mlsec measure"])
    expect(inserted.locator(".jp-InputPrompt")).to_have_text("[5]:")
    expect(row).not_to_have_attribute("data-status", "open")
