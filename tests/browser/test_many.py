"""Much of everything: two thousand findings in one panel, a folder of 300 files, a notebook of four megabytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Bench, Lab, document
from tests.pages import command

LOAD = "import pickle\npickle.load(open('m.pkl', 'rb'))"

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]


@pytest.fixture
def panel(context: BrowserContext, bench: Bench) -> Locator:
    """The findings panel of the shared page."""
    assert context.pages
    command(bench.page, "mlsec:show-findings")
    found = bench.page.locator("#mlsec-findings")
    expect(found).to_be_visible()
    return found


def rows(panel: Locator) -> Locator:
    return panel.locator("[data-mlsec-finding]")


def test_two_thousand_findings_stay_usable(panel: Locator, open_document: OpenNotebook, code: Code) -> None:
    """Two hundred rows are drawn at once: more when they are asked for, and the filter looks at all of them."""
    line = "pickle.load(open('m.pkl', 'rb'))\n"
    cells = [code(f"import pickle\n{line * 20}") for _ in range(99)] + [code(f"{line * 19}!pip install lightgbm")]
    page = open_document(cells)
    expect(panel.locator(".mlsec-count").first).to_have_text("1999 High")
    expect(rows(panel)).to_have_count(200)
    more = panel.get_by_role("button", name="Show 200 of 1800 more")
    more.focus()
    page.keyboard.press("Enter")
    expect(rows(panel)).to_have_count(400)
    panel.get_by_role("searchbox", name="Filter findings").fill("unpinned")
    expect(rows(panel)).to_have_count(1)
    rows(panel).press("Enter")
    cell = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index="99"] .cm-content')
    expect(cell).to_be_focused()
    panel.get_by_role("searchbox", name="Filter findings").fill("")
    panel.get_by_role("combobox", name="Grouped by").select_option("rule")
    expect(panel.get_by_role("heading", level=3).first).to_contain_text("unsafe-pickle-load")
    panel.get_by_role("combobox", name="Grouped by").select_option("place")


@pytest.fixture
def never_idle(context: BrowserContext) -> Iterator[None]:
    """A page that is too busy to draw cells that nobody sees."""
    page = context.pages[0]
    page.evaluate("() => { window.whenIdle = window.requestIdleCallback; window.requestIdleCallback = () => 0; }")
    yield
    page.evaluate("() => { window.requestIdleCallback = window.whenIdle; }")


@pytest.mark.usefixtures("never_idle")
def test_a_cell_far_down_is_reached_before_it_is_drawn(panel: Locator, open_document: OpenNotebook, code: Code) -> None:
    page = open_document([*(code("x = 1\n" * 8) for _ in range(60)), code(LOAD)], name="far-down.ipynb")
    expect(rows(panel)).to_have_count(1)
    rows(panel).press("Enter")
    cell = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index="60"] .cm-content')
    expect(cell).to_be_focused()
    expect(cell).to_be_in_viewport()


def test_all_findings_of_a_notebook_of_four_megabytes_are_listed(
    panel: Locator, open_document: OpenNotebook, code: Code
) -> None:
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBOR" + "A" * 40_000}}
    text = {"output_type": "stream", "name": "stdout", "text": ["0.123456 " * 90 + "\n"] * 12}
    cells = [code(LOAD if n % 4 == 0 else f"x_{n} = {n}", picture, text) for n in range(80)]
    assert len(json.dumps(document(cells))) > 4_000_000
    page = open_document(cells)
    expect(rows(panel)).to_have_count(20)
    expect(panel.locator(".mlsec-state")).to_contain_text("80 cells checked at")
    page.keyboard.press("Alt+F8")
    expect(page.locator(".cm-content:focus")).to_have_count(1)


@pytest.fixture
def folder(lab: Lab, code: Code) -> str:
    """A folder of three hundred files, each of which takes its time."""
    root = lab.folder / "three-hundred"
    (root / "deep").mkdir(parents=True, exist_ok=True)
    for number in range(150):
        (root / f"n{number:03}.ipynb").write_text(json.dumps(document([code(LOAD), code("x = 1\n" * 50)])))
        (root / "deep" / f"s{number:03}.py").write_text(f"{LOAD}\n" + "y = f(1)\n" * 200)
    return root.name


def check(page: Page, path: str) -> None:
    page.evaluate("path => void window.jupyterapp.commands.execute('mlsec:scan-files', {path})", path)


def test_a_folder_of_three_hundred_files_is_looked_at(panel: Locator, folder: str, bench: Bench) -> None:
    page = bench.page
    check(page, folder)
    state = panel.locator(".mlsec-state")
    expect(state.get_by_role("progressbar", name="Files looked at")).to_be_visible()
    expect(state).to_contain_text("300 files looked at")
    expect(panel.locator(".mlsec-count").first).to_have_text("300 High")
    panel.get_by_role("searchbox", name="Filter findings").fill("deep/s149.py")
    expect(rows(panel)).to_have_count(1)
    panel.get_by_role("searchbox", name="Filter findings").fill("")
    panel.get_by_role("combobox", name="What is listed").select_option("notebook")


def test_it_is_cancelled_in_the_middle_and_looked_at_again(panel: Locator, folder: str, bench: Bench) -> None:
    page = bench.page
    check(page, folder)
    state = panel.locator(".mlsec-state")
    state.get_by_role("button", name="Cancel").click()
    expect(state).to_contain_text("Cancelled")
    expect(state).not_to_contain_text("Nothing found")
    expect(state.get_by_role("progressbar")).to_have_count(0)
    assert panel.locator('.mlsec-state[data-state="clean"]').count() == 0
    state.get_by_role("button", name="Try again").click()
    expect(state).to_contain_text("300 files looked at")
    panel.get_by_role("combobox", name="What is listed").select_option("notebook")


@pytest.mark.parametrize("path", ["not-there", "not-there.ipynb"])
def test_what_is_not_there_is_said_with_what_to_do(panel: Locator, bench: Bench, path: str) -> None:
    check(bench.page, path)
    state = panel.locator(".mlsec-state")
    expect(state).to_have_attribute("data-state", "failed")
    expect(state).to_contain_text("The files were not checked")
    expect(state.get_by_role("button", name="Try again")).to_be_visible()
    panel.get_by_role("combobox", name="What is listed").select_option("notebook")
