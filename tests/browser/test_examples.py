"""The example notebooks in the real JupyterLab: the mistakes are marked, and the widget shows the checklist."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from jupyter_mlsec.cli.examples import examples_folder

Code = Callable[..., dict[str, Any]]
OpenNotebook = Callable[..., Page]
Picture = Callable[[Page, str], None]
ROWS = "#mlsec-findings [data-mlsec-finding]"


def test_the_mistakes_of_the_example_are_marked(open_document: OpenNotebook, token: str, picture: Picture) -> None:
    cells = json.loads((examples_folder() / "before.ipynb").read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        cell["source"] = "".join(cell["source"]).replace("@random:hugging-face@", token)
    page = open_document(cells, name="before.ipynb")
    expect(page.locator("#mlsec-status")).to_contain_text("4")
    page.locator("#mlsec-status").click()
    rows = page.locator(ROWS)
    expect(rows).to_have_count(4)
    rules = {row.get_attribute("data-rule") for row in rows.all()}
    assert rules == {"hugging-face-token", "unsafe-pickle-load", "unsafe-torch-load", "unpinned-install"}
    page.locator(f'{ROWS}[data-rule="unsafe-pickle-load"]').click()
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()
    assert token not in page.locator("#mlsec-findings").inner_text()
    picture(page, "lab")


def test_the_widget_shows_all_items_and_their_state(open_notebook: OpenNotebook, code: Code, picture: Picture) -> None:
    page = open_notebook([code("%load_ext jupyter_mlsec"), code("%mlsec checklist")])
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    widget = page.locator(".jp-OutputArea-output").last
    widget.get_by_text("All (62)", exact=True).click()
    items = widget.locator("[data-mlsec-item]")
    expect(items).to_have_count(62)
    states = {item.get_attribute("data-mlsec-item"): item.get_attribute("data-status") for item in items.all()}
    assert (states["TRN-06"], states["RET-01"]) == ("pass", "not-applicable")
    picture(page, "widget")
