"""Where the gate cannot look: the cell runs, and what was not looked at, and why, stands at its foot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.gated import LOOKS, RISKY, cell, gate_settings, note, output, prompt, run, run_all

FAILED = "The server answered 500. See the log of the Jupyter server. Run the cell again to check it again."
LATE = "The server has not answered within 5000 ms. What it says is shown here once it comes."

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]
Impatient = Callable[[Page], None]


class Held:
    """Requests for a look at cells, which wait here from ``hold`` until ``release``."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._holding = True
        self._routes: list[Route] = []

    def hold(self) -> None:
        """Let none through from now on."""
        self._context.route(LOOKS, self._take)

    def _take(self, route: Route) -> None:
        if self._holding:
            self._routes.append(route)
        else:
            route.continue_()

    def release(self) -> None:
        """Let all through, and those that come."""
        self._holding = False
        while self._routes:
            self._routes.pop(0).continue_()


@pytest.fixture
def held(context: BrowserContext) -> Held:
    """Nothing is held yet."""
    return Held(context)


def test_a_server_that_fails_is_told_at_the_cell(
    open_notebook: OpenNotebook, code: Code, context: BrowserContext, picture: Picture
) -> None:
    page = open_notebook([code("x = 1"), code("y = 2")])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")
    context.route(LOOKS, lambda route: route.fulfill(status=500, body="<b>no JSON</b>"))
    cell(page, 1).locator(".cm-content").click()
    page.keyboard.type(" ")  # a text that nobody has looked at
    run_all(page)
    for index in (0, 1):
        expect(prompt(page, index)).to_have_text(f"[{index + 1}]:")
    unknown = note(page, 1)
    expect(unknown).to_have_attribute("data-mode", "unchecked")
    expect(unknown).to_have_attribute("role", "status")
    expect(unknown.locator("strong")).to_have_text("This cell was run unchecked")
    expect(unknown.locator("p")).to_have_text(FAILED)
    expect(note(page, 0).locator("p")).to_have_text(FAILED)  # its text is known, what the kernel means for it is not
    picture(page, "gate-unchecked")
    context.unroute_all()
    run(page, 1)
    expect(prompt(page, 1)).to_have_text("[3]:")
    expect(note(page, 1)).to_have_count(0)


def test_what_is_known_of_a_text_counts_when_the_server_fails(
    blocking: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    page = blocking([code(RISKY)])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "high")
    context.route(LOOKS, lambda route: route.fulfill(status=500, body="{}"))
    run_all(page)
    expect(note(page, 0)).to_have_attribute("data-mode", "block")
    alone = "Judged by the text of the cells alone: the server could not judge it with the kernel."
    expect(note(page, 0).locator("p.mlsec-gate-basis")).to_have_text(f"{alone} {FAILED}")
    expect(prompt(page, 0)).to_have_text("[ ]:")


def test_a_refusal_is_told_in_the_servers_words(
    open_notebook: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    page = open_notebook([code("x = 1")])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")
    words = {"message": "the configuration of x is <img src=x onerror=hurt=1>", "help": "mend it"}
    context.route(LOOKS, lambda route: route.fulfill(status=409, json=words))
    run_all(page)
    expect(note(page, 0).locator("p")).to_have_text(
        f"{words['message']}. mend it. Run the cell again to check it again."
    )
    expect(note(page, 0).locator("img")).to_have_count(0)


def test_a_look_that_was_not_at_everything_is_told(
    open_notebook: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    page = open_notebook([code("x = 1"), code(RISKY)])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "high")
    reason = "cell 7 is nested too deeply to be analysed"

    def partly(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"outcome": "not-checked", "reason": reason})

    context.route("**/jupyter-mlsec/v1/gate*", partly)
    run(page, 0)
    expect(prompt(page, 0)).to_have_text("[1]:")
    expect(note(page, 0)).to_have_attribute("data-mode", "unchecked")
    told = f"Not all of this notebook could be checked: {reason}. What was checked says nothing else."
    expect(note(page, 0).locator("p")).to_have_text(told)
    run(page, 1)
    expect(note(page, 1)).to_have_attribute("data-mode", "warn")  # what was found is not forgotten over it
    expect(note(page, 1).locator("p.mlsec-gate-basis")).to_contain_text(told)


def test_an_answer_that_comes_after_the_cell_has_run_is_told_then(
    open_notebook: OpenNotebook, code: Code, held: Held, impatient: Impatient
) -> None:
    page = open_notebook([code("x = 1"), code("y = 2"), code(RISKY)])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "high")
    impatient(page)
    held.hold()
    for index, number in ((1, 1), (2, 2)):
        run(page, index)
        expect(prompt(page, index)).to_have_text(f"[{number}]:")
    expect(note(page, 1).locator("strong")).to_have_text("This cell was run before it was checked")
    expect(note(page, 1).locator("p")).to_have_text(LATE)
    expect(note(page, 2).locator("strong")).to_have_text("This cell was run although it is risky")
    expect(note(page, 2).locator("p.mlsec-gate-basis")).to_contain_text(LATE)  # by its text
    held.release()
    expect(note(page, 1)).to_have_count(0)
    expect(note(page, 2)).to_contain_text("This cell was run before its check had ended, and is risky")
    expect(note(page, 2)).to_contain_text("Judged by the text of the cells; the live kernel says nothing else.")


def test_without_the_server_extension_cells_run_in_silence(
    open_notebook: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    context.route("**/jupyter-mlsec/v1/**", lambda route: route.fulfill(status=404, body="<html>404</html>"))
    page = open_notebook([code(RISKY), code("y = 2")])
    run(page, 0)
    expect(output(page, 0)).to_contain_text("ZeroDivisionError")
    run(page, 1)
    expect(prompt(page, 1)).to_have_text("[2]:")
    expect(page.locator(".mlsec-gate")).to_have_count(0)


def test_a_text_that_changes_while_it_is_checked_is_checked_as_it_is_run(
    blocking: OpenNotebook, code: Code, held: Held
) -> None:
    page = blocking([code("x = 1")])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")
    held.hold()
    with page.expect_request(LOOKS):
        run(page, 0)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(RISKY)
    held.release()
    expect(note(page, 0)).to_have_attribute("data-mode", "block")
    expect(prompt(page, 0)).to_have_text("[ ]:")


def test_at_the_default_patience_a_slow_server_holds_nobody_up(
    open_notebook: OpenNotebook, code: Code, lab: Any, held: Held
) -> None:
    with gate_settings(lab):
        page = open_notebook([code("x = 1"), code("y = 2"), code(RISKY)], page="notebook")
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()
    held.hold()
    for index in range(2):  # texts that nobody has looked at
        cell(page, index).locator(".cm-content").click()
        page.keyboard.type(" ")
    run_all(page)
    for index in range(2):
        expect(note(page, index).locator("strong")).to_have_text("This cell was run before it was checked")
        expect(note(page, index).locator("p")).to_have_text(LATE.replace("5000", "300"))
        expect(prompt(page, index)).to_have_text(f"[{index + 1}]:")
    expect(output(page, 2)).to_contain_text("ZeroDivisionError")
    expect(note(page, 2)).to_have_attribute("data-mode", "warn")  # its text is known
    held.release()
    for index in range(2):
        expect(note(page, index)).to_have_count(0)


def test_at_the_default_patience_a_risky_cell_is_told_sooner_or_later(
    open_notebook: OpenNotebook, code: Code, lab: Any
) -> None:
    with gate_settings(lab):
        page = open_notebook([code(RISKY)], page="notebook")
    run_all(page)  # at once: whether the server is quick enough depends on the machine
    expect(note(page, 0)).to_have_attribute("data-mode", "warn")
    expect(note(page, 0)).to_contain_text("risky")
    expect(output(page, 0)).to_contain_text("ZeroDivisionError")


@pytest.mark.parametrize("tags", [(), ("raises-exception",)])
def test_an_error_stops_the_rest_of_a_run_all_as_without_a_gate(
    open_notebook: OpenNotebook, code: Code, tags: tuple[str, ...]
) -> None:
    # a kernel drops what it has when a cell fails: one that fails at once may fail before the others have arrived
    fails = "import time\ntime.sleep(2)\n1/0"
    page = open_notebook([code(fails, tags=list(tags)), code("y = 2"), code("y = 3")], name="stopped.ipynb")
    run_all(page)
    expect(output(page, 0)).to_contain_text("ZeroDivisionError")
    last = "[4]:" if tags else "[2]:"
    run(page, 2)
    expect(prompt(page, 2)).to_have_text(last)
    expect(prompt(page, 1)).to_have_text("[2]:" if tags else "[ ]:")
