"""axe-core finds nothing serious in our panels, forms, tooltips, tabs, widget and report; names, roles and contrast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Lab
from tests.pages import tooltip

LOAD = 'import torch\n\nweights = torch.load("weights.pt", weights_only=False)'

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Mlsec = Callable[..., Any]


def view(page: Page, label: str) -> None:
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).click()


def test_the_findings_panel_its_forms_and_the_marks(open_document: OpenNotebook, code: Code, token: str) -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": [f"token: {token}\n"]}
    page = open_document([code(LOAD, printed), code("!pip install lightgbm"), code(f"key = '{token}'")])
    page.locator("#mlsec-status button").click()
    expect(page.locator("#mlsec-findings [data-mlsec-finding]")).to_have_count(4)
    page.locator("#mlsec-findings").get_by_role("button", name="Ignore…").first.click()
    assert violations(page, "#mlsec-findings", "#mlsec-status", ".mlsec-edge") == []
    tooltip(page, page.locator(".cm-lintRange-error").first)
    assert violations(page, ".mlsec-tip") == []


def test_the_checklist_panel_and_its_forms(open_document: OpenNotebook, code: Code) -> None:
    declared = {
        "format": "mlsec-record/1",
        "kind": "declaration",
        "time": "2026-11-21T09:14:00Z",
        "topic": "profile",
        "fields": {"profile": "regulated"},
    }
    page = open_document([code(LOAD)], mlsec={"format": "mlsec-record/1", "records": [declared]})
    view(page, "Show Security Checklist")
    item = page.locator("#mlsec-checklist [data-mlsec-item=GOV-06]")
    item.locator("summary").click()
    item.get_by_role("button", name="Answer…").click()
    expect(item.get_by_role("form")).to_be_visible()
    assert violations(page, "#mlsec-checklist") == []
    item.get_by_role("button", name="Waive…").click()
    assert violations(page, "#mlsec-checklist") == []


def test_the_page_of_a_rule_and_of_a_verification(open_document: OpenNotebook, code: Code, lab: Lab) -> None:
    page = open_document([code(LOAD)])
    page.locator("#mlsec-status button").click()
    page.locator("#mlsec-findings").get_by_role("button", name="Why?").click()
    expect(page.locator(".mlsec-rulepage h1")).to_be_visible()
    assert violations(page, ".mlsec-rulepage") == []
    (lab.folder / "odd.mlrun").mkdir()
    page.evaluate("() => void window.jupyterapp.commands.execute('mlsec:verify-run', {path: 'odd.mlrun'})")
    expect(page.get_by_role("article", name="Verification of odd.mlrun")).to_be_visible()
    assert violations(page, ".mlsec-verification") == []


def test_the_widget(open_notebook: OpenNotebook, code: Code) -> None:
    source = "%load_ext jupyter_mlsec\n%mlsec declare profile profile=regulated\n%mlsec checklist"
    page = open_notebook([code(source)])
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True).click()
    item = page.locator(".mlsec-checklist [data-mlsec-item=GOV-06]")
    item.locator("summary").click()
    expect(item.get_by_role("textbox").first).to_be_visible()
    assert violations(page, ".mlsec-checklist") == []


def test_the_report(chromium: Browser, write_notebook: Any, mlsec: Mlsec, tmp_path: Any) -> None:
    path = write_notebook(LOAD, "!pip install lightgbm")
    done = mlsec("report", path, "-o", "report.html")
    assert (tmp_path / "report.html").is_file(), done.stderr
    page = chromium.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    assert violations(page, "body") == []
    page.close()


def test_high_contrast_keeps_the_shapes_of_severities(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code(LOAD), code("!pip install lightgbm")])
    page.locator("#mlsec-status button").click()
    severities = page.locator("#mlsec-findings .mlsec-row .mlsec-severity")
    expect(severities).to_have_count(2)
    page.emulate_media(forced_colors="active")
    drawn = [
        severity.evaluate(
            """node => {
              const {backgroundColor, forcedColorAdjust} = getComputedStyle(node, '::before');
              return [backgroundColor !== getComputedStyle(node).backgroundColor, forcedColorAdjust];
            }"""
        )
        for severity in severities.all()
    ]
    page.emulate_media(forced_colors="none")
    assert drawn == [[True, "none"], [True, "none"]]
    assert severities.all_inner_texts() == ["High", "Low"]
