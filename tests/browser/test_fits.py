"""How the extension fits in: the palette, settings, Notebook 7, other languages, two views, and the file it sits in."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Bench, Lab

LOAD = 'import torch\n\nweights = torch.load("weights.pt", weights_only=False)'
CALL = "\ntorch.load('w.pt', weights_only=False)"

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]


@pytest.fixture
def setting(lab: Lab) -> Iterator[Callable[..., None]]:
    """A function that sets values of the plugin ``findings``; they are as they were at the end."""

    def put(**values: Any) -> None:
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{lab.url}lab/api/settings/jupyter-mlsec:findings",
            json.dumps({"raw": json.dumps(values)}).encode(),
            {"Authorization": f"token {lab.token}"},
            method="PUT",
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
            assert answer.status == 204

    yield put
    put()


def marks(page: Page) -> Any:
    return page.locator(".cm-lintRange")


def test_every_command_is_in_the_palette(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code("x = 1")])
    page.keyboard.press("Control+Shift+c")
    palette = page.locator("#modal-command-palette")
    expect(palette.locator(".lm-CommandPalette-input")).to_be_focused()
    page.keyboard.type("security")
    for label in (
        "Check This Notebook for Security Findings",
        "Next Security Finding",
        "Previous Security Finding",
        "Show Security Findings",
        "Show Security Checklist",
        "Export Signed Run",
    ):
        expect(palette.locator(".lm-CommandPalette-itemLabel").get_by_text(label, exact=True)).to_be_visible()
    page.keyboard.press("Escape")


def test_without_checks_while_typing_only_asking_checks(
    open_notebook: OpenNotebook, code: Code, setting: Callable[..., None]
) -> None:
    setting(whileTyping=False)
    page = open_notebook([code("import torch\n")], page="notebook")
    expect(page.get_by_role("region", name="Security findings")).to_have_count(0)
    content = page.locator(".jp-Cell .cm-content").first
    content.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(CALL)
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.get_by_role("menuitem", name="Show Security Findings").click()
    expect(page.locator("#mlsec-findings .mlsec-state")).to_have_attribute("data-state", "clean")
    expect(marks(page)).to_have_count(0)
    page.keyboard.press("Control+Shift+c")
    page.keyboard.type("Check This Notebook for Security Findings")
    page.keyboard.press("Enter")
    expect(marks(page).first).to_be_visible()


def test_only_the_severities_that_were_chosen_are_marked(
    open_notebook: OpenNotebook, code: Code, setting: Callable[..., None]
) -> None:
    setting(leastMarked="high")
    page = open_notebook([code(LOAD), code("!pip install lightgbm")], page="notebook")
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.get_by_role("menuitem", name="Show Security Findings").click()
    expect(page.locator("#mlsec-findings [data-mlsec-finding]")).to_have_count(2)
    expect(page.locator(".cm-lintRange-info")).to_have_count(0)


def test_notebook_seven_has_the_checklist_and_the_export(open_notebook: OpenNotebook, code: Code) -> None:
    page = open_notebook([code("x = 1")], page="notebook")
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.get_by_role("menuitem", name="Show Security Checklist").click()
    expect(page.locator("#mlsec-checklist [data-mlsec-item]").first).to_be_visible()
    expect(page.get_by_role("button", name="Run this notebook from top to bottom")).to_be_visible()


def test_a_notebook_in_another_language_is_checked_for_what_it_can_hold(
    open_document: OpenNotebook, code: Code, token: str
) -> None:
    kernel = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}, "language_info": {"name": "R"}}
    page = open_document([code(f'key <- "{token}"'), code("import pickle\npickle.load(f)")], **kernel)
    page.locator("#mlsec-status button").click()
    rows = page.locator("#mlsec-findings [data-mlsec-finding]")
    expect(rows).to_have_count(1)
    expect(rows).to_have_attribute("data-rule", "hugging-face-token")
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()


def test_two_views_of_a_notebook_have_the_same_marks(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code("import torch\n")], name="views.ipynb")
    page.get_by_role("tab", name="views.ipynb").click(button="right")
    page.locator(".lm-Menu-itemLabel").get_by_text("New View for Notebook", exact=True).click()
    views = page.locator(".jp-NotebookPanel")
    expect(views).to_have_count(2)
    content = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell .cm-content").last
    content.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(CALL)
    for view in views.all():
        expect(view.locator(".cm-lintRange-error").first).to_be_attached()


def test_a_notebook_that_is_renamed_keeps_its_findings(open_document: OpenNotebook, code: Code, bench: Bench) -> None:
    page = open_document([code(LOAD)], name="before-rename.ipynb")
    page.locator("#mlsec-status button").click()
    expect(page.locator("#mlsec-findings .mlsec-subject")).to_have_text("before-rename.ipynb")
    bench.page.evaluate(
        "() => void window.jupyterapp.serviceManager.contents.rename('before-rename.ipynb', 'after-rename.ipynb')"
    )
    page.locator(".jp-Cell .cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(CALL)
    expect(page.locator("#mlsec-findings [data-mlsec-finding]")).to_have_count(2)
    expect(page.locator("#mlsec-findings .mlsec-subject")).to_have_text("after-rename.ipynb")
