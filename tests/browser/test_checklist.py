"""The checklist panel: every item with its evidence, what to do next, and what people decide about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import Lab
from tests.pages import answer_notification

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
DECLARED = {
    "format": "mlsec-record/1",
    "kind": "declaration",
    "time": "2026-11-21T09:14:00Z",
    "topic": "profile",
    "name": "",
    "fields": {"profile": "production"},
}
ANSWER = "Reports go to security@clinic.example and are answered within two days."
STAGES = [
    "Governance",
    "Data collection",
    "Preparation",
    "Training",
    "Evaluation",
    "Deployment",
    "Maintenance",
    "Retirement",
]


def menu(page: Page, top: str, label: str) -> None:
    page.get_by_role("menuitem", name=top, exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).click()


@pytest.fixture
def checklist(open_notebook: OpenNotebook) -> Callable[..., tuple[Page, Locator]]:
    """A function that opens a notebook and the panel, and returns the page and the panel with its items."""

    def open_(cells: list[dict[str, Any]], *, kernel: bool = False, **options: Any) -> tuple[Page, Locator]:
        page = open_notebook(cells, kernel=kernel, **options)
        menu(page, "View", "Show Security Checklist")
        panel = page.locator("#mlsec-checklist")
        expect(panel.locator("[data-mlsec-item]").first).to_be_visible()
        return page, panel

    return open_


def shown(panel: Locator, name: str) -> None:
    panel.get_by_role("group", name="Items shown").get_by_role("button", name=name).click()


def opened(panel: Locator, item: str) -> Locator:
    row = panel.locator(f'[data-mlsec-item="{item}"]')
    row.locator("summary").click()
    return row


def saved(page: Page, lab: Lab, name: str) -> Any:
    """Save the notebook in front, and return what was written."""
    page.locator(".jp-Notebook").focus()
    with page.expect_response(lambda got: f"contents/{name}" in got.url and got.request.method == "PUT"):
        page.keyboard.press("Control+s")
    return json.loads((lab.folder / name).read_text(encoding="utf-8"))


def test_the_panel_shows_every_item_by_stage(checklist: Any, code: Code, picture: Picture) -> None:
    page, panel = checklist([code("import pickle\npickle.load(open('m.pkl', 'rb'))")])
    shown(panel, "All")
    expect(panel.locator("[data-mlsec-item]")).to_have_count(62)
    assert panel.locator("h3").all_text_contents() == STAGES
    assert [panel.get_by_role("region", name=stage).count() for stage in STAGES] == [1] * 8
    expect(panel.get_by_role("progressbar").first).to_be_visible()
    shown(panel, "Applies")
    first = panel.locator('[data-mlsec-item="GOV-08"]')
    first.locator("summary").click()
    expect(first.locator(".mlsec-evidence")).to_contain_text("Asked for by: NIST AI RMF GOVERN 1.3, ")
    expect(first.locator(".mlsec-numbers th")).to_have_text(["coverage", "conformance"])
    picture(page, "checklist")


def test_the_filters_leave_what_they_say(checklist: Any, code: Code) -> None:
    _, panel = checklist([code("import pandas as pd\ndf = pd.read_csv('x.csv')")])
    for name, statuses in {"Open": {"open"}, "Failed": {"fail", "error"}}.items():
        shown(panel, name)
        others = "".join(f'[data-status="{status}"], ' for status in statuses).removesuffix(", ")
        expect(panel.locator(f"[data-mlsec-item]:not({others})")).to_have_count(0)
    shown(panel, "Stale")
    expect(panel.locator(".mlsec-state")).to_have_text("No item of this kind.")
    shown(panel, "Applies")


def test_an_answer_is_kept_in_the_notebook_and_can_be_taken_back(
    checklist: Any, code: Code, lab: Lab, picture: Picture
) -> None:
    page, panel = checklist(
        [code("x = 1")], name="decided.ipynb", mlsec={"format": "mlsec-record/1", "records": [DECLARED]}
    )
    row = opened(panel, "GOV-02")
    row.get_by_role("button", name="Answer…").click()
    form = row.get_by_role("form", name="Answer to GOV-02")
    form.get_by_role("textbox").first.fill(ANSWER)
    form.get_by_label("Your name").fill("ana@clinic.example")
    picture(page, "answer")
    form.get_by_role("button", name="Keep the answer").click()
    expect(row).not_to_have_attribute("data-status", "open")
    expect(row).to_contain_text(f"Answered by ana@clinic.example on {datetime.now(UTC):%-m/%-d/%Y}: {ANSWER}")
    records = saved(page, lab, "decided.ipynb")["metadata"]["mlsec"]["records"]
    assert [(each["kind"], each.get("item"), each.get("text")) for each in records] == [
        ("declaration", None, None),
        ("answer", "GOV-02", ANSWER),
    ]
    answer_notification(page, "Undo")
    expect(row).to_have_attribute("data-status", "open")
    assert [each["kind"] for each in saved(page, lab, "decided.ipynb")["metadata"]["mlsec"]["records"]] == [
        "declaration"
    ]


def test_a_waiver_says_what_is_wrong_with_it_and_then_counts(checklist: Any, code: Code) -> None:
    _, panel = checklist([code("import pandas as pd\ndf = pd.read_csv('x.csv')")])
    row = opened(panel, "COL-02")
    row.get_by_role("button", name="Waive…").click()
    form = row.get_by_role("form", name="Waiver of COL-02")
    form.get_by_label("Why the risk is accepted").fill("These are the public figures of the city.")
    form.get_by_label("Who accepts it").fill("ana")
    form.get_by_label("Whose notebook it is").fill("ana")
    form.get_by_label("Until").fill((datetime.now(UTC) + timedelta(days=30)).date().isoformat())
    form.get_by_role("button", name="Keep the waiver").click()
    expect(form.get_by_role("alert")).to_contain_text("a waiver's approver must not be its author")
    form.get_by_label("Who accepts it").fill("bea")
    form.get_by_role("button", name="Keep the waiver").click()
    expect(row).to_have_attribute("data-status", "waived")
    expect(row).to_contain_text("Waived by bea until ")


def test_the_next_step_runs_the_probe_in_the_kernel(checklist: Any, code: Code) -> None:
    frame = "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2, 3] * 20, 'b': [4, 5, 6] * 20})"
    page, panel = checklist([code(frame)], kernel=True)
    menu(page, "Run", "Run All Cells")
    expect(page.locator(".jp-InputPrompt").first).to_have_text("[1]:")
    row = opened(panel, "COL-02")
    expect(row).to_contain_text("Next: Measure it in the notebook: %mlsec measure")
    row.get_by_role("button", name="Run it in a new cell").click()
    cell = page.locator('.jp-Cell[data-windowed-list-index="1"]')
    expect(cell.locator(".cm-line")).to_have_text(["%load_ext jupyter_mlsec", "%mlsec measure"])
    expect(cell.locator(".jp-InputPrompt")).to_have_text("[2]:")
    expect(row).not_to_have_attribute("data-status", "open")


def test_a_blank_that_the_kernel_cannot_fill_is_selected(checklist: Any, code: Code, lab: Lab) -> None:
    (lab.folder / "unpinned.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    page, panel = checklist([code("import pandas as pd\ndf = pd.read_csv('unpinned.csv')")])
    opened(panel, "COL-05").get_by_role("button", name="Insert the cell").click()
    cell = page.locator('.jp-Cell[data-windowed-list-index="1"]')
    expect(cell.locator(".cm-line")).to_have_text(
        ["%load_ext jupyter_mlsec", "%mlsec declare dataset NAME source=PATH sha256=…"]
    )
    expect(cell.locator(".cm-content")).to_be_focused()
    page.keyboard.type("df")
    expect(cell.locator(".cm-line").nth(1)).to_have_text("%mlsec declare dataset df source=PATH sha256=…")


def test_a_checklist_that_cannot_be_computed_says_why(
    open_document: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=422, body='{"message": "the records are odd", "help": "remove them"}')

    context.route("**/jupyter-mlsec/v1/checklist*", fail)
    page = open_document([code("x = 1")])
    menu(page, "View", "Show Security Checklist")
    state = page.locator("#mlsec-checklist .mlsec-state")
    expect(state).to_have_text("the records are odd. remove them")
    expect(state).to_have_attribute("data-state", "failed")


def test_records_of_an_output_are_kept_in_the_metadata_once_the_cell_has_run(
    open_notebook: OpenNotebook, code: Code, lab: Any
) -> None:
    bundle = {"application/vnd.jupyter-mlsec.record+json": [RECORD], "text/plain": "declared"}
    source = f"from IPython.display import display\ndisplay({bundle!r}, raw=True)"
    page = open_notebook([code(source)], name="records.ipynb")
    menu(page, "Run", "Run All Cells")
    expect(page.locator(".jp-OutputArea-output")).to_contain_text("declared")
    expect(page.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute("data-status", "idle")
    expect(page.locator(".jp-InputPrompt").first).to_have_text("[1]:")  # outputs are seen before cells have ended
    with page.expect_response(lambda answer: "contents/records.ipynb" in answer.url and answer.request.method == "PUT"):
        page.keyboard.press("Control+s")
    kept = json.loads((lab.folder / "records.ipynb").read_text(encoding="utf-8"))
    assert kept["metadata"]["mlsec"] == {"format": "mlsec-record/1", "records": [RECORD]}
