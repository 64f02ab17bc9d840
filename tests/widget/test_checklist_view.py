"""The widget's view in a real browser, without a kernel: groups, keyboard, filter, answers, hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import jupyter_mlsec.widget.checklist
from jupyter_mlsec.model.checklist import (
    Checklist,
    ChecklistItem,
    Cost,
    Evidence,
    Ground,
    ItemState,
    Level,
    Measurement,
    Observation,
    Risk,
    Stage,
    Status,
)
from jupyter_mlsec.widget.state import widget_state

HOSTILE = '<img src=x onerror="window.hit = 1"><script>window.hit = 1</script>'
FOLDER = Path(jupyter_mlsec.widget.checklist.__file__).parent
START = """
const listeners = {};
window.state = null;
window.sent = [];
const model = {
  get: (name) => ({ state: window.state, person: "", takes_answers: true })[name],
  on: (name, heard) => { listeners[name] = heard; },
  off: (name) => { delete listeners[name]; },
  send: (message) => window.sent.push(message),
};
window.show = (state) => {
  const first = window.state === null;
  window.state = state;
  if (first) window.stop = render({ model, el: document.body });
  else listeners["change:state"]();
};
window.tell = (message) => listeners["msg:custom"](message);
window.listening = () => Object.keys(listeners);
"""


def item(name: str, stage: Stage, level: Level = Level.AUTO, title: str = "A title") -> ChecklistItem:
    return ChecklistItem(
        id=name,
        title=title,
        stage=stage,
        risk=Risk.HIGH,
        level=level,
        cost=Cost.FAST,
        binds=(Ground.NOTEBOOK,),
        ttl=0,
        auto="",
        human="Who decides?",
    )


def checklist(status: Status = Status.FAIL) -> Checklist:
    observation = Observation(
        status=status,
        summary=f"Seen: {HOSTILE}",
        details=(HOSTILE,),
        measurements=(Measurement(name="accuracy", value=0.8, low=0.7, high=0.9, limit=">= 0.9"),),
    )
    seen = Evidence(
        item="EVA-01", probe="a-probe", observation=observation, collected=datetime(2026, 11, 21, tzinfo=UTC)
    )
    states = (
        ItemState(item=item("GOV-01", Stage.GOVERNANCE, Level.HUMAN), status=Status.OPEN, computed=Status.OPEN),
        ItemState(
            item=item("EVA-01", Stage.EVALUATION, title=HOSTILE), status=status, computed=status, evidence=(seen,)
        ),
        ItemState(item=item("EVA-02", Stage.EVALUATION), status=Status.PASS, computed=Status.PASS),
        ItemState(item=item("DEP-01", Stage.DEPLOYMENT), status=Status.NOT_APPLICABLE, computed=Status.NOT_APPLICABLE),
        ItemState(
            item=item("EVA-03", Stage.EVALUATION),
            status=Status.STALE,
            computed=Status.PASS,
            next_step=HOSTILE,
            changed=(HOSTILE,),
        ),
    )
    return Checklist(notebook="train.ipynb", states=states, coverage=0.5, conformance=0.25)


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    return chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_content("<!DOCTYPE html><title>view</title>")
    page.add_style_tag(content=(FOLDER / "checklist.css").read_text(encoding="utf-8"))
    script = (FOLDER / "checklist.js").read_text(encoding="utf-8")
    page.add_script_tag(content=script + START, type="module")
    page.wait_for_function("Boolean(window.show)")  # a module runs when the browser finds the time
    page.evaluate("state => window.show(state)", widget_state(checklist()))
    yield page
    page.close()
    assert problems == []


def rows(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.eval_on_selector_all(
        "[data-mlsec-item]",
        "rows => rows.map(row => [row.dataset.mlsecItem, row.dataset.status])",
    )
    return found


def test_rows_and_groups(page: Page) -> None:
    assert rows(page) == [["GOV-01", "open"], ["EVA-01", "fail"], ["EVA-02", "pass"], ["EVA-03", "stale"]]
    groups: Any = page.get_by_role("group").evaluate_all(
        "groups => groups.map(one => one.querySelector('legend')?.textContent).filter(Boolean)",
    )
    assert groups == ["Show", "Governance: 0 of 1 settled", "Evaluation: 1 of 3 settled"]
    progress = page.get_by_role("progressbar", name="Evaluation: 1 of 3 settled")
    assert progress.get_attribute("value") == "1"
    assert progress.get_attribute("max") == "3"


def test_the_filter_works_from_the_keyboard_and_keeps_the_focus(page: Page) -> None:
    page.get_by_role("radio", name="Applies (4)").focus()
    page.keyboard.press("ArrowRight")
    assert rows(page) == [["GOV-01", "open"], ["EVA-01", "fail"], ["EVA-03", "stale"]]
    page.keyboard.press("ArrowRight")
    assert rows(page) == [["EVA-01", "fail"]]
    page.keyboard.press("ArrowRight")
    assert rows(page) == [["EVA-03", "stale"]]
    page.keyboard.press("ArrowRight")
    assert rows(page) == [["GOV-01", "open"]]
    assert page.evaluate("document.activeElement.value") == "open"


def test_what_does_not_apply_is_shown_on_demand(page: Page) -> None:
    page.get_by_role("radio", name="All (5)").check()
    assert ["DEP-01", "not-applicable"] in rows(page)
    assert page.get_by_text("Deployment: nothing applies").is_visible()


def test_an_empty_filter_says_so(page: Page) -> None:
    page.evaluate("state => window.show(state)", widget_state(checklist(Status.PASS)))
    page.get_by_role("radio", name="Failed (0)").check()
    assert rows(page) == []
    assert page.get_by_text("No item is in this state.").is_visible()


def test_an_item_opens_from_the_keyboard_and_stays_open(page: Page) -> None:
    page.locator("[data-mlsec-item=EVA-01] summary").focus()
    page.keyboard.press("Enter")
    evidence = page.locator("[data-mlsec-item=EVA-01] .mlsec-evidence")
    evidence.wait_for()
    assert evidence.locator("tr").inner_text().split("\t") == ["accuracy", "0.8", "0.7 to 0.9", "", "✗ ≥ 0.9"]
    assert evidence.locator("svg path").count() == 4
    page.evaluate("state => window.show(state)", widget_state(checklist(Status.WARN)))
    assert page.locator("[data-mlsec-item=EVA-01] details").get_attribute("open") == ""
    assert page.locator("[data-mlsec-item=EVA-01] .mlsec-evidence").is_visible()


def test_hostile_text_is_only_text(page: Page) -> None:
    for name in ("EVA-01", "EVA-03"):
        page.locator(f"[data-mlsec-item={name}] summary").click()
    page.locator("[data-mlsec-item=EVA-01] .mlsec-evidence").wait_for()
    assert page.locator("body img, body script").count() == 0
    assert page.evaluate("window.hit") is None
    assert page.get_by_text(HOSTILE).count() >= 5


def test_an_answer_is_asked_for_and_sent(page: Page) -> None:
    page.locator("[data-mlsec-item=GOV-01] summary").click()
    box = page.get_by_label("Who decides?")
    box.fill("yes")
    page.get_by_role("button", name="Answer").click()
    assert page.get_by_role("status").inner_text() == "Say it in at least 30 characters."
    text = "The owner decides, together with the reviewer."
    box.fill(text)
    page.get_by_role("button", name="Answer").click()
    assert page.get_by_role("status").inner_text() == "Say who answers."
    page.get_by_label("Your name").fill("ana@clinic.example")
    page.get_by_role("button", name="Answer").click()
    assert page.get_by_role("status").inner_text() == "Sent."
    assert page.evaluate("window.sent") == [
        {"kind": "answer", "item": "GOV-01", "text": text, "person": "ana@clinic.example"},
    ]
    page.evaluate("window.tell({kind: 'refused', item: 'GOV-01', problem: 'the end is too far away'})")
    assert page.get_by_role("status").inner_text() == "the end is too far away"


def test_a_view_that_is_closed_stops_listening(page: Page) -> None:
    assert page.evaluate("window.listening()") == ["change:state", "change:takes_answers", "msg:custom"]
    page.evaluate("window.stop()")
    assert page.evaluate("window.listening()") == []
