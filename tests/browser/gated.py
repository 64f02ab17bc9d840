"""What the journeys through the gate have in common: where a cell's note, number and output are, and what runs it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page

LOOKS = re.compile("/jupyter-mlsec/v1/(scan|gate)")  # the routes that look at cells
RISKY = "1/0\nimport pickle\npickle.load(open('model.pkl', 'rb'))"  # never gets as far as loading


def panel(page: Page) -> Locator:
    """The notebook in front."""
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def cell(page: Page, index: int) -> Locator:
    """One cell of it."""
    return panel(page).locator(f'.jp-Cell[data-windowed-list-index="{index}"]')


def note(page: Page, index: int) -> Locator:
    """The gate's note at the foot of a cell."""
    return cell(page, index).locator(".mlsec-gate")


def prompt(page: Page, index: int) -> Locator:
    """Where the number of a cell's run stands."""
    return cell(page, index).locator(".jp-InputArea-prompt")


def output(page: Page, index: int) -> Locator:
    """What a cell has put out."""
    return cell(page, index).locator(".jp-OutputArea-output")


def menu(page: Page, top: str, label: str) -> None:
    """Choose a command of the menu bar."""
    page.get_by_role("menuitem", name=top, exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).click()


def run_all(page: Page) -> None:
    """Run all cells of the notebook in front."""
    menu(page, "Run", "Run All Cells")


def run(page: Page, index: int) -> None:
    """Run one cell."""
    cell(page, index).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


@contextmanager
def at_default_patience(lab: Any) -> Iterator[None]:
    """Let pages that are loaded inside know of no patience but the default, which is 300 ms."""
    kept = lab.settings / "jupyter-mlsec" / "gate.jupyterlab-settings"
    before = kept.read_text(encoding="utf-8")
    kept.write_text(json.dumps({}), encoding="utf-8")
    try:
        yield
    finally:
        kept.write_text(before, encoding="utf-8")
