"""The checklist as a widget in a notebook: an answer typed into it is kept with the document."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]

ANSWER = "Reports go to security@clinic.example and are answered within two days."
RECORD = "application/vnd.jupyter-mlsec.record+json"
SAME = """() => {
  const states = root => [...document.querySelectorAll(`${root} [data-mlsec-item]`)]
    .map(({dataset}) => `${dataset.mlsecItem} ${dataset.status}`).sort().join();
  return states('#mlsec-checklist') !== '' && states('.mlsec-checklist') === states('#mlsec-checklist');
}"""


def test_an_answer_typed_into_the_widget_is_saved_with_the_notebook(
    open_notebook: OpenNotebook, code: Code, lab: Any, picture: Picture
) -> None:
    source = "%load_ext jupyter_mlsec\n%mlsec declare profile profile=production\n%mlsec checklist"
    page = open_notebook([code(source)], name="answered.ipynb")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True).click()
    item = page.locator(".mlsec-checklist [data-mlsec-item=GOV-02]")
    item.locator("summary").click()
    item.get_by_role("textbox").first.fill(ANSWER)
    item.get_by_label("Your name").fill("ana@clinic.example")
    picture(page, "widget-answer")
    item.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("GOV-02 answered").and_(page.get_by_text("save the notebook to keep it"))).to_be_visible()
    expect(item).not_to_have_attribute("data-status", "open")
    with page.expect_response(lambda got: "contents/answered.ipynb" in got.url and got.request.method == "PUT"):
        page.keyboard.press("Control+s")
    saved = json.loads((lab.folder / "answered.ipynb").read_text(encoding="utf-8"))
    records = [record for output in saved["cells"][0]["outputs"] for record in output.get("data", {}).get(RECORD, [])]
    assert [(record["item"], record["person"], record["text"]) for record in records if record["kind"] == "answer"] == [
        ("GOV-02", "ana@clinic.example", ANSWER)
    ]


def test_the_panel_and_the_widget_show_the_same(open_notebook: OpenNotebook, code: Code) -> None:
    source = "%load_ext jupyter_mlsec\n%mlsec declare profile profile=production\n%mlsec checklist"
    page = open_notebook([code(source)], name="same.ipynb")
    run_all(page)
    widget, panel = page.locator(".mlsec-checklist"), page.locator("#mlsec-checklist")
    expect(widget).to_be_visible()
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Show Security Checklist", exact=True).click()
    item = "[data-mlsec-item=GOV-02]"
    expect(panel.locator(item)).to_have_attribute("data-status", "open")
    answer(widget.locator(item), ANSWER)
    expect(panel.locator(item)).not_to_have_attribute("data-status", "open")
    expect(panel.locator(item)).to_have_attribute("data-status", str(widget.locator(item).get_attribute("data-status")))
    other = panel.locator("[data-mlsec-item=GOV-03]")
    other.locator("summary").click()
    other.get_by_role("button", name="Answer…").click()
    other.get_by_role("textbox").first.fill(ANSWER)
    other.get_by_label("Your name").fill("ana@clinic.example")
    other.get_by_role("button", name="Keep the answer").click()
    expect(other).not_to_have_attribute("data-status", "open")
    there = widget.locator("[data-mlsec-item=GOV-03]")
    expect(there).to_have_attribute("data-status", str(other.get_attribute("data-status")))
    page.wait_for_function(SAME)  # each is drawn again when the other has told it what is new


def run_all(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True).click()


def answer(item: Locator, text: str) -> None:
    item.locator("summary").click()
    item.get_by_role("textbox").first.fill(text)
    item.get_by_label("Your name").fill("ana@clinic.example")
    item.get_by_role("button", name="Answer").click()
