"""The checklist panel, and what becomes of records that a cell's output carries."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]

RECORD = {
    "format": "mlsec-record/1",
    "kind": "declaration",
    "time": "2026-11-21T09:14:00Z",
    "topic": "dataset",
    "name": "patients",
    "fields": {"licence": "CC-BY-4.0"},
}


def open_panel(page: Page) -> None:
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Show Security Checklist", exact=True).click()


def test_the_panel_shows_every_item_by_stage(open_document: OpenNotebook, code: Code, picture: Picture) -> None:
    page = open_document([code("import pickle\npickle.load(open('m.pkl', 'rb'))")])
    open_panel(page)
    panel = page.locator("#mlsec-checklist")
    panel.get_by_role("group", name="Items shown").get_by_role("button", name="All").click()
    expect(panel.locator("[data-mlsec-item]")).to_have_count(62)
    assert panel.locator("h3").all_inner_texts() == [
        "GOVERNANCE",
        "DATA COLLECTION",
        "PREPARATION",
        "TRAINING",
        "EVALUATION",
        "DEPLOYMENT",
        "MAINTENANCE",
        "RETIREMENT",
    ]
    panel.get_by_role("group", name="Items shown").get_by_role("button", name="Applicable").click()
    first = panel.locator('[data-mlsec-item][data-status="fail"]').first
    first.locator("summary").click()
    expect(first.locator(".mlsec-evidence")).to_be_visible()
    picture(page, "checklist")


def test_records_of_an_output_are_kept_in_the_metadata_once_the_cell_has_run(
    open_notebook: OpenNotebook, code: Code, lab: Any
) -> None:
    bundle = {"application/vnd.jupyter-mlsec.record+json": [RECORD], "text/plain": "declared"}
    source = f"from IPython.display import display\ndisplay({bundle!r}, raw=True)"
    page = open_notebook([code(source)], name="records.ipynb")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True).click()
    expect(page.locator(".jp-OutputArea-output")).to_contain_text("declared")
    expect(page.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute("data-status", "idle")
    expect(page.locator(".jp-InputPrompt").first).to_have_text("[1]:")  # outputs are seen before cells have ended
    with page.expect_response(lambda answer: "contents/records.ipynb" in answer.url and answer.request.method == "PUT"):
        page.keyboard.press("Control+s")
    saved = json.loads((lab.folder / "records.ipynb").read_text(encoding="utf-8"))
    assert saved["metadata"]["mlsec"] == {"format": "mlsec-record/1", "records": [RECORD]}
