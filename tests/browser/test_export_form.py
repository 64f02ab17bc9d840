"""The form of an export: parameters with their types, what is sent, progress by cell, and giving up."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.axe import violations
from tests.pages import notifications

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]

BUTTON = "Run this notebook from top to bottom and export it"
DECLARED = "rows = 100  # how many\nrate = 0.1\nname = 'a'\nfast = False\npaths = ['x']"


def test_the_form_sends_what_was_changed_and_shows_each_cell(
    open_document: OpenNotebook, code: Code, context: BrowserContext, picture: Picture
) -> None:
    sent: list[Any] = []
    told = {"format": "mlsec-export/1", "id": "0" * 16, "path": "x", "message": "", "bundle": None, "report": None}

    def answer(route: Route) -> None:
        if route.request.method == "DELETE":
            told.update(state="cancelled", message="the run was cancelled, and nothing was written")
        elif route.request.method == "POST":
            sent.append(json.loads(route.request.post_data or ""))
            told.update(state="running")
        elif told["state"] == "running":
            told.update(message="cell 2 of 7")
        route.fulfill(json=told)

    context.route("**/jupyter-mlsec/v1/exports*", answer)
    context.route("**/jupyter-mlsec/v1/exports/*", answer)
    page = open_document([code(DECLARED, tags=["parameters"])], name="form.ipynb")
    page.get_by_role("button", name=BUTTON).click()
    form = page.get_by_role("dialog")
    expect(form.get_by_role("spinbutton", name="rows (int)")).to_have_value("100")
    form.get_by_label("rows (int)").fill("7")
    form.get_by_label("fast (bool)").check()
    form.get_by_label("Time limit in minutes").fill("2")
    form.get_by_label("Measure its models and tables").check()
    picture(page, "export-form")
    assert violations(page, ".mlsec-export") == []
    form.get_by_role("button", name="Run and sign").click()
    note = notifications(page)
    expect(note).to_contain_text("Running form.ipynb: cell 2 of 7")
    note.get_by_role("button", name="Cancel").first.click()
    expect(note).to_contain_text("form.ipynb: the run was cancelled, and nothing was written")
    parameters = {"rows": 7, "fast": True}
    assert sent == [{"path": "form.ipynb", "parameters": parameters, "key": "", "timeout": 120, "measure": True}]


def test_giving_up_runs_nothing(open_document: OpenNotebook, code: Code, context: BrowserContext) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = open_document([code("x = 1")], name="unwanted.ipynb")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [url for url in asked if "v1/exports" in url] == []
