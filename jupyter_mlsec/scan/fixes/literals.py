"""String literals and comments of Python code as they are written, found without parsing: the code may be broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\r\n]*)"""
    r"""|(?:(?<![A-Za-z0-9_])(?P<prefix>[A-Za-z]{1,2}))?"""
    r"""(?:(?P<triple>\"{3}|'{3})(?P<block>(?:[^\\]|\\[\s\S])*?)(?P=triple)"""
    r"""|(?P<quote>["'])(?P<line>(?:(?!(?P=quote))[^\\\r\n]|\\(?:\r\n|[\s\S]))*)(?P=quote))"""
)
_PREFIXES = frozenset({"", "r", "b", "u", "f", "rb", "br", "rf", "fr", "t", "rt", "tr"})
_BRACE = re.compile(r"\\N\{[^{}]*\}|(?P<brace>[{}])")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment at ``start..end``, its ``#`` included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal:
    """One string literal: ``start..end`` with prefix and quotes, ``inner_start..inner_end`` what stands between."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    prefix: str
    quote: str

    @property
    def is_formatted(self) -> bool:
        """Whether it is an f-string (or a template string)."""
        return bool({"f", "t"} & {*self.prefix.lower()})

    @property
    def is_raw(self) -> bool:
        """Whether backslashes in it are themselves."""
        return "r" in self.prefix.lower()

    @property
    def is_bytes(self) -> bool:
        """Whether it is a byte string."""
        return "b" in self.prefix.lower()

    @property
    def other_quote(self) -> str:
        """A quote that may stand in a replacement field of it, in every version of Python."""
        return "'" if self.quote[0] == '"' else '"'


def tokens(code: str) -> Iterator[Literal | Comment]:
    """Yield the literals and comments of ``code``, in order; an unterminated literal is none. Linear in its length."""
    for match in _TOKEN.finditer(code):
        if match["comment"] is not None:
            yield Comment(*match.span())
            continue
        prefix = match["prefix"] or ""
        start = match.start()
        if prefix.lower() not in _PREFIXES:
            start, prefix = start + len(prefix), ""
        inner = match.span("block") if match["triple"] else match.span("line")
        yield Literal(start, match.end(), *inner, prefix, match["triple"] or match["quote"])


def braces(code: str, start: int, end: int, *, raw: bool) -> Iterator[int]:
    """Yield where a brace stands that has to be doubled once the literal becomes an f-string."""
    for match in _BRACE.finditer(code, start, end):
        if match["brace"] is not None:
            yield match.start()
        elif raw:  # \N{…} names a character only where backslashes mean something
            yield from (at for at in range(match.start(), match.end()) if code[at] in "{}")


def depth_at(code: str, literal: Literal, at: int) -> int:
    """Return how many replacement fields of an f-string are open at ``at``."""
    depth, index = 0, literal.inner_start
    while index < at:
        char = code[index]
        if char in "{}" and depth == 0 and code[index + 1 : index + 2] == char:
            index += 2
            continue
        if char == "{":
            depth += 1
        elif char == "}" and depth:
            depth -= 1
        index += 1
    return depth
