"""The gate with more than one kernel: each notebook's own is asked, whatever it is and whatever becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Request, expect

from tests.browser.gated import CALM, RISKY, cell, counting_kernel, note, output, panel, prompt, run, run_all

ALIAS = "import pickle\nL = pickle.load"
USE = "1/0\nL(open('absent.pkl', 'rb'))"
KNOWN = "Judged with the live kernel: the name L is pickle.load in the live kernel."
ALONE = "Judged by the text of the cells alone: "
KERNEL = "window.jupyterapp.shell.currentWidget.context.sessionContext"

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]


def defined(page: Page) -> None:
    """Run the alias in the first cell, and let nobody see it there any more."""
    run(page, 0)
    expect(prompt(page, 0)).to_have_text("[1]:")
    replaced(page, 0, "x = 1")


def replaced(page: Page, index: int, text: str) -> None:
    cell(page, index).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def change_kernel(page: Page, name: str) -> None:
    """Give the notebook in front another kernel, and wait until it is there."""
    page.evaluate(f"name => void {KERNEL}.changeKernel({{name}}).then(() => (window.changed = name))", name)
    page.wait_for_function("name => window.changed === name", arg=name)
    page.evaluate("window.changed = ''")
    page.wait_for_function(f"name => {KERNEL}.session?.kernel?.name === name", arg=name)
    page.wait_for_function(f"{KERNEL}.session.kernel.status === 'idle'")


def test_each_notebook_asks_its_own_kernel(open_notebook: OpenNotebook, code: Code) -> None:
    page = open_notebook([code("x = 1"), code(USE)], name="kernel-b.ipynb")
    run(page, 0)
    expect(prompt(page, 0)).to_have_text("[1]:")
    open_notebook([code(ALIAS), code(USE)], name="kernel-a.ipynb")
    defined(page)
    run(page, 1)
    expect(note(page, 1)).to_contain_text(KNOWN)
    page.get_by_role("tab", name="kernel-b.ipynb").click()
    expect(panel(page).locator(".jp-Cell")).to_have_count(2)
    run(page, 1)
    expect(output(page, 1)).to_contain_text("ZeroDivisionError")
    expect(note(page, 1)).to_have_count(0)


def test_a_kernel_that_was_changed_is_asked_for_what_it_knows(
    open_notebook: OpenNotebook, code: Code, lab: Any
) -> None:
    counting_kernel(lab)
    page = open_notebook([code(ALIAS), code(USE)], name="kernel-changed.ipynb")
    defined(page)
    run(page, 1)
    expect(note(page, 1)).to_contain_text(KNOWN)
    change_kernel(page, "counting")
    run(page, 1)
    expect(output(page, 1)).to_have_text("asked 1")  # by the person, and by nobody else
    expect(note(page, 1)).to_have_count(0)
    change_kernel(page, "python3")
    run(page, 1)
    expect(output(page, 1)).to_contain_text("ZeroDivisionError")
    expect(note(page, 1)).to_have_count(0)  # nobody has told this one what L is
    replaced(page, 0, ALIAS)
    defined_again = cell(page, 0)
    run(page, 0)
    expect(defined_again.locator(".jp-InputArea-prompt")).to_have_text("[2]:")
    replaced(page, 0, "x = 1")
    run(page, 1)
    expect(note(page, 1)).to_contain_text(KNOWN)


def test_a_kernel_that_was_restarted_knows_nothing(open_notebook: OpenNotebook, code: Code) -> None:
    page = open_notebook([code(ALIAS), code(USE)])
    defined(page)
    run(page, 1)
    expect(note(page, 1)).to_contain_text(KNOWN)
    page.evaluate(f"void {KERNEL}.restartKernel().then(() => (window.changed = 'restarted'))")
    page.wait_for_function("window.changed === 'restarted'")
    page.evaluate("window.changed = ''")
    page.wait_for_function(CALM)
    run(page, 1)
    expect(prompt(page, 1)).to_have_text("[1]:")
    expect(output(page, 1)).to_contain_text("ZeroDivisionError")
    expect(note(page, 1)).to_have_count(0)


def test_without_a_kernel_the_text_is_what_counts(blocking: OpenNotebook, code: Code) -> None:
    page = blocking([code("x = 1"), code(RISKY)])
    page.evaluate(f"void {KERNEL}.shutdown().then(() => (window.changed = 'gone'))")
    page.wait_for_function("window.changed === 'gone'")
    page.evaluate("window.changed = ''")
    run(page, 1)
    expect(note(page, 1)).to_have_attribute("data-mode", "block")
    expect(note(page, 1)).to_contain_text(f"{ALONE}there is no kernel to ask.")
    expect(prompt(page, 1)).to_have_text("[ ]:")


def test_what_waits_for_its_check_does_not_run_in_a_kernel_that_was_restarted(
    open_notebook: OpenNotebook, code: Code, context: Any
) -> None:
    page = open_notebook([code("x = 1"), code("y = 2"), code("z = 3")])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")
    held: list[Any] = []
    context.route("**/jupyter-mlsec/v1/gate*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    with page.expect_request("**/jupyter-mlsec/v1/gate*"):
        run_all(page)
    page.evaluate(f"void {KERNEL}.restartKernel().then(() => (window.changed = 'restarted'))")
    page.wait_for_function("window.changed === 'restarted'")
    page.evaluate("window.changed = ''")
    for route in held:
        route.abort()
    context.unroute_all()
    run(page, 2)
    expect(prompt(page, 2)).to_have_text("[1]:")
    for index in (0, 1):
        expect(prompt(page, index)).to_have_text("[ ]:")


def test_a_module_that_the_session_has_changed(
    open_notebook: OpenNotebook, code: Code, picture: Callable[[Page, str], None]
) -> None:
    page = open_notebook(
        [code("import json, pickle\njson.load = pickle.load"), code("import json as j\nj.load(open('absent'))")]
    )
    defined(page)
    run(page, 1)
    expect(note(page, 1)).to_have_attribute("data-mode", "warn")
    told = "Judged with the live kernel: json.load is pickle.load in the live kernel."
    expect(note(page, 1).locator("p.mlsec-gate-basis")).to_have_text(told)
    expect(output(page, 1)).to_contain_text("FileNotFoundError")
    picture(page, "gate-attribute")


def test_a_class_whose_cell_is_gone(open_notebook: OpenNotebook, code: Code) -> None:
    loader = "class Loader:\n    def load(self, path):\n        return pickle.load(open(path, 'rb'))\n"
    page = open_notebook([code(f"import pickle\n{loader}l = Loader()"), code("l.load('absent.pkl')")])
    defined(page)
    run(page, 1)
    expect(note(page, 1)).to_have_attribute("data-mode", "warn")
    expect(note(page, 1)).to_contain_text("(in a function that this session defined in a cell that is gone)")
    expect(output(page, 1)).to_contain_text("FileNotFoundError")


def is_whole(request: Request) -> bool:
    """Tell whether a request for a scan holds all cells themselves."""
    sent: Any = request.post_data_json
    return all("held" not in one for one in sent["notebook"]["cells"])


def test_cells_that_the_server_holds_are_not_sent_again(open_document: OpenNotebook, code: Code, context: Any) -> None:
    sources = [f"x{number} = [{number}]\n" * 20 for number in range(20)]
    page = open_document([code(source) for source in sources])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")
    asked: list[Any] = []
    context.on("request", lambda request: asked.append(request) if "/v1/scan" in request.url else None)
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.press("Control+End")
    with page.expect_response("**/jupyter-mlsec/v1/scan*"):
        page.keyboard.type("import pickle; pickle.load(open('m', 'rb'))")
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()
    cells = asked[-1].post_data_json["notebook"]["cells"]
    assert len(cells) == 20
    page.keyboard.type("  # mine")
    with page.expect_response("**/jupyter-mlsec/v1/scan*"):
        pass
    last = asked[-1].post_data_json["notebook"]["cells"]
    assert [index for index, one in enumerate(last) if set(one) != {"held"}] in ([0], [])
    refused: list[Request] = []

    def forget(route: Any) -> None:
        refused.append(route.request)
        if len(refused) == 1:
            route.fulfill(status=428, json={"message": "not held", "help": "send all"})
        else:
            route.continue_()

    context.route("**/jupyter-mlsec/v1/scan*", forget)
    with page.expect_request(lambda request: "/v1/scan" in request.url and is_whole(request)):
        page.keyboard.insert_text(" all")
    assert not is_whole(refused[0])
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()
