"""Marks in the cells, the findings panel and the status item, as a person uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

LOAD = 'import torch\n\nweights = torch.load("weights.pt", weights_only=False)\n'
PICKLE = 'import pickle\n\nmodel = pickle.load(open("model.pkl", "rb"))\n'

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]


def rows(page: Page) -> Locator:
    return page.locator("#mlsec-findings [data-mlsec-finding]")


def seen(page: Page) -> list[tuple[str | None, str | None, str | None]]:
    """Return (rule, severity, cell index) of every row of the panel."""
    return [
        (row.get_attribute("data-rule"), row.get_attribute("data-severity"), row.get_attribute("data-cell-index"))
        for row in rows(page).all()
    ]


def show_panel(page: Page) -> None:
    page.locator("#mlsec-status button").click()
    expect(page.locator("#mlsec-findings")).to_be_visible()


def cell(page: Page, index: int) -> Locator:
    return page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')


def expect_cursor(page: Page, *words: str) -> None:
    """Expect JupyterLab's own status bar to say where the cursor is."""
    for word in words:
        expect(page.locator("#jp-bottom-panel").get_by_role("button", name=word, exact=True)).to_be_visible()


def test_a_mark_appears_while_typing_and_vanishes_when_the_code_is_mended(
    open_document: OpenNotebook, code: Code
) -> None:
    page = open_document([code("")])
    editor = cell(page, 0).locator(".cm-content")
    editor.click()
    page.keyboard.type('import torch\ntorch.load("w.pt", weights_only=False)')
    mark = cell(page, 0).locator(".cm-lintRange-error")
    expect(mark.first).to_be_visible()
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "high")
    page.keyboard.press("ArrowLeft")
    for _ in "False":
        page.keyboard.press("Backspace")
    page.keyboard.type("True")
    expect(mark).to_have_count(0)
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")


def test_a_row_of_the_panel_leads_to_its_line_by_mouse_and_by_keyboard(
    open_document: OpenNotebook, code: Code, picture: Picture
) -> None:
    page = open_document([code(LOAD), *(code(f"x = {number}") for number in range(60)), code(PICKLE)])
    show_panel(page)
    expect(rows(page)).to_have_count(2)
    assert seen(page) == [("unsafe-torch-load", "high", "0"), ("unsafe-pickle-load", "high", "61")]
    rows(page).nth(1).click()
    expect_cursor(page, "Cell 62/62", "Ln 3, Col 9")
    expect(cell(page, 61).locator(".cm-content")).to_be_focused()
    rows(page).nth(1).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect_cursor(page, "Cell 1/62", "Ln 3, Col 11")
    expect(cell(page, 0).locator(".cm-content")).to_be_focused()
    picture(page, "findings")


def test_next_and_previous_go_round_the_notebook(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code(LOAD), code("x = 1"), code(PICKLE)])
    expect(cell(page, 0).locator(".cm-lintRange-error").first).to_be_visible()
    cell(page, 1).locator(".cm-content").click()
    page.keyboard.press("Alt+F8")
    expect_cursor(page, "Cell 3/3", "Ln 3, Col 9")
    page.keyboard.press("Alt+F8")
    expect_cursor(page, "Cell 1/3", "Ln 3, Col 11")
    page.keyboard.press("Alt+Shift+F8")
    expect_cursor(page, "Cell 3/3", "Ln 3, Col 9")


def test_what_a_slow_cell_prints_is_marked_when_it_is_printed(
    open_notebook: OpenNotebook, code: Code, token: str
) -> None:
    source = (
        "import time\nfor n in range(40):\n    time.sleep(0.1)\n    print(n, flush=True)\n"
        f"print('token: ' + {token[:12]!r} + input_of({token[12:]!r}))"
    )
    page = open_notebook([code("def input_of(text):\n    return ''.join(text)"), code(source)])
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True).click()
    expect(cell(page, 1).locator(".jp-OutputArea")).to_contain_text("39")
    show_panel(page)
    expect(page.locator("#mlsec-findings [data-mlsec-finding][data-place=output]")).to_have_count(1)


def test_what_leaked_into_an_output_is_marked_at_the_foot_of_its_cell(
    open_document: OpenNotebook, code: Code, token: str
) -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": [f"token: {token}\n"]}
    page = open_document([code("print(1)", printed), code("x = 1")])
    edge = cell(page, 0).locator(".mlsec-edge")
    expect(edge).to_contain_text("in the output")
    expect(cell(page, 1).locator(".mlsec-edge")).to_have_count(0)
    edge.click()
    expect(rows(page).first).to_have_attribute("data-place", "output")
    assert token not in page.locator("#mlsec-findings").inner_html() + edge.inner_html()
    page.locator(".jp-Notebook").focus()
    cell(page, 0).locator(".jp-InputArea-prompt").click()
    page.get_by_role("menuitem", name="Edit", exact=True).click()
    page.get_by_role("menuitem", name="Clear Cell Output", exact=True).click()
    expect(edge).to_have_count(0)


def test_a_secret_in_a_rendered_markdown_cell_is_marked_at_its_foot(open_document: OpenNotebook, token: str) -> None:
    page = open_document([{"cell_type": "markdown", "id": "m", "metadata": {}, "source": f"use `{token}` to log in"}])
    edge = cell(page, 0).locator(".mlsec-edge")
    expect(edge).to_contain_text("in the source")
    cell(page, 0).dblclick()
    expect(cell(page, 0).locator(".cm-lintRange-error").first).to_be_visible()
    expect(edge).to_be_hidden()


def test_a_clean_notebook_says_what_was_checked(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code("x = 1"), code("y = 2")])
    show_panel(page)
    state = page.locator("#mlsec-findings .mlsec-state")
    expect(state).to_have_attribute("data-state", "clean")
    expect(state).to_contain_text("Nothing found")
    expect(state).to_contain_text("2 cells checked at")
    expect(page.locator("#mlsec-status")).to_contain_text("Nothing found")


def test_the_filter_and_the_severities_leave_rows_out(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code(LOAD), code("!pip install lightgbm"), code(PICKLE)])
    show_panel(page)
    expect(rows(page)).to_have_count(3)
    page.get_by_role("searchbox", name="Filter findings").fill("torch")
    expect(rows(page)).to_have_count(1)
    page.get_by_role("searchbox", name="Filter findings").fill("")
    page.get_by_role("group", name="Severities shown").get_by_role("button", name="High").click()
    expect(rows(page)).to_have_count(1)
    assert seen(page) == [("unpinned-install", "low", "1")]
    page.get_by_role("group", name="Severities shown").get_by_role("button", name="High").click()


def test_notebook_seven_has_the_same_marks_and_panel(open_notebook: OpenNotebook, code: Code, picture: Picture) -> None:
    page = open_notebook([code(LOAD)], page="notebook")
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.get_by_role("menuitem", name="Show Security Findings").click()
    expect(rows(page)).to_have_count(1)
    picture(page, "notebook7")


def test_dark_theme_has_readable_colours(open_document: OpenNotebook, code: Code, picture: Picture) -> None:
    page = open_document([code(LOAD), code("!pip install lightgbm"), code(PICKLE)])
    show_panel(page)
    expect(rows(page)).to_have_count(3)
    choose_theme(page, "JupyterLab Dark")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    assert min(contrast(page, part) for part in (".mlsec-message", ".mlsec-severity", ".mlsec-remedy")) >= 4.5
    picture(page, "dark")
    choose_theme(page, "JupyterLab Light")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "true")


def choose_theme(page: Page, name: str) -> None:
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Theme", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(name, exact=True).click()


def contrast(page: Page, selector: str) -> float:
    """Return the least contrast ratio (WCAG 2.2) of the texts at ``selector`` in the panel against its background."""
    colours = page.evaluate(
        """selector => {
          const rgb = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
          const panel = document.querySelector('#mlsec-findings');
          const texts = [...panel.querySelectorAll(selector)];
          return [rgb(getComputedStyle(panel).backgroundColor), texts.map(each => rgb(getComputedStyle(each).color))];
        }""",
        selector,
    )
    ground, texts = colours
    assert texts
    return min(_ratio(ground, text) for text in texts)


def _ratio(one: list[float], other: list[float]) -> float:
    def luminance(colour: list[float]) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
