"""What the file browser's context menu offers: a folder or a model file checked, a signed run verified."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import Bench, Lab, document

PICKLED = b"cos\nsystem\n(S'true'\ntR."  # never loaded
LOAD = "import pickle\npickle.load(open('m.pkl', 'rb'))"

Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]


@pytest.fixture
def browser(bench: Bench, context: BrowserContext) -> Page:
    """The shared page with the file browser open at the root."""
    assert context.pages
    page = bench.page
    page.locator(".jp-FileBrowser .jp-BreadCrumbs-home").click()
    return page


def entry(page: Page, name: str) -> Locator:
    return page.locator(".jp-DirListing-item").filter(has=page.get_by_text(name, exact=True))


def refreshed(page: Page) -> None:
    page.get_by_role("button", name="Refresh the file browser.").click()


def context_menu(page: Page, name: str, label: str) -> None:
    refreshed(page)
    entry(page, name).click(button="right")
    page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).click()


def test_a_folder_is_checked_from_the_file_browser(browser: Page, lab: Lab, code: Code, picture: Picture) -> None:
    folder = lab.folder / "study"
    (folder / "models").mkdir(parents=True)
    (folder / "train.ipynb").write_text(json.dumps(document([code("x = 1"), code(LOAD)])))
    (folder / "models" / "m.pkl").write_bytes(PICKLED)
    (folder / "plain.py").write_text("x = 1\n")
    context_menu(browser, "study", "Check for Security Findings")
    panel = browser.locator("#mlsec-findings")
    expect(panel.locator(".mlsec-state")).to_contain_text("3 files looked at")
    expect(panel.get_by_role("heading", level=3)).to_have_text(["study/models/m.pkl", "study/train.ipynb"])
    expect(panel.locator(".mlsec-where").nth(1)).to_have_text("cell 2, line 2")
    picture(browser, "folder")
    panel.locator('[data-rule="unsafe-pickle-load"]').click()
    cell = browser.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index="1"]')
    expect(cell.locator(".cm-content")).to_be_focused()
    panel.get_by_role("combobox", name="What is listed").select_option("notebook")


def test_a_model_file_is_checked_from_the_file_browser(browser: Page, lab: Lab) -> None:
    (lab.folder / "downloaded.pkl").write_bytes(PICKLED)
    context_menu(browser, "downloaded.pkl", "Check for Security Findings")
    panel = browser.locator("#mlsec-findings")
    expect(panel.locator("[data-mlsec-finding]")).to_have_attribute("data-rule", "dangerous-pickle-import")
    expect(panel.locator(".mlsec-subject")).to_have_text("downloaded.pkl")
    panel.get_by_role("combobox", name="What is listed").select_option("notebook")


def test_a_check_of_files_shows_its_progress_and_can_be_cancelled(
    browser: Page, lab: Lab, context: BrowserContext
) -> None:
    (lab.folder / "slow").mkdir()
    (lab.folder / "slow" / "a.py").write_text("x = 1\n")

    def running(route: Route) -> None:
        told = route.fetch().json()
        if route.request.method != "DELETE":
            told |= {"state": "running", "total": 7, "looked": 3, "now": "slow/d.py", "scan": None}
        else:
            told |= {"state": "cancelled", "message": "cancelled after 3 of 7 files", "scan": None}
        route.fulfill(json=told)

    context.route("**/jupyter-mlsec/v1/sweeps/*", running)
    context_menu(browser, "slow", "Check for Security Findings")
    state = browser.locator("#mlsec-findings .mlsec-state")
    expect(state).to_contain_text("3 of 7 files checked")
    expect(state.get_by_role("progressbar", name="Files looked at")).to_have_attribute("value", "3")
    state.get_by_role("button", name="Cancel").click()
    expect(state).to_contain_text("cancelled after 3 of 7 files")
    browser.locator("#mlsec-findings").get_by_role("combobox", name="What is listed").select_option("notebook")


def test_what_could_not_be_checked_is_never_clean(browser: Page, lab: Lab) -> None:
    (lab.folder / "broken").mkdir()
    (lab.folder / "broken" / "x.ipynb").write_text("{ not JSON")
    context_menu(browser, "broken", "Check for Security Findings")
    state = browser.locator("#mlsec-findings .mlsec-state")
    expect(state).to_have_attribute("data-state", "incomplete")
    expect(state).to_contain_text("1 file could not be checked")
    expect(state).to_contain_text("broken/x.ipynb: ")
    browser.locator("#mlsec-findings").get_by_role("combobox", name="What is listed").select_option("notebook")


def test_a_bundle_that_was_changed_is_told_in_a_tab(browser: Page, lab: Lab, picture: Picture) -> None:
    (lab.folder / "false.mlrun").mkdir()
    (lab.folder / "false.mlrun" / "SHA256SUMS").write_text("nothing\n")
    context_menu(browser, "false.mlrun", "Verify Signed Run")
    page = browser.get_by_role("article", name="Verification of false.mlrun")
    expect(page).to_have_attribute("data-verdict", "failed")
    expect(page).to_contain_text("Not verified")
    expect(page.locator("li").first).to_be_visible()
    picture(browser, "not-verified")


def test_only_a_bundle_can_be_verified(browser: Page, lab: Lab) -> None:
    (lab.folder / "plain").mkdir()
    refreshed(browser)
    entry(browser, "plain").click(button="right")
    expect(browser.locator(".lm-Menu-itemLabel").get_by_text("Check for Security Findings")).to_be_visible()
    expect(browser.locator(".lm-Menu-itemLabel").get_by_text("Verify Signed Run")).to_be_hidden()
    browser.keyboard.press("Escape")
