"""Inline suppressions: ``# mlsec: allow[rule-name] reason``, on the line, alone above it, or for the notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from jupyter_mlsec.model.finding import AllowAt
from jupyter_mlsec.model.text import Position, Span, Text, line_starts

_ALLOW = re.compile(r"(?:#|<!--)\s{0,8}mlsec:\s{0,8}allow\[([^\]\r\n]{0,500})\]([^\r\n]{0,2000})")
_ALLOW_ALL = re.compile(r"(?:#|<!--)\s{0,8}mlsec:\s{0,8}allow-notebook\[([^\]\r\n]{0,500})\]([^\r\n]{0,2000})")
_COMMENT_END = re.compile(r"\s*-->\s*$")


_TOKEN = re.compile(r"""(?P<triple>\"{3}|'{3})|"(?:\\[\s\S]|[^"\\\r\n])*"?|'(?:\\[\s\S]|[^'\\\r\n])*'?|\#[^\r\n]*""")
_BODY = re.compile(r"\s*%%(?!time|timeit|capture|prun|mlsec)")  # a cell of something else than Python
_BREAK = re.compile(r"\r\n|\r|\n|\Z")
_INDENT = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class Allowance:
    """One suppression comment. Without a reason it suppresses nothing.

    It speaks for the lines from ``first`` to ``last``: its own, all of a string of several lines that ends before it,
    or the statement below it where it stands ``alone``.
    """

    rules: tuple[str, ...]
    reason: str
    line: int  # counted from 1, where the comment stands
    alone: bool  # nothing else on its line, so it speaks for the next one
    span: Span
    first: int
    last: int

    def covers(self, rule: str, position: Position) -> bool:
        """Whether this comment speaks for ``rule`` at ``position``."""
        if not self.reason or rule not in self.rules:
            return False
        return position.line <= self.line <= position.end_line or self.first <= position.line <= self.last


def allowances(text: Text) -> Iterator[Allowance]:
    """Yield the suppression comments of a source text, in order."""
    if "mlsec:" not in text.content:
        return
    starts = line_starts(text.content)
    strings = _strings(text.content)
    for match in _ALLOW.finditer(text.content):
        span = Span(match.start(), match.end())
        line = text.position(span).line
        rules = tuple(name.strip() for name in match[1].split(",") if name.strip())
        reason = _COMMENT_END.sub("", match[2]).strip(" \t:-")
        alone = not text.content[starts[line - 1] : match.start()].strip()
        first = last = line
        if alone:
            last = _statement_end(text.content, starts, line + 1)
        else:
            for string in reversed(strings):
                if starts[first - 1] < string.end <= match.start():
                    first = text.position(Span(string.start, string.start)).line
        yield Allowance(rules, reason, line, alone, span, first, last)


def notebook_allowances(texts: Iterable[Text]) -> dict[str, str]:
    """Return the rules that a notebook allows as a whole (``# mlsec: allow-notebook[rule] reason``), each's reason."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _ALLOW_ALL.finditer(text.content) if "mlsec:" in text.content else ():
            reason = _COMMENT_END.sub("", match[2]).strip(" \t:-")
            for name in match[1].split(",") if reason else ():
                found.setdefault(name.strip(), reason)
    return found


def allow_at(text: Text, span: Span) -> AllowAt | None:
    """Return where a comment that allows what stands at ``span`` can go, or None where no line could hold one."""
    content, starts = text.content, line_starts(text.content)
    line = text.position(Span(span.start, span.start)).line
    end = _line_end(content, span.start)
    for string in _strings(content):
        if string.start <= end < string.end:
            end = _line_end(content, string.end)
    if not _continues(content, starts[text.position(Span(end, end)).line - 1], end):
        where = text.position(Span(end, end))
        return AllowAt(where.line, where.column, "  ", "")
    first = line
    while first > 1 and _continues(content, starts[first - 2], _line_end(content, starts[first - 2])):
        first -= 1
    start = starts[first - 1]
    if any(string.start < start < string.end for string in _strings(content)):
        return None
    indent = _INDENT.match(content, start)
    return AllowAt(first, 1, indent[0] if indent else "", "\n")


def _line_end(content: str, at: int) -> int:
    match = _BREAK.search(content, at)
    return match.start() if match else len(content)


def _continues(content: str, start: int, end: int) -> bool:
    """Whether the line ends with a backslash, behind which no comment can stand."""
    return content[start:end].endswith("\\")


def _statement_end(content: str, starts: tuple[int, ...], line: int) -> int:
    """Return the last line of what begins on ``line`` and goes on behind backslashes."""
    while line < len(starts) and _continues(content, starts[line - 1], _line_end(content, starts[line - 1])):
        line += 1
    return line


@lru_cache(maxsize=1)  # asked for each finding of a text; no more texts than one are kept
def _strings(content: str) -> tuple[Span, ...]:
    """Return the strings in triple quotes that go over several lines; none in a cell of another language."""
    found: list[Span] = []
    if _BODY.match(content) or ('"' * 3 not in content and "'" * 3 not in content):
        return ()
    at = 0
    while (match := _TOKEN.search(content, at)) is not None:
        at = match.end()
        if match["triple"]:
            at = _closing(content, at, match["triple"])
            if "\n" in content[match.start() : at] or "\r" in content[match.start() : at]:
                found.append(Span(match.start(), at))
    return tuple(found)


def _closing(content: str, at: int, quotes: str) -> int:
    while (end := content.find(quotes, at)) >= 0:
        slashes = end - len(content[at:end].rstrip("\\")) - at
        if slashes % 2 == 0:
            return end + 3
        at = end + 1
    return len(content)
