"""The team lead's page in a real browser: nothing is asked for, nothing runs, nothing is cut off, it prints."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.reports.html.portfolio import render_portfolio
from jupyter_mlsec.reports.html.report import render_report


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    return chromium


@pytest.fixture(params=["report", "portfolio"])
def page_file(request: pytest.FixtureRequest, assessment: Assessment, now: datetime, tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    pages = {
        "report": lambda: render_report(assessment, previous=assessment.checklist, now=now),
        "portfolio": lambda: render_portfolio([assessment], now=now),
    }
    file.write_text(pages[request.param](), encoding="utf-8")
    return file


def test_nothing_is_asked_for_and_the_policy_holds(browser: Browser, page_file: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(page_file.as_uri())
    assert asked == [page_file.as_uri()]
    assert said == []
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "10px"
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_reader(browser: Browser, page_file: Path, scheme: Literal["light", "dark"]) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(page_file.as_uri())
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(244, 246, 249)", "dark": "rgb(15, 19, 26)"}[scheme]
    page.close()


@pytest.mark.parametrize("width", [360, 768, 1200])
def test_nothing_is_cut_off(browser: Browser, page_file: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(page_file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_it_prints_on_white_paper(browser: Browser, page_file: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(page_file.as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.close()
