"""Completion: a statement that somebody is still typing, with the brackets and quotes closed that it leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<triple>\"{3}|'{3})|(?P<string>"(?:\\[\s\S]|[^"\\\r\n])*"?|'(?:\\[\s\S]|[^'\\\r\n])*'?)"""
    r"""|(?P<comment>\#[^\r\n]*)|(?P<open>[\[{(])|(?P<close>[\])}])"""
)
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_MISSING = (
    "",
    "None",
    "x",
    ": None",
)  # what may be missing before the bracket: nothing, a value, a name, a dict's value
_ENDING = (")", "]", "}", "'", '"')
_DEEPEST = 50  # brackets that are closed


def completions(text: str) -> Iterator[str]:
    """Yield ways to complete a statement, none where it leaves nothing open."""
    closers = _closers(text)
    if closers is None:
        return
    quote, brackets = closers
    if quote:
        yield f"{text}{quote}{brackets}"
        return
    body = text.rstrip()
    ends = body[-1:].isidentifier() or body[-1:].isdigit() or body.endswith(_ENDING)
    for missing in _MISSING:
        if brackets or (missing and not ends):  # a name that is complete does not go on
            yield f"{body}{missing}{brackets}"
    if "#" in text:
        yield f"{text}\n{brackets}"


def _closers(text: str) -> tuple[str, str] | None:
    """Return the quote and the brackets that are missing at the end, or None where a bracket fits nothing."""
    stack: list[str] = []
    at = 0
    while (match := _TOKEN.search(text, at)) is not None:
        at = match.end()
        if match.lastgroup == "triple":
            end = text.find(match[0], at)
            if end < 0:
                return match[0], "".join(reversed(stack))
            at = end + 3
        elif match.lastgroup == "string" and (len(match[0]) == 1 or match[0][-1] != match[0][0]):
            return (match[0][0], "".join(reversed(stack))) if at == len(text) else None
        elif match.lastgroup == "open":
            stack.append(_CLOSERS[match[0]])
        elif match.lastgroup == "close" and (not stack or stack.pop() != match[0]):
            return None
    return ("", "".join(reversed(stack))) if len(stack) <= _DEEPEST else None
