"""The checklist lives with its notebook: what goes stale and why, drafts, the keyboard, the widget's numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.pages import command

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]

DECLARED = {
    "format": "mlsec-record/1",
    "kind": "declaration",
    "time": "2026-11-21T09:14:00Z",
    "topic": "profile",
    "name": "",
    "fields": {"profile": "production"},
}
KEPT = {"format": "mlsec-record/1", "records": [DECLARED]}
STATES = "rows => rows.map(row => [row.dataset.mlsecItem, row.dataset.status])"
ANSWER = "The rows come from the registry of the city, under contract 7."


@pytest.fixture
def panel(open_document: OpenNotebook) -> Callable[..., tuple[Page, Locator]]:
    """A function that opens a notebook and its checklist."""

    def open_(cells: list[dict[str, Any]], **options: Any) -> tuple[Page, Locator]:
        page = open_document(cells, mlsec=KEPT, **options)
        command(page, "mlsec:show-checklist")
        found = page.locator("#mlsec-checklist")
        expect(found.locator("[data-mlsec-item]").first).to_be_visible()
        return page, found

    return open_


def item(panel: Locator, name: str) -> Locator:
    return panel.locator(f'[data-mlsec-item="{name}"]')


def form_of(row: Locator, kind: str = "Answer…") -> Locator:
    if row.get_by_role("button", name=kind).count() == 0:
        row.locator("summary").click()
    row.get_by_role("button", name=kind).click()
    return row.get_by_role("form")


def counts(panel: Locator) -> dict[str, int]:
    """Return the number on each filter."""
    texts = panel.get_by_role("group", name="Items shown").get_by_role("button").all_inner_texts()
    return {words: int(number) for words, _, number in (text.rpartition(" ") for text in texts)}


def test_an_answer_goes_stale_with_its_ground_and_says_what_changed(panel: Any, code: Code, picture: Picture) -> None:
    page, found = panel([code("import pandas as pd\ndf = pd.read_csv('x.csv')\n")])
    row = item(found, "COL-01")
    form = form_of(row)
    form.get_by_role("textbox").first.fill(ANSWER)
    form.get_by_label("Your name").fill("ana@clinic.example")
    form.get_by_role("button", name="Keep the answer").click()
    expect(row).to_have_attribute("data-status", "warn")
    before = counts(found)
    page.locator(".jp-Cell .cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("df = df.dropna()")  # at once: half of it would be no Python
    expect(row).to_have_attribute("data-status", "stale")
    expect(row.locator(".mlsec-changed")).to_contain_text("Stale: the answer: cells changed since 20")
    assert counts(found) == {**before, "Stale": before["Stale"] + 1}
    found.get_by_role("group", name="Items shown").get_by_role("button", name="Stale").click()
    expect(found.locator("[data-mlsec-item]")).to_have_count(1)
    picture(page, "stale")
    page.locator(".jp-Cell .cm-content").click()
    page.keyboard.press("Control+z")
    expect(found.locator(".mlsec-state")).to_have_text("No item of this kind.")
    found.get_by_role("group", name="Items shown").get_by_role("button", name="Applies").click()
    expect(row).to_have_attribute("data-status", "warn")
    expect(row.locator(".mlsec-changed")).to_have_count(0)


def test_half_a_line_does_not_shake_the_checklist(panel: Any, code: Code) -> None:
    page, found = panel([code("import pandas as pd\ndf = pd.read_csv('http://x.example/x.csv')\n"), code("x = 1")])
    before = found.locator("[data-mlsec-item]").evaluate_all(STATES)
    state = found.locator(".mlsec-state")
    page.locator(".jp-Cell .cm-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("df = df.fillna(")
    expect(state).to_have_text("As it was before cell 1, which is no Python yet.")
    assert found.locator("[data-mlsec-item]").evaluate_all(STATES) == before
    page.locator(".jp-Cell .cm-content").nth(1).click()  # left like that, it is what the notebook says
    expect(state).to_have_attribute("data-state", "checked")
    after = dict(found.locator("[data-mlsec-item]").evaluate_all(STATES))
    changed = [name for name, status in before if after.get(name) != status]
    assert changed
    page.locator(".jp-Cell .cm-content").first.click()
    page.keyboard.press("Control+z")
    for name in changed:
        expect(item(found, name)).to_have_attribute("data-status", dict(before)[name])


def test_a_draft_outlives_filters_other_forms_and_other_notebooks(
    panel: Any, open_document: OpenNotebook, code: Code
) -> None:
    page, found = panel([code("x = 1")], name="draft.ipynb")
    row = item(found, "GOV-02")
    form = form_of(row)
    form.get_by_role("textbox").first.fill(ANSWER)
    form.get_by_label("Your name").fill("ana")
    form_of(row, "Waive…").get_by_label("Who accepts it").fill("bea")
    found.get_by_role("group", name="Items shown").get_by_role("button", name="Failed").click()
    found.get_by_role("group", name="Items shown").get_by_role("button", name="Applies").click()
    form = form_of(row)
    expect(form.get_by_role("textbox").first).to_have_value(ANSWER)
    expect(form.get_by_label("Your name")).to_have_value("ana")
    open_document([code("y = 1")], name="other.ipynb", mlsec=KEPT)
    expect(found.locator(".mlsec-subject")).to_have_text("other.ipynb")
    expect(form_of(row).get_by_role("textbox").first).to_have_value("")
    page.get_by_role("tab", name="draft.ipynb").click()
    expect(found.locator(".mlsec-subject")).to_have_text("draft.ipynb")
    expect(item(found, "GOV-02")).to_be_visible()
    expect(form_of(row, "Waive…").get_by_label("Who accepts it")).to_have_value("bea")
    form = form_of(row)
    expect(form.get_by_role("textbox").first).to_have_value(ANSWER)
    form.get_by_role("button", name="Cancel").click()
    expect(form_of(row).get_by_role("textbox").first).to_have_value("")


def test_a_form_that_the_server_refuses_keeps_its_text(panel: Any, code: Code, context: BrowserContext) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=503, body='{"message": "too many checks are waiting already", "help": "wait a little"}')

    context.route("**/jupyter-mlsec/v1/decisions*", fail)
    _, found = panel([code("x = 1")])
    form = form_of(item(found, "GOV-02"))
    form.get_by_role("textbox").first.fill(ANSWER)
    form.get_by_label("Your name").fill("ana")
    form.get_by_role("button", name="Keep the answer").click()
    expect(form.get_by_role("alert")).to_have_text("too many checks are waiting already: wait a little")
    expect(form.get_by_role("textbox").first).to_have_value(ANSWER)
    context.unroute_all()
    form.get_by_role("button", name="Keep the answer").click()
    expect(item(found, "GOV-02")).to_have_attribute("data-status", "warn")


def test_the_checklist_is_used_with_the_keyboard_alone(panel: Any, code: Code) -> None:
    page, found = panel([code("x = 1")])
    found.get_by_role("group", name="Items shown").get_by_role("button", name="Applies").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(found.get_by_role("button", name="To do")).to_have_attribute("aria-pressed", "true")
    summary = item(found, "GOV-02").locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(item(found, "GOV-02").locator(".mlsec-evidence")).to_be_visible()
    answer = item(found, "GOV-02").get_by_role("button", name="Answer…")
    while not answer.evaluate("node => node === document.activeElement"):
        page.keyboard.press("Tab")
        expect(item(found, "GOV-02").locator(":focus")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.type(ANSWER)
    page.keyboard.press("Tab")
    page.keyboard.type("ana")
    page.keyboard.press("Enter")
    expect(item(found, "GOV-02")).to_have_attribute("data-status", "warn")
    expect(item(found, "GOV-02").get_by_role("form")).to_have_count(0)
    expect(answer).to_be_focused()


def test_the_panel_and_the_widget_count_the_same(open_notebook: OpenNotebook, code: Code) -> None:
    source = "%load_ext jupyter_mlsec\n%mlsec declare profile profile=production\n%mlsec checklist"
    page = open_notebook([code(source)])
    page.locator(".jp-Cell .cm-content").click()
    page.keyboard.press("Control+Enter")
    widget, found = page.locator(".mlsec-checklist"), page.locator("#mlsec-checklist")
    expect(widget.locator("[data-mlsec-item]").first).to_be_visible()
    command(page, "mlsec:show-checklist")
    expect(found.locator("[data-mlsec-item]").first).to_be_visible()
    shown = """() => {
      const numbers = nodes => [...nodes].map(node => node.textContent.replace(/[()]/g, '').trim());
      const panel = numbers(document.querySelectorAll('#mlsec-checklist .mlsec-counts button'));
      const widget = numbers(document.querySelectorAll('.mlsec-checklist .mlsec-filters label'));
      return panel.length === 6 && JSON.stringify(panel) === JSON.stringify(widget) && panel;
    }"""
    numbers = page.wait_for_function(shown).json_value()
    assert [text.rpartition(" ")[0] for text in numbers] == ["Applies", "To do", "Failed", "Stale", "Open", "All"]


def test_what_only_the_kernel_saw_stands_in_the_panel_too(open_notebook: OpenNotebook, code: Code) -> None:
    source = "%load_ext jupyter_mlsec\n%mlsec guard warn\n%mlsec declare profile profile=production\n%mlsec checklist"
    page = open_notebook([code(source)])
    command(page, "mlsec:show-checklist")
    page.locator(".jp-Cell .cm-content").click()
    page.keyboard.press("Control+Enter")
    widget, found = page.locator(".mlsec-checklist"), page.locator("#mlsec-checklist")
    expect(widget.locator("[data-mlsec-item]").first).to_be_visible()
    found.get_by_role("group", name="Items shown").get_by_role("button", name="All").click()
    widget.get_by_role("radio", name="All").check()
    for root in (found, widget):
        item(root, "TRN-06").locator("summary").click()
        expect(item(root, "TRN-06").get_by_text("The guard watched this session")).to_be_visible()
    expect(item(found, "TRN-06")).to_have_attribute("data-status", states(widget)["TRN-06"])
    page.locator(".jp-Cell .cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("x = 1\n")
    for root in (found, widget):
        expect(item(root, "TRN-06")).to_have_attribute("data-status", "stale")
    assert states(widget) == states(found)


def states(root: Locator) -> dict[str, str]:
    """Return the status of each item that is shown."""
    rows = "nodes => nodes.map(({dataset}) => [dataset.mlsecItem, dataset.status])"
    return dict(root.locator("[data-mlsec-item]").evaluate_all(rows))
