"""The gate before a cell runs: it warns, holds back, lets the person insist, and keeps the order of the cells."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from jupyter_mlsec.lifecycle.trail import Trail
from tests.browser.gated import RISKY, cell, counting_kernel, gate_now, menu, note, output, prompt, run_all

ATTACK = '<img src=x onerror="window.hurt=1"><script>window.hurt=2</script>'

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]
Impatient = Callable[[Page], None]


def toolbar(page: Page) -> Locator:
    return page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) [data-jp-item-name="mlsec-gate"]')


def test_the_gate_warns_and_the_cell_runs(open_notebook: OpenNotebook, code: Code) -> None:
    page = open_notebook([code(RISKY)])
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "high")
    run_all(page)
    expect(note(page, 0)).to_have_attribute("data-mode", "warn")
    expect(note(page, 0)).to_have_attribute("role", "status")
    expect(note(page, 0)).to_contain_text("This cell was run although it is risky")
    expect(note(page, 0)).to_contain_text("(model.pkl is not there now)")
    expect(note(page, 0)).to_contain_text("Judged by the text of the cells; the live kernel says nothing else.")
    expect(output(page, 0)).to_contain_text("ZeroDivisionError")


def test_a_blocked_cell_stops_the_rest_until_the_person_gives_a_reason(
    blocking: OpenNotebook, code: Code, picture: Picture, lab: Any, token: str
) -> None:
    (lab.folder / "insist").mkdir(exist_ok=True)
    (lab.folder / "insist" / "mlsec.toml").touch()
    page = blocking([code("print('one')"), code(RISKY), code("print('three')")], name="insist/x.ipynb")
    gate_now(page, mode="warn")
    menu(page, "Settings", "Gate Before Cells Run: warns")
    expect(toolbar(page).get_by_role("button", name="Gate: blocks", exact=True)).to_be_visible()
    run_all(page)
    held = note(page, 1)
    expect(held).to_have_attribute("data-mode", "block")
    expect(held).to_have_attribute("role", "alert")
    expect(held).to_contain_text("This cell was not run, nor those after it")
    expect(prompt(page, 0)).to_have_text("[1]:")
    expect(prompt(page, 1)).to_have_text("[ ]:")
    expect(prompt(page, 2)).to_have_text("[ ]:")
    # everything from here on with the keyboard alone
    held.get_by_role("button", name="Run anyway").focus()
    page.keyboard.press("Enter")
    field = held.get_by_label("Why may it run?")
    expect(field).to_be_focused()
    submit = held.get_by_role("button", name="Run and record")
    expect(submit).to_be_disabled()
    page.keyboard.type(" … ")
    page.keyboard.press("Enter")
    expect(submit).to_be_disabled()
    page.keyboard.type(f"dd my own model, with {token}")
    picture(page, "gate")
    with page.expect_response("**/gate/overrides*") as answer:
        page.keyboard.press("Enter")
    assert answer.value.json()["recorded"] is True
    expect(output(page, 1)).to_contain_text("ZeroDivisionError")
    expect(held).to_have_attribute("data-mode", "overridden")
    expect(held).to_contain_text("dd my own model, with")
    expect(held).to_contain_text("Recorded in the audit trail of the project, entry 0.")
    expect(prompt(page, 2)).to_have_text("[ ]:")
    assert cell(page, 1).get_by_text(token).count() == 0
    picture(page, "gate-overridden")
    trail = Trail(lab.folder / "insist")
    [entry] = trail.entries()
    assert (entry.subject, entry.outcome) == ("insist/x.ipynb unsafe-pickle-load", "run-anyway")
    assert token not in trail.path.read_text(encoding="utf-8")


def test_an_override_that_cannot_be_recorded_runs_and_says_so(
    blocking: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    page = blocking([code(RISKY)])
    context.route("**/gate/overrides*", lambda route: route.abort())
    run_all(page)
    note(page, 0).get_by_role("button", name="Run anyway").click()
    page.keyboard.type("mine")
    page.keyboard.press("Enter")
    expect(output(page, 0)).to_contain_text("ZeroDivisionError")
    expect(note(page, 0)).to_contain_text("Not recorded in an audit trail: The server cannot be reached.")


def test_a_changed_cell_is_held_back_again(blocking: OpenNotebook, code: Code) -> None:
    page = blocking([code(RISKY)])
    run_all(page)
    note(page, 0).get_by_role("button", name="Run anyway").click()
    page.keyboard.type("dd")
    page.keyboard.press("Escape")  # takes the line for the reason away
    expect(note(page, 0).get_by_role("button", name="Run anyway")).to_be_focused()
    expect(prompt(page, 0)).to_have_text("[ ]:")
    note(page, 0).get_by_role("button", name="Run anyway").click()
    page.keyboard.type("mine")
    page.keyboard.press("Enter")
    expect(note(page, 0)).to_have_attribute("data-mode", "overridden")
    expect(prompt(page, 0)).to_have_text("[1]:")
    run_all(page)
    expect(prompt(page, 0)).to_have_text("[2]:")
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nx = 1")
    run_all(page)
    expect(note(page, 0)).to_have_attribute("data-mode", "block")
    expect(prompt(page, 0)).to_have_text("[2]:")
    note(page, 0).get_by_role("button", name="Dismiss").click()
    expect(note(page, 0)).to_have_count(0)


def test_an_alias_that_only_the_kernel_knows(open_notebook: OpenNotebook, code: Code, picture: Picture) -> None:
    page = open_notebook([code("import pickle\nL = pickle.load"), code("L(open('absent.pkl', 'rb'))")])
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(prompt(page, 0)).to_have_text("[1]:")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.press("d")
    expect(page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell")).to_have_count(1)
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")
    run_all(page)
    expect(note(page, 0)).to_have_attribute("data-mode", "warn")
    expect(note(page, 0)).to_contain_text("Judged with the live kernel: the name L is pickle.load in the live kernel.")
    expect(prompt(page, 0)).to_have_text("[2]:")  # asking has no number
    picture(page, "gate-kernel")


def test_a_function_whose_cell_is_gone(blocking: OpenNotebook, code: Code) -> None:
    helper = "import pickle\ndef fetch(path):\n    return pickle.load(open(path, 'rb'))"
    page = blocking([code("x = 1"), code("fetch('absent.pkl')")])
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(helper)
    page.keyboard.press("Control+Enter")
    note(page, 0).get_by_role("button", name="Run anyway").click()
    page.keyboard.type("mine")
    page.keyboard.press("Enter")
    expect(prompt(page, 0)).to_have_text("[1]:")
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("x = 1")
    cell(page, 1).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(note(page, 1)).to_have_attribute("data-mode", "block")
    expect(note(page, 1)).to_contain_text("(in a function that this session defined in a cell that is gone)")
    expect(prompt(page, 1)).to_have_text("[ ]:")


def test_a_name_that_is_harmless_in_the_kernel(blocking: OpenNotebook, code: Code, picture: Picture) -> None:
    page = blocking([code("def load(stream):\n    return 'mine'"), code("x = 1"), code("load('model.pkl')")])
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(prompt(page, 0)).to_have_text("[1]:")
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("from pickle import load")  # and never run
    cell(page, 2).locator(".cm-content").click()
    expect(cell(page, 2).locator(".cm-lintRange-error").first).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(output(page, 2)).to_have_text("'mine'")
    expect(note(page, 2)).to_have_attribute("data-mode", "passed")
    expect(note(page, 2)).to_contain_text("the name load is this session's own function in the live kernel")
    picture(page, "gate-passed")


def test_a_file_that_this_session_wrote(blocking: OpenNotebook, code: Code, lab: Any) -> None:
    (lab.folder / "wrote.pkl").unlink(missing_ok=True)
    write = "%load_ext jupyter_mlsec\n%mlsec guard warn\nimport pathlib, pickle\nname = 'wrote.pkl'"
    dump = "pathlib.Path(name).write_bytes(pickle.dumps([1, 2]))"
    page = blocking([code(write), code(dump), code("pickle.load(open('wrote.pkl', 'rb'))")])
    for index in (0, 1):
        cell(page, index).locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        expect(prompt(page, index)).to_have_text(f"[{index + 1}]:")
    expect(cell(page, 2).locator(".cm-lintRange-error").first).to_be_visible()
    cell(page, 2).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(output(page, 2)).to_have_text("[1, 2]")
    expect(note(page, 2)).to_have_attribute("data-mode", "passed")
    expect(note(page, 2)).to_contain_text("wrote.pkl was written by this session and was scanned: only vetted names")


def test_asking_leaves_the_session_as_it_is(open_notebook: OpenNotebook, code: Code) -> None:
    page = open_notebook(
        [
            code("before = set(globals()) | {'before', '_i2', '_2', '_ii', '_iii', '_1', '__'}\n6 * 7"),
            code("print(sorted(set(globals()) - before), _, len(In), sorted(Out))"),
        ]
    )
    for index in (0, 1):
        cell(page, index).locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        expect(prompt(page, index)).to_have_text(f"[{index + 1}]:")
    expect(output(page, 1)).to_have_text("[] 42 3 [1]")


def test_a_busy_kernel_is_not_asked(open_notebook: OpenNotebook, code: Code, lab: Any) -> None:
    (lab.folder / "go-on").unlink(missing_ok=True)
    waits = "import pathlib, time\nwhile not pathlib.Path('go-on').exists():\n    time.sleep(0.05)"
    page = open_notebook([code(waits), code(RISKY)])
    run_all(page)
    expect(note(page, 1)).to_contain_text("Judged by the text of the cells alone: the kernel is busy.")
    expect(prompt(page, 1)).to_have_text("[*]:")
    (lab.folder / "go-on").touch()
    expect(output(page, 1)).to_contain_text("ZeroDivisionError")


def test_a_kernel_that_does_not_answer_is_not_waited_for(
    open_notebook: OpenNotebook, code: Code, impatient: Impatient
) -> None:
    page = open_notebook([code(RISKY)])
    impatient(page)
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "high")
    page.evaluate(
        """() => {
          const { kernel } = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
          const request = kernel.requestExecute.bind(kernel);
          kernel.requestExecute = (content, ...rest) =>
            content.silent ? { done: new Promise(() => undefined) } : request(content, ...rest);
        }"""
    )
    run_all(page)
    expect(note(page, 0)).to_contain_text("Judged by the text of the cells alone: the kernel did not answer in time.")
    expect(output(page, 0)).to_contain_text("ZeroDivisionError")


def test_the_order_of_the_cells_is_kept_while_the_checks_are_slow(
    blocking: OpenNotebook, code: Code, context: BrowserContext, impatient: Impatient
) -> None:
    page = blocking([code(f"x{number} = {number}") for number in range(12)])
    impatient(page)
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")

    def delay(route: Route) -> None:
        route.fulfill(status=503, body='{"message": "busy", "help": "wait"}')

    context.route(re.compile("/jupyter-mlsec/v1/(scan|gate)"), delay)
    for number in range(12):  # every cell has a text that nobody has looked at
        cell(page, number).locator(".cm-content").click()
        page.keyboard.type(" ")
    run_all(page)
    for number in range(12):
        expect(prompt(page, number)).to_have_text(f"[{number + 1}]:")


def test_without_an_answer_the_gate_stands_open(
    blocking: OpenNotebook, code: Code, context: BrowserContext, impatient: Impatient
) -> None:
    page = blocking([code("x = 1")])
    impatient(page)
    expect(page.locator("#mlsec-status button")).to_have_attribute("data-state", "clean")
    context.route(re.compile("/jupyter-mlsec/v1/(scan|gate)"), lambda _route: None)  # never answered
    cell(page, 0).locator(".cm-content").click()
    page.keyboard.type("\nimport pickle")
    run_all(page)
    expect(prompt(page, 0)).to_have_text("[1]:")
    expect(note(page, 0)).to_have_attribute("data-mode", "unchecked")
    expect(note(page, 0)).to_contain_text("This cell was run before it was checked")


def test_the_toolbar_goes_from_mode_to_mode(open_notebook: OpenNotebook, code: Code) -> None:
    page = open_notebook([code(RISKY)])
    for label in ("Gate: warns", "Gate: blocks", "Gate: off"):
        button = toolbar(page).get_by_role("button", name=label, exact=True)
        expect(button).to_be_visible()
        if label == "Gate: off":
            run_all(page)
            expect(output(page, 0)).to_contain_text("ZeroDivisionError")
            expect(note(page, 0)).to_have_count(0)
        with page.expect_response(lambda answer: "gate" in answer.url and answer.request.method == "PUT"):
            button.click()
    expect(toolbar(page).get_by_role("button", name="Gate: warns", exact=True)).to_be_visible()


def test_a_policy_locks_the_mode(open_notebook: OpenNotebook, code: Code, lab: Any, picture: Picture) -> None:
    lab.policy.write_text('gate-mode = "block"\nlocked = ["gate-mode"]\n', encoding="utf-8")
    try:
        page = open_notebook([code(RISKY)], name="hub/locked.ipynb")
        button = toolbar(page).get_by_role("button", name="Gate: blocks (locked)", exact=True)
        expect(button).to_be_disabled()
        run_all(page)
        expect(note(page, 0)).to_have_attribute("data-mode", "block")
        expect(prompt(page, 0)).to_have_text("[ ]:")
        menu(page, "Settings", "Settings Editor")
        page.locator(".jp-PluginList-entry").get_by_text("Security: gate", exact=True).first.click()
        mode = page.locator('[id="jp-SettingsEditor-jupyter-mlsec:gate_mode"]')
        expect(mode).to_be_disabled()
        mode.scroll_into_view_if_needed()
        expect(page.get_by_text("The policy of this hub has set the mode: block.")).to_be_visible()
        picture(page, "gate-locked")
    finally:
        lab.policy.write_text("", encoding="utf-8")


def test_nothing_of_a_hostile_notebook_becomes_markup(blocking: OpenNotebook, code: Code) -> None:
    page = blocking([code(f'import pickle\npickle.load(open("""{ATTACK}.pkl""", "rb")) # {ATTACK}')])
    run_all(page)
    expect(note(page, 0)).to_have_attribute("data-mode", "block")
    note(page, 0).get_by_role("button", name="Run anyway").click()
    page.keyboard.insert_text(ATTACK)
    page.keyboard.press("Enter")
    expect(note(page, 0)).to_have_attribute("data-mode", "overridden")
    expect(note(page, 0)).to_contain_text(ATTACK)
    expect(note(page, 0).locator("img, script, a, iframe, style")).to_have_count(0)
    assert page.evaluate("window.hurt") is None


def test_a_kernel_of_another_language_is_never_asked(open_notebook: OpenNotebook, code: Code, lab: Any) -> None:
    cells = [code("x <- readRDS('model.rds')"), code("import pickle; pickle.load(open('m.pkl', 'rb'))")]
    page = open_notebook(cells, page="notebook", **counting_kernel(lab))
    menu(page, "Run", "Run All Cells")
    for number in range(2):
        expect(page.locator(".jp-Cell .jp-OutputArea-output").nth(number)).to_have_text(f"asked {number + 1}")
    expect(page.locator(".mlsec-gate")).to_have_count(0)


def test_the_gate_is_a_plugin_that_can_be_disabled(open_notebook: OpenNotebook, code: Code, lab: Any) -> None:
    config = lab.settings.parent / "config" / "labconfig" / "page_config.json"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(json.dumps({"disabledExtensions": {"jupyter-mlsec:gate": True}}), encoding="utf-8")
    try:
        page = open_notebook([code(RISKY)], page="notebook")
    finally:
        config.unlink()
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()  # all the rest is there
    menu(page, "Run", "Run All Cells")
    expect(page.locator(".jp-Cell .jp-OutputArea-output")).to_contain_text("ZeroDivisionError")
    expect(page.locator(".mlsec-gate")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^Gate: "))).to_have_count(0)
