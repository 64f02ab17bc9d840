"""Findings where no comment can stand are ignored one by one: in outputs, metadata, attachments and raw cells."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.scan.engine import scan_document
from tests.browser.conftest import Lab
from tests.pages import answer_notification, command

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]

PRINT = "document => window.jupyterapp.shell.currentWidget.model.toJSON()"


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": [text]}


def rows(page: Page) -> Locator:
    return page.locator("#mlsec-findings [data-mlsec-finding]:not([data-ignored])")


def ignored(page: Page) -> Locator:
    return page.locator("#mlsec-findings [data-mlsec-finding][data-ignored]")


def show_panel(page: Page) -> None:
    page.locator("#mlsec-status button").click()
    expect(page.locator("#mlsec-findings")).to_be_visible()


def ignore(page: Page, row: Locator, reason: str) -> None:
    row.get_by_role("button", name="Ignore…").click()
    page.keyboard.type(reason)
    page.keyboard.press("Enter")


def records(page: Page) -> list[dict[str, Any]]:
    """Return what the notebook in front says is ignored."""
    document = page.evaluate(PRINT)
    kept: list[dict[str, Any]] = document["metadata"].get("mlsec", {}).get("records", [])
    return kept


def cells(token: str, code: Code) -> dict[str, list[dict[str, Any]]]:
    attached = {"a.txt": {"text/plain": f"token: {token}"}}
    markdown = {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "see", "attachments": attached}
    return {
        "output": [code("print(1)", stream(f"token: {token}\n"))],
        "cell-metadata": [code("x = 1", note={"api_key": token})],
        "attachment": [markdown],
        "source": [{"cell_type": "raw", "id": "r", "metadata": {}, "source": f"token: {token}"}],
    }


@pytest.mark.parametrize("place", ["output", "cell-metadata", "attachment", "source"])
def test_a_finding_is_ignored_where_it_stands_and_the_notification_takes_it_back(
    open_document: OpenNotebook, code: Code, token: str, place: str
) -> None:
    page = open_document(cells(token, code)[place], name=f"ignored-{place}.ipynb")
    show_panel(page)
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_have_attribute("data-place", place)
    ignore(page, rows(page), "revoked in May")
    expect(rows(page)).to_have_count(0)
    expect(page.locator(".mlsec-edge")).to_have_count(0)
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")
    (record,) = records(page)
    assert (record["rule"], record["place"], record["reason"]) == ("hugging-face-token", place, "revoked in May")
    assert not any(token[start : start + 6] in json.dumps(record) for start in range(len(token) - 5))
    answer_notification(page, "Undo")
    expect(rows(page)).to_have_count(1)
    assert records(page) == []


def test_what_is_ignored_is_listed_with_its_reason_and_reported_again(
    open_document: OpenNotebook, code: Code, token: str, picture: Picture
) -> None:
    page = open_document(cells(token, code)["output"])
    show_panel(page)
    ignore(page, rows(page), "revoked in May")
    expect(page.locator("#mlsec-findings .mlsec-state")).to_contain_text("Nothing found")
    page.get_by_role("button", name="Ignored 1").click()
    expect(ignored(page)).to_contain_text("Ignored: revoked in May")
    picture(page, "ignored")
    ignored(page).get_by_role("button", name="Report it again").click()
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Ignored 1")).to_have_count(0)
    answer_notification(page, "Undo")
    expect(page.get_by_role("button", name="Ignored 1")).to_be_visible()
    expect(rows(page)).to_have_count(0)


def test_another_secret_in_the_same_place_is_reported(open_notebook: OpenNotebook, code: Code, token: str) -> None:
    lines = ["hf", "_", token[3:]]
    page = open_notebook(
        [code(f"parts = {lines!r}"), code("print('token: ' + ''.join(parts))", stream(f"token: {token}\n"))]
    )
    show_panel(page)
    output = page.locator("#mlsec-findings [data-place=output]:not([data-ignored])")
    ignore(page, output, "revoked in May")
    expect(output).to_have_count(0)
    page.locator('.jp-Cell[data-windowed-list-index="0"] .cm-content').click()
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type(" + ['xY']")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"parts = {[*lines[:2], token[3:][::-1]]!r}")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True).click()
    expect(page.locator(".jp-OutputArea-output").last).to_contain_text(token[3:][::-1])
    expect(output).to_have_count(1)


def test_of_two_outputs_of_one_cell_the_chosen_one_is_ignored(
    open_document: OpenNotebook, code: Code, token: str
) -> None:
    other = token[:3] + token[3:][::-1]
    page = open_document([code("x = 1", stream(f"token: {token}\n"), stream(f"token: {other}\n", "stderr"))])
    show_panel(page)
    expect(rows(page)).to_have_count(2)
    ignore(page, rows(page).first, "revoked in May")
    expect(rows(page)).to_have_count(1)
    ignore(page, rows(page).first, "revoked in June")
    expect(rows(page)).to_have_count(0)
    assert {record["reason"] for record in records(page)} == {"revoked in May", "revoked in June"}


def test_an_edit_of_the_cell_leaves_its_output_ignored(open_document: OpenNotebook, code: Code, token: str) -> None:
    page = open_document(cells(token, code)["output"])
    show_panel(page)
    ignore(page, rows(page), "revoked in May")
    expect(rows(page)).to_have_count(0)
    page.locator(".jp-Cell .cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nimport pickle; pickle.loads(data)")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_have_attribute("data-rule", "unsafe-pickle-load")


def test_the_saved_notebook_is_clean_for_the_command_too(
    open_document: OpenNotebook, code: Code, token: str, lab: Lab
) -> None:
    page = open_document(cells(token, code)["output"], name="saved-ignored.ipynb")
    show_panel(page)
    ignore(page, rows(page), "revoked in May")
    expect(rows(page)).to_have_count(0)
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "saved-ignored" in answer.url):
        command(page, "docmanager:save")
    report = scan_document("x.ipynb", (lab.folder / "saved-ignored.ipynb").read_bytes(), Config())
    assert [finding.suppressed.reason for finding in report.findings if finding.suppressed] == ["revoked in May"]
    assert len(report.findings) == 1


def test_what_could_be_guessed_is_ignored_for_oneself_alone(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code("df.head()", stream("write to bob.baker@clinic-nord.org\n"))])
    show_panel(page)
    expect(rows(page)).to_have_attribute("data-rule", "personal-data-in-output")
    ignore(page, rows(page), "he agreed")
    expect(rows(page)).to_have_count(0)
    (record,) = records(page)
    assert record["personal"] is True


def test_a_server_that_refuses_is_heard(open_document: OpenNotebook, code: Code, token: str, lab: Lab) -> None:
    page = open_document(cells(token, code)["output"])
    show_panel(page)
    expect(rows(page)).to_have_count(1)
    lab.policy.write_text('locked-rules = ["secret"]\n', encoding="utf-8")
    try:
        ignore(page, rows(page), "revoked in May")
        note = page.locator(".jp-Notification-Center, .Toastify__toast-body")
        command(page, "apputils:display-notifications")
        expect(note.first).to_contain_text("hugging-face-token may not be ignored here")
    finally:
        lab.policy.write_text("", encoding="utf-8")
    expect(rows(page)).to_have_count(1)
    assert records(page) == []
