"""The export button: a saved, executed, signed bundle beside the notebook, and its report in a tab."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.pages import notifications

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]

BUTTON = "Run this notebook from top to bottom and export it"


def test_one_click_leaves_a_signed_bundle_and_opens_its_report(
    open_notebook: OpenNotebook, code: Code, lab: Any, picture: Picture
) -> None:
    table = code("import pandas as pd\ndf = pd.DataFrame({'a': range(30)})")
    page = open_notebook([table], name="exported.ipynb")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("dialog").get_by_label("Measure its models and tables").check()
    page.get_by_role("dialog").get_by_role("button", name="Run and sign").click()
    page.get_by_role("button", name="notifications").or_(page.locator(".jp-Notification-Status")).first.click()
    expect(page.get_by_text("was exported to exported.mlrun")).to_be_visible()
    assert (lab.folder / "exported.mlrun" / "SHA256SUMS").is_file()
    assert json.loads((lab.folder / "exported.mlrun" / "run.json").read_bytes())["measured"] > 0
    page.get_by_role("button", name="Open the report").click()
    expect(page.locator(".jp-HTMLViewer iframe")).to_be_visible()
    picture(page, "report")


def test_why_an_export_failed_is_said_and_stays(open_notebook: OpenNotebook, code: Code, lab: Any) -> None:
    page = open_notebook([code("x = 1"), code("raise ValueError('<b>no</b> model')")], name="failing.ipynb")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("dialog").get_by_role("button", name="Run and sign").click()
    said = notifications(page).get_by_text("failing.ipynb was not exported: ")
    expect(said).to_contain_text("cell 2")
    expect(said).to_contain_text("ValueError")
    expect(notifications(page).locator("b")).to_have_count(0)
    assert not (lab.folder / "failing.mlrun").exists()


def test_a_bundle_is_verified_from_the_file_browser_and_tampering_is_told(
    open_notebook: OpenNotebook, code: Code, lab: Any, picture: Picture
) -> None:
    page = open_notebook([code("print('trained')")], name="genuine.ipynb")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("dialog").get_by_role("button", name="Run and sign").click()
    expect(notifications(page).get_by_text("was exported to genuine.mlrun")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".jp-FileBrowser .jp-BreadCrumbs-home").click()

    def verified(verdict: str) -> Locator:
        page.get_by_role("button", name="Refresh the file browser.").click()
        page.locator(".jp-DirListing-item").filter(has=page.get_by_text("genuine.mlrun", exact=True)).click(
            button="right"
        )
        page.locator(".lm-Menu-itemLabel").get_by_text("Verify Signed Run", exact=True).click()
        shown = page.get_by_role("article", name="Verification of genuine.mlrun").last
        expect(shown).to_have_attribute("data-verdict", verdict)
        return shown

    good = verified("verified")
    expect(good.locator(".mlsec-verdict")).to_have_text("Verified")
    expect(good.locator("li")).to_have_count(0)
    expect(good.get_by_role("table", name="Who signed").locator("tbody tr")).not_to_have_count(0)
    expect(good).to_contain_text("mlsec verify genuine.mlrun")
    picture(page, "verified")
    executed = lab.folder / "genuine.mlrun" / "report.html"
    executed.write_bytes(executed.read_bytes() + b"<p>and more</p>")
    bad = verified("failed")
    expect(bad.locator(".mlsec-verdict")).to_have_text("Not verified")
    expect(bad.locator("li code")).to_have_text(["report.html"])


def test_without_the_server_extension_there_is_one_quiet_word(
    open_document: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    context.route("**/jupyter-mlsec/v1/**", lambda route: route.fulfill(status=404, body="<html>404</html>"))
    page = open_document([code("import pickle\npickle.load(open('m', 'rb'))")])
    expect(page.locator("#mlsec-status")).to_contain_text("Not checked")
    page.locator("#mlsec-status button").click()
    state = page.locator("#mlsec-findings .mlsec-state")
    expect(state).to_have_attribute("data-state", "absent")
    expect(state).to_contain_text("Install jupyter-mlsec where the Jupyter server runs")
    expect(page.locator(".jp-Dialog")).to_have_count(0)


def test_a_server_that_fails_is_asked_again(open_document: OpenNotebook, code: Code, context: BrowserContext) -> None:
    asked: list[str] = []

    def fail_twice(route: Any) -> None:
        asked.append(route.request.url)
        if len(asked) <= 2:
            route.fulfill(status=503, body='{"message": "busy", "help": "it is tried again"}')
        else:
            route.continue_()

    context.route("**/jupyter-mlsec/v1/scan*", fail_twice)
    page = open_document([code("import pickle\npickle.load(open('m', 'rb'))")])
    expect(page.locator("#mlsec-status")).to_contain_text("1 found, worst: High")
    assert len(asked) >= 3
