"""Marks stay right while a notebook is edited as people do: undo, a long paste, split, merge, move, delete, replace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

LOAD = 'import torch\n\nweights = torch.load("weights.pt", weights_only=False)'
CALL = 'torch.load("weights.pt", weights_only=False)'

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]

PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector(selector).dispatchEvent(event);
}"""


def cell(page: Page, index: int) -> Locator:
    return page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')


def edit(page: Page, index: int) -> Locator:
    """Put the cursor at the end of a cell."""
    content = cell(page, index).locator(".cm-content")
    content.click()
    page.keyboard.press("Control+End")
    return content


def menu(page: Page, label: str) -> None:
    page.get_by_role("menuitem", name="Edit", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).click()


def marked(page: Page, index: int) -> Locator:
    return cell(page, index).locator(".cm-lintRange-error")


def expect_marked(page: Page, index: int, text: str) -> None:
    """Expect exactly this text of a cell to be marked; a mark is cut into pieces where the colours change."""
    expect(marked(page, index).first).to_be_visible()
    selector = f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"] .cm-lintRange-error'
    joined = "[...document.querySelectorAll(selector)].map(each => each.textContent).join('')"
    page.wait_for_function(f"([selector, text]) => {joined} === text", arg=[selector, text])


def expect_rows(page: Page, *rows: tuple[str, int, str]) -> None:
    """Expect the panel to list exactly these: (rule, cell, where)."""
    panel = page.locator("#mlsec-findings")
    if not panel.is_visible():
        page.locator("#mlsec-status button").click()
    expect(panel.locator("[data-mlsec-finding]")).to_have_count(len(rows))
    page.wait_for_function(
        """rows => {
          const where = row => row.querySelector('.mlsec-where').textContent;
          const shown = [...document.querySelectorAll('#mlsec-findings [data-mlsec-finding]')];
          const seen = shown.map(row => [row.dataset.rule, Number(row.dataset.cellIndex), where(row)]);
          return JSON.stringify(rows) === JSON.stringify(seen);
        }""",
        arg=[list(row) for row in rows],
    )


def test_undo_and_redo_take_marks_away_and_bring_them_back(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code("import torch\n")])
    edit(page, 0)
    page.keyboard.insert_text(f"w = {CALL}")
    expect_marked(page, 0, CALL)
    page.keyboard.press("Control+z")
    expect(marked(page, 0)).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect_marked(page, 0, CALL)
    expect_rows(page, ("unsafe-torch-load", 0, "line 2"))


def test_a_paste_of_500_lines_is_marked_at_its_lines(open_document: OpenNotebook, code: Code) -> None:
    lines = [f"x_{number} = {number}" for number in range(498)]
    lines[250:250] = ["import torch"]
    page = open_document([code("")])
    edit(page, 0)
    page.evaluate(PASTE, [".jp-Notebook .cm-content", "\n".join([*lines, f"w = {CALL}"])])
    expect_rows(page, ("unsafe-torch-load", 0, "line 500"))
    page.locator("#mlsec-findings [data-mlsec-finding]").click()
    expect_marked(page, 0, CALL)


def test_marks_follow_a_cell_that_is_split_and_merged_again(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code(f"import torch\n{CALL}\nx = 1\n{CALL}")])
    expect_rows(page, ("unsafe-torch-load", 0, "line 2"), ("unsafe-torch-load", 0, "line 4"))
    edit(page, 0)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    menu(page, "Split Cell")
    expect_rows(page, ("unsafe-torch-load", 0, "line 2"), ("unsafe-torch-load", 1, "line 2"))
    expect_marked(page, 0, CALL)
    expect_marked(page, 1, CALL)
    menu(page, "Merge Cell Above")
    expect_rows(page, ("unsafe-torch-load", 0, "line 2"), ("unsafe-torch-load", 0, "line 5"))
    expect_marked(page, 0, CALL * 2)


def test_marks_move_with_their_cell(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code(LOAD), code("x = 1"), code("y = 2")])
    expect_marked(page, 0, CALL)
    cell(page, 0).locator(".jp-InputPrompt").click()
    menu(page, "Move Cell Down")
    expect_marked(page, 1, CALL)
    expect(marked(page, 0)).to_have_count(0)
    expect_rows(page, ("unsafe-torch-load", 1, "line 3"))


def test_findings_go_with_a_deleted_cell_and_come_back_with_it(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code("x = 1"), code(LOAD)])
    expect_rows(page, ("unsafe-torch-load", 1, "line 3"))
    cell(page, 1).locator(".jp-InputPrompt").click()
    menu(page, "Delete Cell")
    expect_rows(page)
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")
    menu(page, "Undo Cell Operation")
    expect_rows(page, ("unsafe-torch-load", 1, "line 3"))
    expect_marked(page, 1, CALL)


def test_a_replacement_in_all_cells_mends_all_marks(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code(LOAD), code(f"import torch\n{CALL}")])
    expect_rows(page, ("unsafe-torch-load", 0, "line 3"), ("unsafe-torch-load", 1, "line 2"))
    edit(page, 0)
    menu(page, "Find and Replace…")
    page.locator('.jp-DocumentSearch-input[title="Find"], textarea[aria-label="Find"]').first.fill("weights_only=False")
    expect(page.locator(".jp-DocumentSearch-index-counter")).to_contain_text("/2")
    page.locator('.jp-DocumentSearch-input[title="Replace"], textarea[aria-label="Replace"]').first.fill(
        "weights_only=True"
    )
    page.get_by_role("button", name="Replace All").click()
    expect_rows(page)
    expect(marked(page, 0)).to_have_count(0)
    expect(marked(page, 1)).to_have_count(0)


def test_lines_typed_above_a_mark_move_it_down(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code(LOAD)])
    expect_marked(page, 0, CALL)
    edit(page, 0)
    page.keyboard.press("Control+Home")
    page.keyboard.type("a = 1\nb = 2\n")
    expect_rows(page, ("unsafe-torch-load", 0, "line 5"))
    expect_marked(page, 0, CALL)


def test_a_raw_cell_is_marked_like_any_other(open_document: OpenNotebook, token: str) -> None:
    page = open_document([{"cell_type": "raw", "id": "r", "metadata": {}, "source": f"key: {token}"}])
    expect_marked(page, 0, token)


def test_metadata_and_attachments_are_marked_at_the_edge_of_their_cell(
    open_document: OpenNotebook, code: Code, token: str
) -> None:
    page = open_document([code("x = 1", note={"api_key": token}), code("y = 2")])
    edge = cell(page, 0).locator(".mlsec-edge")
    expect(edge).to_contain_text("in the cell metadata")
    expect(cell(page, 1).locator(".mlsec-edge")).to_have_count(0)
    assert token not in edge.inner_html()


def test_cells_with_one_id_twice_are_marked_each_for_itself(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code(LOAD, id_="same"), code("x = 1", id_="same"), code(f"import torch\n{CALL}", id_="same")])
    expect_rows(page, ("unsafe-torch-load", 0, "line 3"), ("unsafe-torch-load", 2, "line 2"))
    expect_marked(page, 0, CALL)
    expect(marked(page, 1)).to_have_count(0)
    expect_marked(page, 2, CALL)


def test_cells_without_ids_are_marked(open_document: OpenNotebook, code: Code) -> None:
    bare = [{key: value for key, value in made.items() if key != "id"} for made in (code("x = 1"), code(LOAD))]
    page = open_document(bare)
    expect_rows(page, ("unsafe-torch-load", 1, "line 3"))
    expect_marked(page, 1, CALL)


def test_a_name_defined_in_another_cell_counts(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code("from torch import load as read"), code("read('w.pt', weights_only=False)")])
    expect_marked(page, 1, "read('w.pt', weights_only=False)")
    edit(page, 0)
    page.keyboard.press("Control+a")
    page.keyboard.type("read = print")
    expect(marked(page, 1)).to_have_count(0)


def test_late_answers_for_old_texts_are_dropped(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code("import torch\n")])
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")
    edit(page, 0)
    page.keyboard.type(CALL)
    for _ in CALL:
        page.keyboard.press("Backspace")
    page.keyboard.type("x = 1")
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")
    expect(marked(page, 0)).to_have_count(0)
