"""Whatever a notebook, a person or a package is called: a page can only be read. Every text is hostile here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from html.parser import HTMLParser
from typing import Any, TypeVar

import pytest

from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.reports.html.fragments import (
    audit_fragment,
    checklist_fragment,
    evidence_fragment,
    findings_fragment,
)
from jupyter_mlsec.reports.html.portfolio import render_portfolio
from jupyter_mlsec.reports.html.report import render_report
from jupyter_mlsec.reports.visible import visible

PayloadT = TypeVar("PayloadT")
Renderer = Callable[[Assessment, datetime], str]

ALLOWED = """a body br dd details div dl dt footer g h1 h2 h3 head header html li main meta p path rect section span
    strong style summary svg table tbody td text th thead title tr ul""".split()  # noqa: SIM905 - a line each would say no more
REFERENCES = frozenset({"src", "action", "formaction", "data", "poster", "srcset", "background", "xlink:href", "ping"})
PAGES: dict[str, Renderer] = {
    "report": lambda assessment, now: render_report(assessment, previous=assessment.checklist, now=now),
    "portfolio": lambda assessment, now: render_portfolio([assessment, assessment], now=now),
}
FRAGMENTS: dict[str, Renderer] = {
    "checklist": lambda assessment, _: checklist_fragment(assessment.checklist),
    "findings": lambda assessment, _: findings_fragment(assessment.scan),
    "audit": lambda assessment, _: audit_fragment(assessment.audit) if assessment.audit else "",
    "evidence": lambda assessment, _: evidence_fragment(
        [one for state in assessment.checklist.states for one in state.evidence],
    ),
}
PAYLOADS = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</style></title></textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "x' style='background:url(https://evil.example/)",
    "<!--", "]]>", "&lt;script&gt;", "{{ 7 * 7 }}{% raw %}",
    "\u202e\u2066gnp.exe\u200b\x1b[2J\x00",
    "<a href=javascript:alert(1)>",
    "\n\n::error::",
]  # fmt: skip


class Page(HTMLParser):
    """A document as a browser reads it; ``dangers`` is empty when nothing in it can do anything."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.dangers: list[str] = []
        self.text = ""
        self.attributes: list[str] = []
        self.styles: list[str] = []
        self._ids: set[str] = set()
        self._links: list[str] = []
        self._in_style = False
        self.feed(html)
        self.close()
        self.dangers += [f"link to {link}" for link in self._links if link not in self._ids]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag not in ALLOWED:
            self.dangers.append(f"<{tag}>")
        for name, raw in attrs:
            value = raw or ""
            self.attributes.append(value)
            if name == "id":
                self._ids.add(value)
            elif name == "href" and tag == "a" and value.startswith("#"):
                self._links.append(value[1:])
            elif name.startswith("on") or name in REFERENCES or name in {"href", "style"}:
                self.dangers.append(f"{tag} {name}={value}")

    def handle_endtag(self, _tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.styles.append(data)
        else:
            self.text += data

    def handle_comment(self, data: str) -> None:
        self.dangers.append(f"<!--{data}-->")


def poisoned(value: PayloadT, payload: str) -> PayloadT:
    """Return a copy in which every text that is not a word of our vocabulary is ``payload``."""
    return _poisoned(value, payload)  # type: ignore[no-any-return]


def _poisoned(value: Any, payload: str) -> Any:
    if isinstance(value, Enum) or value is None:
        return value
    if isinstance(value, str):
        return payload
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                one.name: _poisoned(getattr(value, one.name), payload)
                for one in fields(value)
                if one.name not in {"high", "low"}
            },
        )
    if isinstance(value, Mapping):
        return {f"data:{payload}": _poisoned(one, payload) for one in value.values()}
    if isinstance(value, tuple):
        return tuple(_poisoned(one, payload) for one in value)
    return value


def outside(html: str) -> list[str]:
    """Return the style rules that would load something, and the attributes that name another place."""
    page = Page(html)
    found = [rule for style in page.styles for rule in re.findall(r"url\(|@import|expression\(", style)]
    return found + [value for value in page.attributes if value.lower().startswith(("http:", "https:", "//", "data:i"))]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", [*PAGES, *FRAGMENTS])
def test_hostile_text_is_only_text(assessment: Assessment, now: datetime, name: str, payload: str) -> None:
    html = {**PAGES, **FRAGMENTS}[name](poisoned(assessment, payload), now)
    page = Page(html)
    assert page.dangers == []
    assert outside(html) == []
    assert visible(payload, keep="\n").strip() in page.text


@pytest.mark.parametrize("name", [*PAGES, *FRAGMENTS])
def test_no_hidden_character_is_left(assessment: Assessment, now: datetime, name: str) -> None:
    html = {**PAGES, **FRAGMENTS}[name](poisoned(assessment, "a\u202eb\u200bc\x1bd\u2028"), now)
    assert "a\\u202eb\\u200bc\\x1bd\\u2028" in html
    assert set("\u202e\u200b\x1b\u2028").isdisjoint(html)


@pytest.mark.parametrize("name", PAGES)
def test_huge_texts_do_not_make_a_huge_page(assessment: Assessment, now: datetime, name: str) -> None:
    html = PAGES[name](poisoned(assessment, "A" * 1_000_000), now)
    assert len(html.encode()) < 150_000
    assert "A" * 599 + "…" in html


@pytest.mark.parametrize("name", PAGES)
def test_a_page_forbids_everything_but_its_own_style(assessment: Assessment, now: datetime, name: str) -> None:
    html = PAGES[name](assessment, now)
    policies = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert [re.sub("sha256-[^']{44}", "sha256-…", policy) for policy in policies] == [
        "default-src 'none'; style-src 'sha256-…'; base-uri 'none'; form-action 'none'",
    ]
    assert Page(html).dangers == []
    assert html.count("<style>") == 1
