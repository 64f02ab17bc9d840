"""The findings panel as people use it: scopes, groups, ignoring with a reason, why, and the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import Bench
from tests.pages import answer_notification

LOAD = 'import torch\n\nweights = torch.load("weights.pt", weights_only=False)\n'
PICKLE = 'import pickle\n\nmodel = pickle.load(open("model.pkl", "rb"))\n'

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]


@pytest.fixture
def panel(open_document: OpenNotebook) -> Callable[..., tuple[Page, Locator]]:
    """A function that opens a notebook and the panel, and returns the page and the panel."""

    def open_(cells: list[dict[str, Any]], **options: Any) -> tuple[Page, Locator]:
        page = open_document(cells, **options)
        page.locator("#mlsec-status button").click()
        found = page.locator("#mlsec-findings")
        expect(found).to_be_visible()
        return page, found

    return open_


def rows(panel: Locator) -> Locator:
    return panel.locator("[data-mlsec-finding]")


def row(panel: Locator, rule: str) -> Locator:
    return panel.locator(f'[data-mlsec-finding][data-rule="{rule}"]')


def choose(panel: Locator, label: str, value: str) -> None:
    panel.get_by_role("combobox", name=label).select_option(value)


def source(page: Page, index: int) -> list[str]:
    return page.locator(f'.jp-Cell[data-windowed-list-index="{index}"] .cm-line').all_inner_texts()


def test_findings_are_grouped_by_place_or_by_rule(panel: Any, code: Code, picture: Picture) -> None:
    page, found = panel([code(LOAD), code(f"{LOAD}{PICKLE}"), code("!pip install lightgbm")])
    headings = found.get_by_role("heading", level=3)
    expect(headings).to_have_text(["Cell 1", "Cell 2 (2)", "Cell 3"])
    choose(found, "Grouped by", "rule")
    expect(headings).to_have_text(["unsafe-torch-load (2)", "unsafe-pickle-load", "unpinned-install"])
    expect(found.locator(".mlsec-where")).to_have_text(
        ["cell 1, line 3", "cell 2, line 3", "cell 2, line 6", "cell 3, line 1"]
    )
    picture(page, "panel-by-rule")
    choose(found, "Grouped by", "place")


def test_a_finding_is_ignored_with_a_reason_and_the_notification_takes_it_back(panel: Any, code: Code) -> None:
    page, found = panel([code(LOAD)])
    ours = row(found, "unsafe-torch-load")
    ours.get_by_role("button", name="Ignore…").click()
    reason = ours.get_by_role("textbox", name="Why this may be ignored")
    expect(reason).to_be_focused()
    expect(ours.get_by_role("button", name="Ignore", exact=True)).to_be_disabled()
    reason.fill("our own weights")
    page.keyboard.press("Enter")
    expect(rows(found)).to_have_count(0)
    line = 'weights = torch.load("weights.pt", weights_only=False)'
    assert source(page, 0)[2] == f"{line}  # mlsec: allow[unsafe-torch-load] our own weights"
    answer_notification(page, "Undo")
    expect(rows(found)).to_have_count(1)
    assert source(page, 0)[2] == line


def test_a_second_rule_on_a_line_is_ignored_in_the_same_comment(panel: Any, code: Code, token: str) -> None:
    page, found = panel([code(f"import pickle; pickle.loads(b''); key = '{token}'")])
    for rule, reason in (("unsafe-pickle-load", "empty"), ("hugging-face-token", "revoked")):
        row(found, rule).get_by_role("button", name="Ignore…").click()
        row(found, rule).get_by_role("textbox").fill(reason)
        page.keyboard.press("Enter")
        expect(row(found, rule)).to_have_count(0)
    expect(rows(found)).to_have_count(0)
    assert source(page, 0)[0].endswith("# mlsec: allow[unsafe-pickle-load, hugging-face-token] empty; revoked")


def test_a_finding_in_markdown_is_ignored_in_a_comment_that_nobody_sees(panel: Any, token: str) -> None:
    page, found = panel([{"cell_type": "markdown", "id": "m", "metadata": {}, "source": f"use `{token}`"}])
    row(found, "hugging-face-token").get_by_role("button", name="Ignore…").click()
    page.keyboard.type("revoked long ago")
    page.keyboard.press("Enter")
    expect(rows(found)).to_have_count(0)
    expect(page.locator(".jp-RenderedMarkdown")).to_have_text(f"use {token}")


def test_escape_leaves_the_reason_and_nothing_is_ignored(panel: Any, code: Code) -> None:
    page, found = panel([code(LOAD)])
    row(found, "unsafe-torch-load").get_by_role("button", name="Ignore…").click()
    page.keyboard.type("because")
    page.keyboard.press("Escape")
    expect(found.get_by_role("textbox")).to_have_count(0)
    expect(rows(found)).to_have_count(1)


def test_why_opens_the_page_of_the_rule_once(panel: Any, code: Code, picture: Picture) -> None:
    page, found = panel([code(LOAD)])
    row(found, "unsafe-torch-load").get_by_role("button", name="Why?").click()
    article = page.locator(".mlsec-rulepage")
    expect(article.get_by_role("heading", level=1)).to_contain_text("unsafe-torch-load")
    expect(article.get_by_role("heading", name="What to do")).to_be_visible()
    expect(article.locator("script, iframe, style")).to_have_count(0)
    picture(page, "rule")
    row(found, "unsafe-torch-load").get_by_role("button", name="Why?").click()
    expect(page.locator(".mlsec-rulepage")).to_have_count(1)


def test_the_panel_is_used_with_the_keyboard_alone(panel: Any, code: Code) -> None:
    page, found = panel([code(LOAD), code(PICKLE), code("!pip install lightgbm")])
    expect(rows(found)).to_have_count(3)
    page.keyboard.press("Control+Shift+c")
    expect(page.locator("#modal-command-palette .lm-CommandPalette-input")).to_be_focused()
    page.keyboard.type("Show Security Findings")
    expect(page.locator("#modal-command-palette .lm-mod-active")).to_contain_text("Show Security Findings")
    page.keyboard.press("Enter")
    expect(rows(found).nth(0)).to_be_focused()
    page.keyboard.press("End")
    expect(rows(found).nth(2)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(rows(found).nth(1).get_by_role("button", name="Ignore…")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("trusted")
    page.keyboard.press("Enter")
    expect(rows(found)).to_have_count(2)
    expect(rows(found).nth(1)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator('.jp-Cell[data-windowed-list-index="0"] .cm-content')).to_be_focused()


def test_next_finding_works_from_anywhere(panel: Any, code: Code) -> None:
    page, found = panel([code("x = 1"), code(LOAD)])
    found.get_by_role("searchbox", name="Filter findings").click()
    page.keyboard.press("Alt+F8")
    expect(page.locator('.jp-Cell[data-windowed-list-index="1"] .cm-content')).to_be_focused()


def test_all_open_notebooks_are_listed_together(panel: Any, open_document: OpenNotebook, code: Code) -> None:
    open_document([code(LOAD)], name="one.ipynb")
    page, found = panel([code("x = 1"), code(PICKLE)], name="two.ipynb")
    expect(rows(found)).to_have_count(1)
    choose(found, "What is listed", "open")
    expect(found.get_by_role("heading", level=3)).to_have_text(["one.ipynb · Cell 1", "two.ipynb · Cell 2"])
    expect(found.locator(".mlsec-state")).to_contain_text("2 notebooks, 3 cells checked at")
    row(found, "unsafe-torch-load").click()
    expect(page.locator(".lm-TabBar-tab.jp-mod-current .lm-TabBar-tabLabel").first).to_have_text("one.ipynb")
    choose(found, "What is listed", "notebook")
    expect(rows(found)).to_have_count(1)
    expect(found.locator(".mlsec-subject")).to_have_text("one.ipynb")


def test_a_check_that_goes_on_and_one_that_failed_are_told_apart(
    open_document: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    asked: list[Route] = []
    context.route("**/jupyter-mlsec/v1/scan*", lambda route: asked.append(route))  # noqa: PLW0108 - Playwright marks it
    page = open_document([code(LOAD)])
    page.locator("#mlsec-status button").click()
    state = page.locator("#mlsec-findings .mlsec-state")
    expect(state).to_have_attribute("data-state", "checking")
    expect(state).to_contain_text("Checking…")
    asked[0].fulfill(status=422, body='{"message": "the notebook is odd", "help": "mend it"}')
    context.unroute_all()
    expect(state).to_have_attribute("data-state", "failed")
    expect(state).to_contain_text("the notebook is odd. mend it")
    state.get_by_role("button", name="Try again").click()
    expect(state).to_have_attribute("data-state", "findings")


def test_the_panel_without_a_notebook_says_so(bench: Bench, context: BrowserContext) -> None:
    page = context.pages[0]
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.get_by_role("menuitem", name="Show Security Findings").click()
    expect(bench.page.locator("#mlsec-findings .mlsec-state")).to_contain_text("No notebook is open")
