"""Marks are those of a fresh scan, whatever is done to a notebook in whatever order: orders are drawn from seeds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.marked import expect_fresh
from tests.browser.test_editing import PASTE
from tests.pages import command

CALL = 'torch.load("w.pt", weights_only=False)'
SNIPPETS = (
    f"\nimport torch\nw = {CALL}\n",
    "\nimport pickle\npickle.load(open('m.pkl', 'rb'))\n",
    "\n!pip install lightgbm\n",
    f"\nname = 'é😀 e\u0301'; import torch; {CALL}  # 😀\n",
    "\nx = 1\n",
    "# ",
    "'''",
    "\n👩‍👩‍👧 = 1\n",
    "\nmodel.trust_remote_code = True\n",
)
COMMANDS = (
    "notebook:split-cell-at-cursor",
    "notebook:merge-cell-above",
    "notebook:merge-cell-below",
    "notebook:move-cell-up",
    "notebook:move-cell-down",
    "notebook:duplicate-below",
    "notebook:delete-cell",
    "notebook:undo-cell-action",
    "notebook:redo-cell-action",
    "notebook:change-cell-to-markdown",
    "notebook:change-cell-to-code",
    "notebook:change-cell-to-raw",
    "notebook:hide-cell-code",
    "notebook:show-all-cell-code",
    "notebook:insert-cell-below",
)
# Put the cursor of a cell somewhere; what is rendered is opened.
PLACE = """([cell, share]) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const index = Math.floor(cell * notebook.widgets.length);
  notebook.activeCellIndex = index;
  const widget = notebook.widgets[index];
  widget.inputHidden = false;
  if (widget.model.type === 'markdown') {
    widget.rendered = false;
  }
  notebook.mode = 'edit';
  const view = widget.editor.editor;
  const anchor = Math.floor(share * view.state.doc.length);
  const isWithinPair = /[\\udc00-\\udfff]/.test(view.state.sliceDoc(anchor, anchor + 1));
  view.dispatch({selection: {anchor: anchor + Number(isWithinPair)}});
  view.focus();
  return index;
}"""
REPLACE = """([from, to]) => {
  const {sharedModel} = window.jupyterapp.shell.currentWidget.model;
  sharedModel.transact(() => {
    for (const cell of sharedModel.cells) {
      cell.setSource(cell.getSource().replaceAll(from, to));
    }
  });
}"""
# A notebook whose cells are still being drawn forgets where it was to scroll to.
SCROLLED = """index => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const node = notebook.widgets?.[index]?.node;
  if (!node) {
    return false;
  }
  const {top, bottom, height} = node.getBoundingClientRect();
  if (node.isConnected && height && top >= 0 && bottom <= window.innerHeight) {
    return true;
  }
  void notebook.scrollToItem(index, 'center').catch(() => undefined);
  return false;
}"""

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]


def step(page: Page, random: Random) -> str:
    """Do one thing to the notebook, and say what."""
    kind = random.choices(("type", "command", "undo", "redo", "replace", "paste"), (6, 10, 2, 1, 1, 1))[0]
    index = page.evaluate(PLACE, [random.random(), random.random()])
    if kind == "type":
        snippet = random.choice(SNIPPETS)
        page.keyboard.insert_text(snippet)
        return f"typing {snippet!r} into cell {index}"
    if kind == "command":
        chosen = random.choice(COMMANDS)
        command(page, chosen)
        return f"{chosen} at cell {index}"
    if kind == "paste":
        lines = [f"x_{number} = {number}" for number in range(499)]
        lines.insert(random.randrange(499), f"import torch; {CALL}")
        selector = f'.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index="{index}"] .cm-content'
        page.evaluate(PASTE, [selector, "\n".join(lines)])
        return f"pasting 500 lines into cell {index}"
    if kind == "replace":
        before, after = random.choice((("weights_only=False", "weights_only=True"), ("True", "False"), ("x", "é😀")))
        page.evaluate(REPLACE, [before, after])
        return f"replacing {before} by {after}"
    page.keyboard.press("Control+z" if kind == "undo" else "Control+Shift+z")
    return f"{kind} in cell {index}"


@pytest.mark.parametrize("seed", ["first", "second", "third"])
def test_marks_are_those_of_a_fresh_scan_after_each_step(open_document: OpenNotebook, code: Code, seed: str) -> None:
    random = Random(seed)
    cells = [
        code("import torch"),
        code(f"a = {CALL}", id_="same"),
        code("x = 1", id_="same"),
        {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "# A title 😀"},
        {"cell_type": "raw", "id": "r", "metadata": {}, "source": "raw"},
    ]
    page = open_document(cells, name=f"random-{seed}.ipynb")
    command(page, "mlsec:show-findings")
    expect(page.locator("#mlsec-findings [data-mlsec-finding]")).to_have_count(1)
    expect_fresh(page, "opening")
    done = []
    for _ in range(20):
        done.append(step(page, random))
        expect_fresh(page, "\n".join(done))


def test_two_views_stay_the_same(open_document: OpenNotebook, code: Code) -> None:
    page = open_document([code("import torch"), code(f"a = {CALL}")], name="both-views.ipynb")
    command(page, "mlsec:show-findings")
    page.get_by_role("tab", name="both-views.ipynb").first.click(button="right")
    page.locator(".lm-Menu-itemLabel").get_by_text("New View for Notebook", exact=True).click()
    expect(page.locator(".jp-NotebookPanel")).to_have_count(2)
    page.locator(".jp-NotebookPanel").last.locator(".jp-Cell").first.wait_for()
    random = Random("views")
    done = []
    for _ in range(6):
        done.append(step(page, random))
        expect_fresh(page, "\n".join(done))


def test_marks_are_there_wherever_a_long_notebook_is_scrolled_to(open_document: OpenNotebook, code: Code) -> None:
    cells = [code(f"import torch\nw_{n} = {CALL}" if n % 3 == 0 else f"x_{n} = {n}\n" * 6) for n in range(120)]
    page = open_document(cells, name="scrolled.ipynb")
    command(page, "mlsec:show-findings")
    expect(page.locator("#mlsec-findings .mlsec-count").first).to_have_text("40 High")
    expect_fresh(page, "opening")
    for index in (119, 3, 60, 90):
        page.wait_for_function(SCROLLED, arg=index, polling=300)
        expect_fresh(page, f"scrolling to cell {index}")


@pytest.mark.parametrize(
    "line",
    [
        "name = '😀😀'; {}",
        "name = 'e\u0301 👩‍👩‍👧 ﷽'; {}",
        "name = '\u202e\U0001d4b3\U0001d4b4'; {}",
        "\tif_tab = 1; {}",
        "name = 'a\u2028b\x0bc\x0cd\x85e'; {}",
    ],
    ids=["pairs", "clusters", "right to left", "tab", "line ends that are none"],
)
def test_marks_stand_at_their_characters(open_document: OpenNotebook, code: Code, line: str) -> None:
    sources = ["import torch\n" + line.format(CALL).strip("\t"), f"# {line.format('')}\n{CALL}\n# 😀"]
    page = open_document([code(source) for source in sources], name="characters.ipynb")
    command(page, "mlsec:show-findings")
    expect(page.locator("#mlsec-findings [data-mlsec-finding]")).to_have_count(2)
    expect_fresh(page, "opening")


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["CRLF", "CR"])
def test_lines_may_end_as_on_other_systems(open_document: OpenNotebook, code: Code, end: str) -> None:
    lines = ["import torch", "x = '😀'", f"a = {CALL}", "", f"b = {CALL}", ""]
    page = open_document([code(end.join(lines))], name="ends.ipynb")
    command(page, "mlsec:show-findings")
    rows = page.locator("#mlsec-findings [data-mlsec-finding]")
    expect(rows).to_have_count(2)
    joined = "() => [...document.querySelectorAll('.cm-lintRange')].map(each => each.textContent).join('')"
    page.wait_for_function(f"call => ({joined})() === call + call", arg=CALL)
    rows.last.click()
    expect(page.locator(".jp-Cell .cm-content")).to_be_focused()
    expect(page.locator("#jp-bottom-panel").get_by_role("button", name="Ln 5, Col 5")).to_be_visible()
