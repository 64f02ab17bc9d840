"""Saving and exporting a notebook with secrets: it is said, outputs can be cleaned, and nothing is ever lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.pages import command, notifications

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]

REMOVED = "An output with a secret was removed before this notebook was saved."


def printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": [text]}


def cell(page: Page, index: int) -> Locator:
    return page.locator(f'.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index="{index}"]')


def save(page: Page) -> None:
    with page.expect_response(lambda answer: "/api/contents/" in answer.url and answer.request.method == "PUT"):
        page.keyboard.press("Control+s")


def saved(lab: Any, name: str) -> Any:
    return json.loads((lab.folder / name).read_text(encoding="utf-8"))


def choose_mode(page: Page, mode: str) -> None:
    """Choose what the save gate does, in the settings editor."""
    command(page, "settingeditor:open")
    select = page.locator('[id="jp-SettingsEditor-jupyter-mlsec:save-gate_mode"]')
    with page.expect_response(lambda answer: "save-gate" in answer.url and answer.request.method == "PUT"):
        select.select_option(label=mode)


def test_saving_with_a_secret_is_said_once_and_saves(
    open_document: OpenNotebook, code: Code, token: str, lab: Any, picture: Picture
) -> None:
    page = open_document([code("x = 1", printed(f"{token}\n"))], name="leak.ipynb")
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "critical")
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.type(" ")
    save(page)
    assert token in json.dumps(saved(lab, "leak.ipynb"))
    centre = notifications(page)
    expect(centre).to_contain_text("leak.ipynb was saved with a secret in it.")
    assert centre.get_by_text(token).count() == 0
    picture(page, "save-gate")
    with page.expect_response(lambda answer: "/api/contents/" in answer.url and answer.request.method == "PUT"):
        centre.get_by_role("button", name="Remove from outputs and save").click()
    expect(cell(page, 0).locator(".jp-OutputArea-output")).to_have_text(REMOVED)
    assert token not in json.dumps(saved(lab, "leak.ipynb"))
    notifications(page).get_by_role("button", name="Put them back").click()
    expect(cell(page, 0).locator(".jp-OutputArea-output")).to_have_text(token)
    page.keyboard.press("Escape")
    cell(page, 0).locator(".cm-content").click()
    save(page)
    assert token in json.dumps(saved(lab, "leak.ipynb"))


def test_a_clean_notebook_is_saved_in_silence(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code("x = 1", printed("fine\n"))], name="quiet.ipynb")
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.type(" ")
    save(page)
    expect(notifications(page)).not_to_contain_text("quiet.ipynb")


def test_outputs_with_secrets_are_stripped_before_each_save_and_can_be_put_back(
    open_document: OpenNotebook, code: Code, token: str, lab: Any, bench: Any, picture: Picture
) -> None:
    choose_mode(bench.page, "strip")
    table = {"text/html": ["<b>1</b>"], "text/plain": ["1"]}
    kept = {"output_type": "display_data", "data": table, "metadata": {"mine": [1]}}
    outputs = [kept, {"output_type": "stream", "name": "stderr", "text": [f"{token}\n"]}, kept]
    page = open_document([code("x = 1", *outputs, note="kept"), code("y = 2", printed("fine\n"))], name="strip.ipynb")
    before = saved(lab, "strip.ipynb")
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "critical")
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.type(" ")
    save(page)
    after = saved(lab, "strip.ipynb")
    assert token not in json.dumps(after)
    assert [one.get("text", "") for one in after["cells"][0]["outputs"]] == ["", [f"{REMOVED}\n"], ""]
    centre = notifications(page)
    expect(centre).to_contain_text("Outputs with secrets were removed from strip.ipynb before it was saved.")
    picture(page, "save-gate-strip")
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")
    centre.get_by_role("button", name="Put them back").click()
    expect(cell(page, 0).locator(".jp-OutputArea-output").nth(1)).to_have_text(token)
    page.keyboard.press("Escape")
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.press("Backspace")
    save(page)  # they are kept from now on
    restored = saved(lab, "strip.ipynb")
    assert [one["outputs"] for one in restored["cells"]] == [one["outputs"] for one in before["cells"]]
    assert [one["metadata"] for one in restored["cells"]] == [one["metadata"] for one in before["cells"]]
    assert "".join(restored["cells"][0]["source"]) == "x = 1"
    choose_mode(page, "warn")


def test_exporting_with_secrets_asks(
    open_document: OpenNotebook, code: Code, token: str, lab: Any, picture: Picture
) -> None:
    attack = "<img src=x onerror=hurt=1>"
    page = open_document([code(f"# {attack}", printed(f"{token} {attack}\n"))], name="outgoing.ipynb")
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "critical")
    export = "() => void window.jupyterapp.commands.execute('notebook:export-to-format', { format: 'script' })"
    page.evaluate(export)
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("Export outgoing.ipynb with secrets?")
    expect(dialog).to_contain_text("cell 1, output")
    assert dialog.get_by_text(token).count() == 0
    expect(dialog.locator("img, script, a, iframe")).to_have_count(0)
    picture(page, "export-gate")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    assert token in json.dumps(saved(lab, "outgoing.ipynb"))
    page.evaluate(export)
    with page.expect_download() as given:
        dialog.get_by_role("button", name="Clean and export").click()
    assert given.value.suggested_filename == "outgoing.txt"  # the document names no language
    expect(cell(page, 0).locator(".jp-OutputArea-output")).to_have_text(REMOVED)
    assert token not in json.dumps(saved(lab, "outgoing.ipynb"))
    notifications(page).get_by_role("button", name="Put them back").click()
    expect(cell(page, 0).locator(".jp-OutputArea-output")).to_have_text(f"{token} {attack}")


def test_exporting_a_clean_notebook_asks_nothing(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code("x = 1")], name="harmless.ipynb")
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")
    with page.expect_download():
        page.evaluate(
            "() => void window.jupyterapp.commands.execute('notebook:export-to-format', { format: 'script' })"
        )
    expect(page.locator(".jp-Dialog")).to_have_count(0)
