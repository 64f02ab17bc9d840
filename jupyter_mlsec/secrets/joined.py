"""Joined literals: strings side by side or joined by plus signs, in any language and in code that does not parse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.secrets.rewritten import Part, Segment
from jupyter_mlsec.secrets.surface import Surface

# Where one literal ends and the next begins, with nothing between them but blanks, line ends and a plus.
_JOINT = re.compile(
    r"""["'][ \t]*(?:[+.][ \t]*)?(?:\\?\r?\n[ \t]*)?(?:[+.][ \t]*)?(?:\\?\r?\n[ \t]*)?[rRbBuUfF]{0,2}["']"""
)
_LITERAL = re.compile(r"""[rRbBuUfF]{0,2}(?:"((?:[^"\\\r\n]|\\.)*)"|'((?:[^'\\\r\n]|\\.)*)')""")
_GAP = re.compile(r"(?:[ \t]|\\?\r?\n|[+.](?=[\s\"'rRbBuUfF]))*\Z")
_MOST = 400  # literals in one chain


def joined_literals(surface: Surface) -> Iterator[Part]:
    """Yield every chain of literals as one part."""
    content, done = surface.content, -1
    if surface.raw.count(b'"') + surface.raw.count(b"'") < 4:  # noqa: PLR2004 - two literals have four quotes
        return
    for joint in _JOINT.finditer(content):
        if joint.start() < done or joint[0] in {'""', "''"}:
            continue
        first = _literal_ending_at(content, joint.start())
        if first is None:
            continue
        chain = [first]
        while len(chain) < _MOST:
            following = _next_literal(content, chain[-1][1])
            if following is None:
                break
            chain.append(following)
        if len(chain) > 1:
            done = chain[-1][1]
            value = "".join(content[start:end] for _, _, start, end in chain)
            segments = tuple(Segment(end - start, start, end) for _, _, start, end in chain)
            yield Part(chain[0][0], chain[-1][1], value, segments)


_Literal = tuple[int, int, int, int]  # the literal with its quotes and prefix, then what is inside the quotes


def _literal_ending_at(content: str, closing: int) -> _Literal | None:
    quote = content[closing]
    line = content.rfind("\n", max(0, closing - 2000), closing) + 1
    opening = content.rfind(quote, line, closing)
    if opening < 0:
        return None
    start = opening
    while start > line and opening - start < 2 and content[start - 1] in "rRbBuUfF":  # noqa: PLR2004 - "rb" is the longest
        start -= 1
    return start, closing + 1, opening + 1, closing


def _next_literal(content: str, at: int) -> _Literal | None:
    opening = at
    while opening < len(content) and opening - at < 300 and content[opening] not in "\"'":  # noqa: PLR2004
        opening += 1
    start = opening
    while start > at and opening - start < 2 and content[start - 1] in "rRbBuUfF":  # noqa: PLR2004
        start -= 1
    if opening == at or _GAP.match(content[at:start]) is None:
        return None
    match = _LITERAL.match(content, start, start + 4000)
    if match is None:
        return None
    inner = match.span(1) if match[1] is not None else match.span(2)
    return start, match.end(), *inner
