"""String literals as code: where each character of a literal's value is written."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.code.fragment import Fragment

_PREFIX = re.compile(r"([rRbBuUfF]{0,2})(\"{3}|'{3}|\"|')")
_ESCAPE = re.compile(
    r"\\(?:\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[\s\S])|\r\n|\r|[\s\S]"
)


def literal_fragment(fragment: Fragment, node: ast.expr, value: str) -> Fragment | None:
    """Return the value of a string literal as a fragment with exact offsets.

    Where the literal is not one plain piece (implicit joining, f-strings), every character is at the literal's begin.
    """
    start, end = fragment.inner(node)
    source = fragment.content[start:end]
    offsets = _offsets(source, value, start)
    if offsets is None:
        offsets = [start] * (len(value) + 1)
        return fragment.derived(value, offsets, exact=False)
    return fragment.derived(value, offsets, exact="\\" not in source)


def _offsets(source: str, value: str, start: int) -> list[int] | None:
    match = _PREFIX.match(source)
    if match is None or "f" in match[1].lower() or not source.endswith(match[2]):
        return None
    body_start, body_end = match.end(), len(source) - len(match[2])
    if "r" in match[1].lower() or ("\\" not in source and "\r" not in source):
        if source[body_start:body_end] != value:
            return None
        return list(range(start + body_start, start + body_end + 1))
    offsets: list[int] = []
    for piece in _ESCAPE.finditer(source, body_start, body_end):
        width = _width(piece[0])
        offsets.extend([start + piece.start()] * width)
    offsets.append(start + body_end)
    return offsets if len(offsets) == len(value) + 1 else None


def _width(piece: str) -> int:
    """Return how many characters of the value an escape sequence stands for."""
    if piece[0] != "\\" or len(piece) == 1:
        return 1
    if piece[1] in "\r\n":
        return 0
    return 1 if piece[1] in "\\'\"abfnrtvxuUN01234567" else len(piece)
