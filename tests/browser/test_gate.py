"""The gate before a cell runs: it warns, holds back, lets the person insist, and keeps the order of the cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

LOAD = 'import torch\n\nweights = torch.load("weights.pt", weights_only=False)\n'
FAMILIES = "1/0\nimport pickle\npickle.load(open('model.pkl', 'rb'))"

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]


def cell(page: Page, index: int) -> Locator:
    return page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')


def menu(page: Page, top: str, label: str) -> None:
    page.get_by_role("menuitem", name=top, exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).click()


def run_all(page: Page) -> None:
    menu(page, "Run", "Run All Cells")


@pytest.fixture
def blocking(open_notebook: OpenNotebook) -> Iterator[OpenNotebook]:
    """Open a notebook with the gate set to block; it is set back at the end, since settings belong to the server."""
    pages: list[Page] = []

    def open_(*args: Any, **kwargs: Any) -> Page:
        page = open_notebook(*args, **kwargs)
        menu(page, "Settings", "Gate Before Cells Run: warns")
        pages.append(page)
        return page

    yield open_
    for page in pages:
        with page.expect_response(lambda answer: "gate" in answer.url and answer.request.method == "PUT"):
            menu(page, "Settings", "Gate Before Cells Run: blocks")
        with page.expect_response(lambda answer: "gate" in answer.url and answer.request.method == "PUT"):
            menu(page, "Settings", "Gate Before Cells Run: off")


def test_the_gate_warns_and_the_cell_runs(open_notebook: OpenNotebook, code: Code) -> None:
    page = open_notebook([code(FAMILIES)])
    run_all(page)
    note = cell(page, 0).locator(".mlsec-gate")
    expect(note).to_have_attribute("data-mode", "warn")
    expect(note).to_contain_text("This cell was run although it is risky")
    expect(cell(page, 0).locator(".jp-OutputArea-output")).to_contain_text("ZeroDivisionError")


def test_a_blocked_cell_stops_the_rest_until_the_person_insists(
    blocking: OpenNotebook, code: Code, picture: Picture
) -> None:
    page = blocking([code("print('one')"), code(FAMILIES), code("print('three')")])
    run_all(page)
    note = cell(page, 1).locator(".mlsec-gate")
    expect(note).to_have_attribute("data-mode", "block")
    expect(note).to_contain_text("This cell was not run, nor those after it")
    expect(cell(page, 0).locator(".jp-InputArea-prompt")).to_have_text("[1]:")
    expect(cell(page, 1).locator(".jp-InputArea-prompt")).to_have_text("[ ]:")
    expect(cell(page, 2).locator(".jp-InputArea-prompt")).to_have_text("[ ]:")
    picture(page, "gate")
    note.get_by_role("button", name="Run anyway").click()
    expect(cell(page, 1).locator(".jp-OutputArea-output")).to_contain_text("ZeroDivisionError")
    expect(cell(page, 1).locator(".mlsec-gate")).to_have_count(0)
    expect(cell(page, 2).locator(".jp-InputArea-prompt")).to_have_text("[ ]:")


def test_the_order_of_the_cells_is_kept_while_the_checks_are_slow(
    blocking: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    page = blocking([code(f"x{number} = {number}") for number in range(12)])
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")

    def delay(route: Route) -> None:
        route.fulfill(status=503, body='{"message": "busy", "help": "wait"}')

    context.route("**/jupyter-mlsec/v1/scan*", delay)
    for number in range(12):  # every cell has a text that nobody has looked at
        cell(page, number).locator(".cm-content").click()
        page.keyboard.type(" ")
    run_all(page)
    for number in range(12):
        expect(cell(page, number).locator(".jp-InputArea-prompt")).to_have_text(f"[{number + 1}]:")


def test_without_an_answer_the_gate_stands_open(blocking: OpenNotebook, code: Code, context: BrowserContext) -> None:
    page = blocking([code("x = 1")])
    expect(page.locator("#mlsec-status")).to_have_attribute("data-state", "clean")
    context.route("**/jupyter-mlsec/v1/scan*", lambda _route: None)  # never answered
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.type("\nimport pickle")
    run_all(page)
    expect(cell(page, 0).locator(".jp-InputArea-prompt")).to_have_text("[1]:")
