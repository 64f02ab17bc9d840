"""Two people on one notebook (jupyter-collaboration): what one marks, ignores and decides, the other sees."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DRAW, NOT_OURS, TIMEOUT, Lab, document, running_lab
from tools import collaboration

ANSWER = "Reports go to security@clinic.example and are answered within two days."

Code = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def shared_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A server with jupyter-collaboration, which lives in a folder of its own."""
    folder = collaboration.folder()
    paths = {
        "PYTHONPATH": folder,
        "JUPYTER_PATH": folder / "share" / "jupyter",
        "JUPYTER_CONFIG_PATH": folder / "etc" / "jupyter",
    }
    with running_lab(tmp_path_factory.mktemp("shared"), paths) as lab:
        yield lab


@pytest.fixture
def both(chromium: Browser, shared_lab: Lab, code: Code) -> Iterator[tuple[Page, Page]]:
    """Two browsers with the same notebook open."""
    errors: list[str] = []
    record = {"format": "mlsec-record/1", "kind": "declaration", "time": "2026-11-21T09:14:00Z", "topic": "profile"}
    declared = {"format": "mlsec-record/1", "records": [{**record, "fields": {"profile": "production"}}]}
    text = json.dumps(document([code("import torch\n"), code("x = 1")], mlsec=declared))
    (shared_lab.folder / "shared.ipynb").write_text(text, encoding="utf-8")
    pages = []
    with ExitStack() as stack:
        for _ in range(2):
            context = chromium.new_context(viewport={"width": 1280, "height": 800})
            stack.callback(context.close)
            context.set_default_timeout(TIMEOUT)
            context.add_init_script(DRAW)
            context.on("weberror", lambda error: errors.append(str(error.error)))
            page = context.new_page()
            page.goto(shared_lab.address("lab/tree/shared.ipynb", reset=""))
            expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")
            pages.append(page)
        yield pages[0], pages[1]
        assert [error for error in errors if not any(known in error for known in NOT_OURS)] == []


def mark(page: Page) -> Locator:
    return page.locator('.jp-Cell[data-windowed-list-index="0"] .cm-lintRange-error').first


def test_marks_suppressions_and_answers_of_one_are_seen_by_the_other(both: tuple[Page, Page]) -> None:
    ana, bea = both
    ana.locator('.jp-Cell[data-windowed-list-index="0"] .cm-content').click()
    ana.keyboard.press("Control+End")
    ana.keyboard.type("torch.load('w.pt', weights_only=False)")
    expect(mark(ana)).to_be_visible()
    expect(mark(bea)).to_be_visible()
    for page in both:
        page.locator("#mlsec-status button").click()
    row = "#mlsec-findings [data-mlsec-finding]"
    expect(bea.locator(row)).to_have_count(1)
    ana.locator(row).get_by_role("button", name="Ignore…").click()
    ana.keyboard.type("our own weights")
    ana.keyboard.press("Enter")
    for page in both:
        expect(page.locator(row)).to_have_count(0)
        expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")
    expect(bea.locator(".cm-line").nth(1)).to_contain_text("# mlsec: allow[unsafe-torch-load] our own weights")
    for page in both:
        page.get_by_role("menuitem", name="View", exact=True).click()
        page.locator(".lm-Menu-itemLabel").get_by_text("Show Security Checklist", exact=True).click()
    item = "#mlsec-checklist [data-mlsec-item=GOV-02]"
    expect(ana.locator(item)).to_have_attribute("data-status", "open")
    bea.locator(item).locator("summary").click()
    bea.locator(item).get_by_role("button", name="Answer…").click()
    bea.locator(item).get_by_role("textbox").first.fill(ANSWER)
    bea.locator(item).get_by_label("Your name").fill("bea@clinic.example")
    bea.locator(item).get_by_role("button", name="Keep the answer").click()
    for page in both:
        expect(page.locator(item)).not_to_have_attribute("data-status", "open")
