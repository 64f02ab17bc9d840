"""Fixes as a person makes them: from a mark's tooltip and from the panel, each undone in one step."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Lab
from tests.pages import tooltip

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]


def cell(page: Page, index: int) -> Locator:
    return page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')


def buttons(page: Page) -> Locator:
    return page.locator("#mlsec-findings .mlsec-row .mlsec-fix")


def show_panel(page: Page) -> None:
    page.locator("#mlsec-status button").click()
    expect(page.locator("#mlsec-findings")).to_be_visible()


def test_a_literal_moves_to_the_environment_and_one_undo_brings_it_back(
    open_document: OpenNotebook, code: Code, token: str
) -> None:
    page = open_document([code(f'key = "{token}"'), code("x = 1")])
    shown = tooltip(page, cell(page, 0).locator(".cm-lintRange-error").first)
    shown.get_by_role("button", name='read it from os.environ["HF_TOKEN"]').click()
    expect(cell(page, 0).locator(".cm-line")).to_have_text(["import os", 'key = os.environ["HF_TOKEN"]'])
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")
    page.keyboard.press("Control+z")
    expect(cell(page, 0).locator(".cm-line")).to_have_text([f'key = "{token}"'])


def test_the_panel_fixes_what_no_editor_shows(
    open_document: OpenNotebook, code: Code, picture: Picture, token: str, lab: Lab
) -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": [f"token: {token}\n"]}
    prose = {"cell_type": "markdown", "id": "m", "metadata": {}, "source": f"use `{token}` to log in"}
    shown = {"output_type": "stream", "name": "stderr", "text": ["kept\n"]}
    page = open_document(
        [code("print(1)", printed, shown), prose, code("x = 1", tags=["a"], note={"token": token, "b": 1})],
        name="fixed.ipynb",
        papermill={"parameters": {"token": token, "n": 1}},
    )
    show_panel(page)
    expect(buttons(page)).to_have_text(
        [
            "Fix: strip this parameter",
            "Fix: clear this output",
            "Fix: put a stand-in in its place",
            "Fix: remove this metadata key",
        ]
    )
    picture(page, "fixes")
    for left in (3, 2, 1, 0):
        buttons(page).first.click()
        expect(buttons(page)).to_have_count(left)
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")
    expect(cell(page, 0).locator(".jp-OutputArea-output")).to_have_text(["kept"])
    expect(cell(page, 1).locator(".jp-RenderedMarkdown")).to_contain_text("use REDACTED to log in")
    page.locator(".jp-Notebook").focus()
    with page.expect_response(lambda response: response.request.method == "PUT" and "/api/contents/" in response.url):
        page.keyboard.press("Control+s")
    saved = json.loads((lab.folder / "fixed.ipynb").read_text(encoding="utf-8"))
    assert saved["metadata"]["papermill"] == {"parameters": {"n": 1}}
    assert saved["cells"][2]["metadata"]["note"] == {"b": 1}
    assert token not in json.dumps(saved)


def test_a_source_that_the_panel_fixed_comes_back_with_one_undo(
    open_document: OpenNotebook, code: Code, token: str
) -> None:
    page = open_document([code(f'import os\nkey = "{token}"')])
    show_panel(page)
    buttons(page).first.click()
    expect(cell(page, 0).locator(".cm-line")).to_have_text(["import os", 'key = os.environ["HF_TOKEN"]'])
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.press("Control+z")
    expect(cell(page, 0).locator(".cm-line")).to_have_text(["import os", f'key = "{token}"'])
