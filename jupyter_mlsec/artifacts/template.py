"""Jinja templates of chat models: what only a way out of the template needs.

Source: Jinja's documentation of its sandbox; CVE-2024-34359 (llama-cpp-python rendered templates without one).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from jupyter_mlsec.artifacts.content import Content

_OPENS = re.compile(r"\{[{%]")
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0-7]{1,3})")
_REACHES = (
    ("another file", re.compile(r"\A%[-+]?\s*(?:include|import|extends|from)\b")),
    ("a double underscore name", re.compile(r"__\w|\w__")),
    ("the attr filter", re.compile(r"\|\s*attr\b|\bmap\s*\(\s*attribute\s*=\s*['\"][^'\"]*_")),
    (
        "an object that leads out of the template",
        re.compile(r"\b(?:lipsum|cycler|joiner|_TemplateReference\w*)\b|\bself\s*[.\[]\s*['\"]?_"),
    ),
    (
        "a name put together of underscores",
        re.compile(
            r"['\"]_['\"]|['\"]_\w{0,80}['\"]\s*[~+*]|[~+]\s*['\"]\w{0,80}_['\"]|['\"]%[cs]['\"]\s*[|%]\s*format"
        ),
    ),
    (
        "a call that leaves the template",
        re.compile(
            r"\b(?:popen|getattr|eval|exec|import_module|url_for|get_flashed_messages)\s*\(|"
            r"[.\[]\s*['\"]?(?:popen|subprocess|builtins|globals|mro|subclasses)\b"
        ),
    ),
    (
        "parts of names joined",  # between the brackets behind a value, not in a list
        re.compile(
            r"(?<=[\w\])'\"])\[\s*(?:\w{1,80}\s*(?:[~+]\s*['\"]|~)|['\"][^'\"]*['\"]\s*[~+])|"
            r"\|\s*(?:join|reverse|format)[^}]{0,40}\]\s*\("
        ),
    ),
)
_LONGEST = 1 << 20


def judge_template(content: Content, text: str) -> None:
    """Tell of the first thing in a template that is there to leave it."""
    if len(text) > _LONGEST:
        content.sights.cannot("a chat template is too long to be looked at")
        return
    for code in _codes(text):
        content.budget.tick()
        for thing, pattern in _REACHES:
            if pattern.search(code):
                content.sights.add("chat-template-code", f"{thing} in a chat template")
                return


def _codes(text: str) -> Iterator[str]:
    """Yield what stands between a template's braces, escapes undone, behind the sign of a statement or a value."""
    at = 0
    while found := _OPENS.search(text, at):
        ends = [end for end in (text.find("}}", found.end()), text.find("%}", found.end())) if end >= 0]
        end = min(ends, default=len(text))
        yield _ESCAPE.sub(_character, text[found.end() - 1 : end])
        at = end + 2


def _character(match: re.Match[str]) -> str:
    return codecs.decode(match[0], "unicode_escape")
